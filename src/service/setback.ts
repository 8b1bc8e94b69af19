import type { StoredRequest } from '#core/ports.ts';
import { agreesWith, type SeenCard, statesOf, type Told } from '#core/recovery.ts';
import { isIn } from '#core/restore-request.ts';
import { wasSent } from '#core/setback.ts';
import { candidatesOrNone, unrecordedAttempts } from './candidates.ts';
import { note } from './change.ts';
import { ConnectionGone, type ServiceDeps } from './deps.ts';
import { loadForWork } from './record-trust.ts';

/**
 * Brings a request whose record went back as far as people have seen it: what had been sent becomes unknown, what was
 * over is over, and a yes is asked for again. Does nothing where the record itself says that it was sent.
 */
export async function applySetback(deps: ServiceDeps, card: SeenCard, signal: AbortSignal): Promise<Told> {
  const { requestId, state: seen } = card;
  const stored = await loadForWork(deps, requestId);
  if (stored === undefined) return { type: 'told' };
  const { request } = stored;
  // Its worker, or a find, says first what became of it; and the card must not be shown again until then.
  if (isIn(request, 'submitting') && !agreesWith(card, statesOf(stored.events))) {
    return { type: 'not-told', because: { code: 'being-submitted', requestId } };
  }
  if (!isIn(request, 'pending-approval') && !isIn(request, 'approved')) return { type: 'told' };
  const witnessed = await deps.witness.recall(standingAt(stored, card));
  if (witnessed === 'unreachable') {
    return { type: 'not-told', because: { code: 'thread-unreadable', requestId } };
  }
  const sent = wasSent(seen) || unrecordedAttempts(request, witnessed).length > 0;
  try {
    const candidates = sent ? await candidatesOrNone(deps, request, signal) : [];
    const outcome = await note(deps, request, { type: 'record-setback', seen, sent, candidates });
    if (outcome.type === 'refused') {
      deps.log.error({ requestId, seen, sent, refusal: outcome.refusal }, 'request left as it was set back');
    }
  } catch (error) {
    // It can neither start nor be voted on until the connection is back.
    if (!(error instanceof ConnectionGone)) throw error;
    deps.log.error({ requestId, seen, sent, err: error }, 'request left as it was set back');
  }
  return { type: 'told' };
}

/** With the card where it was seen: the record may not know of it. */
function standingAt(stored: StoredRequest, { channel, ts, threadTs, nonce }: SeenCard): StoredRequest {
  return { ...stored, thread: { ...stored.thread, card: { tag: 'posted', channel, ts, threadTs, nonce } } };
}
