import { defined } from '#core/defined.ts';
import { dueAt, stateKey } from '#core/duty.ts';
import { after } from '#core/instant.ts';
import type { Look } from '#core/look.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { Why } from '#core/why.ts';
import { change } from './change.ts';
import { type ServiceDeps, settleMsOf } from './deps.ts';
import { freezingOf } from './freezing.ts';
import { newerBackup, noteNewer } from './newer-backup.ts';
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
  const outcome = await change(deps, stored.request.id, deps.newId(), {
    type: 'hold',
    why,
    ...defined({ until }),
  });
  if (outcome.type !== 'done') return;
  const held = { ...stored, request: outcome.request };
  await lookAgain(deps, held, deps.timing.holdMs);
  await lookForNewer(deps, held, signal);
}

/** A request that waits is told of newer backups: not at every look, a vendor's budget is for other things. */
const looksBetween = 20;

async function lookForNewer(deps: ServiceDeps, held: StoredRequest, signal: AbortSignal): Promise<void> {
  const before = held.look?.of === stateKey(held.request.state) ? held.look.count : 0;
  if (before % looksBetween !== 0) return;
  const newer = await newerBackup(deps, held.request, signal);
  const stored = newer.type === 'newer' ? await loadForWork(deps, held.request.id) : undefined;
  if (newer.type === 'newer' && stored !== undefined) await noteNewer(deps, stored, newer.takenAt);
}

/** What a look may say besides. `failingSince`: it saw nothing at all, so it does not count. */
type Seen = Partial<Pick<Look, 'failingSince' | 'olderThanAudit'>>;

/** Writes a look that only says when the next one is due. */
export async function lookAgain(
  deps: ServiceDeps,
  { request, look, thread, now }: StoredRequest,
  afterMs: number,
  seen: Seen = {},
): Promise<void> {
  const of = stateKey(request.state);
  const before = look?.of === of ? look : undefined;
  const next = {
    of,
    at: now,
    next: after(now, afterMs),
    count: (before?.count ?? 0) + (seen.failingSince === undefined ? 1 : 0),
    detail: '',
    ...seen,
    ...defined({ newerBackup: before?.newerBackup }),
  };
  const due = dueAt(request, next, thread, settleMsOf(deps, request), now, freezingOf(deps, request, now));
  await deps.store.saveLook(request.id, request.version, next, due);
}
