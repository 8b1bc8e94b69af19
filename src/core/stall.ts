import type { CommandOf } from './commands.ts';
import type { Look } from './look.ts';
import type { StateOf } from './restore-request.ts';

/** With 30 minutes: told after 30 min, 2 h and 6 h, from then on twice as late each time. */
const firstSteps = [1, 4, 12];

/** How long nothing must have moved before a stall is told again; `times`: how often it has been told. */
export function stallToldAfterMs(times: number, stallAfterMs: number): number {
  const last = firstSteps.length - 1;
  const factor = firstSteps[times] ?? (firstSteps[last] ?? 1) * 2 ** (times - last);
  return factor * stallAfterMs;
}

/**
 * Since when the vendor has shown the same of a running restore: no other fraction, no other words. `undefined` where
 * it has moved, or nobody can tell yet. A lost look is not progress.
 */
export function stillSince(
  { stalled, submittedAt }: StateOf<'restoring'>,
  before: Look | undefined,
  found: Pick<Look, 'fraction' | 'detail'>,
): Date | undefined {
  // An older look was at the operation before this one.
  if (before === undefined || before.at < submittedAt) return stalled?.since;
  const same = before.fraction === found.fraction && before.detail === found.detail;
  return same ? (before.stillSince ?? before.at) : undefined;
}

/** Announces a stall that was not announced yet. It never says that the restore failed. */
export function stallCommand(
  { stalled }: StateOf<'restoring'>,
  look: Pick<Look, 'at' | 'stillSince'>,
  stallAfterMs: number,
): CommandOf<'report-stall' | 'report-movement'> | undefined {
  const since = look.stillSince;
  if (stalled !== undefined && (since === undefined || since > stalled.since)) {
    return { type: 'report-movement' };
  }
  if (since === undefined) return undefined;
  const times = stalled?.times ?? 0;
  const stillMs = look.at.getTime() - since.getTime();
  if (stillMs < stallToldAfterMs(times, stallAfterMs)) return undefined;
  return { type: 'report-stall', since, times: times + 1 };
}
