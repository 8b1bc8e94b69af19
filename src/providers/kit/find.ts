import type { Baseline, FindResult } from '#core/provider.ts';
import { quoted } from './words.ts';

/** Whether an operation at the vendor is what a plan would start. `unclear`: the vendor left out what would tell. */
export type Likeness = 'same' | 'different' | 'unclear';

/** Of all parts that were compared: one that differs makes another operation. */
export function alike(...parts: readonly Likeness[]): Likeness {
  if (parts.includes('different')) return 'different';
  return parts.includes('unclear') ? 'unclear' : 'same';
}

/** One operation that was there in time. */
export interface Compared {
  readonly id: string;
  readonly createdAt: Date;
  readonly likeness: Likeness;
}

/**
 * The operations that are the plan's. No vendor names who asked for one, so one that says too little to compare makes the
 * whole question undecidable, unless it was there before the attempt. `unsaid`: what the vendor leaves out, such as
 * `CockroachDB Cloud does not show what … restores`.
 */
export function findAmong(
  compared: readonly Compared[],
  baseline: Baseline | undefined,
  unsaid: (ids: string) => string,
): FindResult {
  const unclear = compared
    .filter(({ id, likeness }) => likeness === 'unclear' && baseline?.operationIds.includes(id) !== true)
    .map(({ id }) => id);
  if (unclear.length > 0) {
    return { type: 'undecidable', reason: `${unsaid(quoted(unclear))}: it may or may not be ours` };
  }
  const operations = compared
    .filter(({ likeness }) => likeness === 'same')
    .map(({ id, createdAt }) => ({ operationId: id, createdAt }));
  return { type: 'matches', operations };
}
