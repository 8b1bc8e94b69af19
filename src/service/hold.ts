import { defined } from '#core/defined.ts';
import { currentLook } from '#core/duty.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { Why } from '#core/why.ts';
import { note } from './change.ts';
import type { ServiceDeps } from './deps.ts';
import { lookAgain, noteNewer } from './look.ts';
import { newerBackup } from './newer-backup.ts';
import { loadForWork } from './record-trust.ts';

/** Why an approved request does not start yet, and until when where that is known. */
export interface Hold {
  readonly why: Why;
  readonly until?: Date | undefined;
}

/** Says why an approved request does not start yet, and looks again after the hold interval. */
export async function hold(
  deps: ServiceDeps,
  stored: StoredRequest,
  { why, until }: Hold,
  signal: AbortSignal,
): Promise<void> {
  const outcome = await note(deps, stored.request, { type: 'hold', why, ...defined({ until }) });
  if (outcome.type !== 'done') return;
  const held = { ...stored, request: outcome.request };
  await lookAgain(deps, held, deps.timing.holdMs);
  await lookForNewer(deps, held, signal);
}

/** A request that waits is told of newer backups: not at every look, a vendor's budget is for other things. */
const looksBetween = 20;

async function lookForNewer(deps: ServiceDeps, held: StoredRequest, signal: AbortSignal): Promise<void> {
  const before = currentLook(held.request, held.look)?.count ?? 0;
  if (before % looksBetween !== 0) return;
  const newer = await newerBackup(deps, held.request, signal);
  const stored = newer.type === 'newer' ? await loadForWork(deps, held.request.id) : undefined;
  if (newer.type === 'newer' && stored !== undefined) await noteNewer(deps, stored, newer.takenAt);
}
