import { setTimeout as pause } from 'node:timers/promises';
import type { RestoreRequest } from '#core/restore-request.ts';
import type { ServiceDeps } from './deps.ts';
import { loadForWork } from './record-trust.ts';

/** How often the record is asked whether the announcer has edited the card, milliseconds. */
const everyMs = 100;

/**
 * Waits until the card in Slack, read again, shows a request at this version or a later one; `false`: it does not when
 * the signal aborts, or nobody can tell. A failover of Redis may forget a stop that it had acknowledged; the last gate
 * (core/gate.ts) then finds it on the card, and nowhere else.
 */
export async function isShown(
  deps: Pick<ServiceDeps, 'store' | 'witness' | 'log'>,
  { id, version }: Pick<RestoreRequest, 'id' | 'version'>,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const stored = await loadForWork(deps, id);
    if (stored === undefined) return false;
    if (stored.thread.shown >= version) {
      const seen = await deps.witness.look(stored);
      return seen !== 'unreachable' && seen.cards.some((card) => card.version >= version);
    }
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
