import { defined } from '#core/defined.ts';
import { currentLook, dueAt, stateKey } from '#core/duty.ts';
import { after } from '#core/instant.ts';
import type { Look } from '#core/look.ts';
import type { StoredRequest } from '#core/ports.ts';
import { wake } from './change.ts';
import { type ServiceDeps, settleMsOf } from './deps.ts';
import { type Freezes, freezingOf } from './freezing.ts';
import { loadForWork } from './record-trust.ts';

/** When something is owed next for a request. */
export function dueOf(
  deps: Pick<ServiceDeps, 'providers' | 'timing'> & Freezes,
  { request, look, thread, now }: Pick<StoredRequest, 'request' | 'look' | 'thread' | 'now'>,
): Date | undefined {
  return dueAt(request, look, thread, settleMsOf(deps, request), now, freezingOf(deps, request, now));
}

/** What a look may say besides. `failingSince`: it saw nothing at all, so it does not count. */
type Seen = Partial<Pick<Look, 'failingSince' | 'olderThanAudit'>>;

/** Writes a look that only says when the next one is due. */
export async function lookAgain(
  deps: ServiceDeps,
  stored: StoredRequest,
  afterMs: number,
  seen: Seen = {},
): Promise<void> {
  const { request, now } = stored;
  const before = currentLook(request, stored.look);
  await write(deps, stored, {
    of: stateKey(request.state),
    at: now,
    next: after(now, afterMs),
    count: (before?.count ?? 0) + (seen.failingSince === undefined ? 1 : 0),
    detail: '',
    ...seen,
    ...defined({ newerBackup: before?.newerBackup }),
  });
}

/**
 * Lets the card show a newer backup. It is kept in the look, which changes no version, so no vote becomes outdated.
 */
export async function noteNewer(deps: ServiceDeps, stored: StoredRequest, takenAt: Date): Promise<void> {
  const { request, now } = stored;
  const current = currentLook(request, stored.look);
  if (current?.newerBackup?.getTime() === takenAt.getTime()) return;
  const look = current ?? { of: stateKey(request.state), at: now, next: now, count: 0, detail: '' };
  await write(deps, stored, { ...look, newerBackup: takenAt });
  await wake(deps, request);
}

/**
 * Writes a look onto the request as it was read; where a change above or somebody else has moved it or its thread
 * since, it is read again. Gives the record with the look; `undefined`: there is none to write it on.
 */
export async function saveLook(
  deps: ServiceDeps,
  read: StoredRequest,
  look: Look,
): Promise<StoredRequest | undefined> {
  for (let stored: StoredRequest | undefined = read; stored !== undefined;) {
    const { request, thread } = stored;
    if (stateKey(request.state) !== look.of) return stored;
    if (await write(deps, stored, look, thread.version)) return { ...stored, look };
    stored = await loadForWork(deps, request.id);
  }
  return undefined;
}

/** `false`: the request, or its thread where that matters, is not as it was read. */
function write(
  deps: ServiceDeps,
  stored: StoredRequest,
  look: Look,
  threadVersion?: number,
): Promise<boolean> {
  const { id, version } = stored.request;
  return deps.store.saveLook(id, version, look, dueOf(deps, { ...stored, look }), threadVersion);
}
