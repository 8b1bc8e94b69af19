import { stateKey } from '#core/duty.ts';
import type { Paused, Pauser } from '#core/pause.ts';
import { longestPauseReason } from '#core/pause.ts';
import { hasEnded, isIn, stateTags } from '#core/restore-request.ts';
import type { PauseChange, PauseOutcome } from './api.ts';
import { wake } from './change.ts';
import type { ServiceDeps } from './deps.ts';
import { entitlementOf } from './entitlement.ts';
import { loadForWork } from './record-trust.ts';

/** A person of the configuration turns the switch; the cards of all open requests follow. */
export async function changePause(deps: ServiceDeps, by: string, change: PauseChange): Promise<PauseOutcome> {
  const may = await entitlementOf(deps.directory, by, deps.pausers);
  if (may.type === 'refused') {
    return { type: 'refused', refusal: { code: 'may-not-pause', because: may.because } };
  }
  const pauser: Pauser = { type: 'person', userId: by };
  const changed =
    change.type === 'pause'
      ? await deps.pause.pause(pauser, change.reason.slice(0, longestPauseReason))
      : await deps.pause.resume(pauser);
  if (changed) await showPause(deps);
  return { type: 'done', changed, paused: await deps.pause.paused() };
}

const openStates = stateTags.filter((tag) => !hasEnded({ tag }));

/** Each costs a read of Redis; cards beyond this follow at their next event. */
const mostShown = 10_000;

/** Draws the open cards again, and lets what was held be looked at now. Lost wake-ups come again with the sweep. */
async function showPause(deps: ServiceDeps): Promise<void> {
  const { requests } = await deps.store.list({ states: openStates, limit: mostShown });
  for (const request of requests) {
    if (isIn(request, 'approved')) await lookNow(deps, request.id);
    await wake(deps, request);
  }
}

/** A held request need not wait for the rest of its interval. */
async function lookNow(deps: ServiceDeps, requestId: string): Promise<void> {
  const stored = await loadForWork(deps, requestId);
  if (stored === undefined) return;
  const { request, look, now } = stored;
  if (look?.of !== stateKey(request.state)) return;
  await deps.store.saveLook(requestId, request.version, { ...look, next: now }, now);
}

/**
 * Notices that the switch was turned elsewhere: at a shell, or by a process that died before the cards followed. Each
 * process remembers what it saw; its first look counts as "not paused", so a start redraws nothing needlessly.
 */
export function makePauseWatch(deps: ServiceDeps): () => Promise<void> {
  let seen = '';
  return async () => {
    const now = nameOf(await deps.pause.paused());
    if (now === seen) return;
    await showPause(deps);
    seen = now;
  };
}

function nameOf(paused: Paused | undefined): string {
  if (paused === undefined) return '';
  return paused.type === 'paused' ? paused.since.toISOString() : paused.type;
}
