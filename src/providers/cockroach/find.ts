import { after } from '#core/instant.ts';
import type { Baseline, CallOptions, FindOptions, FindResult } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { quoted } from '../kit/words.ts';
import type { CockroachClient } from './client.ts';
import { compareWithPlan } from './match.ts';

/** More restores than this on one cluster are older than any attempt of ours. */
const knownBefore = 1_000;

const dayMs = 24 * 60 * 60_000;

/** The restores that the destination had before we acted, and the vendor's clock. */
export async function readBaseline(
  client: CockroachClient,
  now: () => Date,
  plan: RestorePlan,
  options: CallOptions,
): Promise<Baseline> {
  const { items, vendorTime } = await client.restores(plan.target, { ...options, enough: knownBefore });
  return { operationIds: items.map(({ id }) => id), vendorTime: vendorTime ?? now() };
}

/**
 * Restores on the destination that look exactly like the plan. The vendor names nobody who asked for a restore, so
 * one that says too little to compare makes the whole question undecidable, unless it was there before.
 */
export async function findRestores(
  client: CockroachClient,
  now: () => Date,
  plan: RestorePlan,
  { signal, since, baseline }: FindOptions,
): Promise<FindResult> {
  const latest = Math.max(now().getTime(), baseline?.vendorTime.getTime() ?? 0, since.getTime());
  // The vendor wants an end as well; a day on top forgives every clock.
  const range = { from: since, to: after(new Date(latest), dayMs) };
  const { items } = await client.restores(plan.target, { signal, range });
  const compared = items
    .filter(({ created_at }) => created_at >= since)
    .map((restore) => ({ restore, likeness: compareWithPlan(plan, restore) }));
  const unclear = compared
    .filter(
      ({ restore, likeness }) =>
        likeness === 'unclear' && baseline?.operationIds.includes(restore.id) !== true,
    )
    .map(({ restore }) => restore.id);
  if (unclear.length > 0) {
    const reason = `CockroachDB Cloud does not show what ${quoted(unclear)} restores: it may or may not be ours`;
    return { type: 'undecidable', reason };
  }
  const operations = compared
    .filter(({ likeness }) => likeness === 'same')
    .map(({ restore }) => ({ operationId: restore.id, createdAt: restore.created_at }));
  return { type: 'matches', operations };
}
