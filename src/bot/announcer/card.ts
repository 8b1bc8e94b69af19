import { createHash } from 'node:crypto';
import { defined } from '#core/defined.ts';
import { currentLook, isPassing, isProgressDue } from '#core/duty.ts';
import { fold } from '#core/evolve.ts';
import { after } from '#core/instant.ts';
import { isRetry, shownUpTo } from '#core/retries.ts';
import { type Thread, threadAround } from '#core/thread.ts';
import type { Rendered } from '../ui/blocks.ts';
import { renderCard } from '../ui/card.ts';
import { isDeleted } from './deleted-card.ts';
import type { AnnouncerDeps } from './deps.ts';
import { meaningOf } from './errors.ts';
import { markerOf } from './marker.ts';
import { afterFailure, postOnce, type SlipStep } from './outbox.ts';
import { allEdits, takeEdit, takeProgress } from './pace.ts';
import { edit } from './send.ts';
import { cardKey, laterBy, load, nowOf, type Step, type Telling, withoutMessage, write } from './telling.ts';

/** The card as it should look now. */
export function cardOf(deps: AnnouncerDeps, { stored }: Telling): Rendered {
  const upTo = shownUpTo(stored.events);
  const events = stored.events.slice(0, upTo);
  const then = upTo === stored.events.length ? undefined : fold(events);
  const shown = then === undefined ? stored : { ...stored, request: then, events };
  return renderCard(shown, { ...deps.cardOptionsOf(shown), now: stored.now });
}

/** Whether everything was posted, so that the card can differ only by progress. */
export function isProgress({ stored }: Telling): boolean {
  return stored.thread.shown >= stored.request.version;
}

/** Brings the one card of a request up to the record: posts it, or edits it where it would look different. */
export async function showCard(deps: AnnouncerDeps, telling: Telling): Promise<Step> {
  const { request, thread } = telling.stored;
  const onlyProgress = isOnlyProgress(telling);
  if (onlyProgress && !isDue(deps, telling)) return { type: 'done', telling };
  const restsAt = passesBy(deps, telling);
  if (restsAt !== undefined) return { type: 'later', at: restsAt };
  const content = cardOf(deps, telling);
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const { card } = thread;
  if (card?.tag !== 'posted') {
    const nonce = card?.nonce ?? `${request.id}.card${thread.formerCards?.length ?? 0}`;
    const threadTs = threadAround(request, thread);
    const around = threadTs === undefined ? {} : { threadTs, broadcast: true };
    const slip = { key: cardKey, nonce, channel: request.channel, ...around, content, digest };
    const posted = await postOnce(deps, telling, slip);
    if (threadTs !== undefined && (posted.type === 'gone' || posted.type === 'no-thread')) {
      return takeOut(deps, posted.telling);
    }
    const step = notGone(posted);
    // One that was found in Slack shows what was true when it was posted: the next round edits it.
    const isOld = step.type === 'done' && step.telling.stored.thread.cardDigest !== digest;
    return isOld ? { type: 'again' } : step;
  }
  const arrivedBy = lostEditArrivedBy(deps, thread);
  const mayArrive = arrivedBy !== undefined && nowOf(deps, telling) < arrivedBy;
  if (thread.cardDigest === digest) {
    if (arrivedBy === undefined) {
      return (await isDeleted(deps, telling, card)) ? replaceCard(deps, telling) : { type: 'done', telling };
    }
    // Once more, after which no older edit can be on its way.
    if (mayArrive) return { type: 'later', at: arrivedBy };
  }
  const waitMs = isProgress(telling) ? await takeProgress(deps.pacer) : await takeEdit(deps.pacer);
  // The next look tries again: hundreds of waiting cards would ask for a place all the time.
  if (waitMs > 0 && onlyProgress) return { type: 'done', telling };
  if (waitMs > 0) return laterBy(deps, telling, waitMs);
  const marker = await markerOf(deps, telling, card.nonce);
  const { channel, ts } = card;
  const answer = await edit(deps.slack, deps.log, { channel, ts, ...content, marker });
  if (answer.type === 'ok') {
    const recorded = await recordEdit(deps, telling, digest, mayArrive);
    return recorded.type === 'done' && mayArrive ? { type: 'later', at: arrivedBy } : recorded;
  }
  if (answer.type === 'unreachable' && answer.sent === 'maybe') {
    const { cardDigest: _, ...unsure } = thread;
    const lost = { ...owedAgain(telling, unsure), editLostAt: nowOf(deps, telling) };
    const noted = await write(deps, telling, lost);
    return noted.type === 'done' ? { type: 'away' } : noted;
  }
  if (answer.type === 'rate-limited') await deps.pacer.pause(allEdits, answer.retryAfterMs);
  if (answer.type !== 'platform') return notGone(afterFailure(deps, telling, answer));
  switch (meaningOf(answer.error)) {
    case 'gone':
      return replaceCard(deps, telling);
    case 'not-editable':
      // Progress is not worth a new card each time; it counts as shown, and the next event brings a new one.
      return isProgress(telling)
        ? write(deps, telling, { ...thread, cardDigest: digest, ...looked(telling) })
        : replaceCard(deps, telling);
    case 'closed':
    case 'no-thread':
    case 'barred':
    case 'unfit':
      return notGone(afterFailure(deps, telling, answer));
  }
}

/** Whether nothing but looks happened to a running restore since the card was edited. */
function isOnlyProgress(telling: Telling): boolean {
  const { request, thread } = telling.stored;
  return (
    isProgress(telling) &&
    request.state.tag === 'restoring' &&
    thread.cardDigest !== undefined &&
    thread.editLostAt === undefined
  );
}

function isDue({ timing }: AnnouncerDeps, { stored: { request, look, thread } }: Telling): boolean {
  return look !== undefined && isProgressDue(request, look, thread.cardLookAt, timing.progressAfterMs);
}

/** Until when a card that is there shows the state before, because this one is probably over by then. */
function passesBy(deps: AnnouncerDeps, telling: Telling): Date | undefined {
  const { request, thread, events } = telling.stored;
  const since = events.at(-1)?.at;
  const passes = isPassing(request) || isRetry(events);
  if (isProgress(telling) || !passes || thread.card?.tag !== 'posted' || since === undefined)
    return undefined;
  const until = after(since, deps.timing.passingMs);
  return nowOf(deps, telling) < until ? until : undefined;
}

/** Which look the card shows. */
function looked({ stored: { request, look } }: Telling): Pick<Thread, 'cardLookAt'> {
  return defined({ cardLookAt: currentLook(request, look)?.at });
}

/** When an edit whose answer was lost can no longer arrive; `undefined`: there is none. */
function lostEditArrivedBy(deps: AnnouncerDeps, { editLostAt }: Thread): Date | undefined {
  return editLostAt === undefined ? undefined : after(editLostAt, deps.timing.lostAfterMs);
}

/** The message that the request is about is gone, or takes no replies: the next round posts the card in the channel. */
async function takeOut(deps: AnnouncerDeps, telling: Telling): Promise<Step> {
  const noted = await write(deps, telling, { ...telling.stored.thread, outOfThread: true });
  return noted.type === 'done' ? { type: 'again' } : noted;
}

/** Gives the card up; the next round posts a new one in the channel. */
export async function replaceCard(deps: AnnouncerDeps, telling: Telling): Promise<Step> {
  const { request, thread } = telling.stored;
  if (thread.card?.tag !== 'posted') return { type: 'again' };
  const { channel, ts, threadTs } = thread.card;
  const gone = await write(deps, telling, {
    ...owedAgain(telling, withoutMessage(thread, cardKey)),
    formerCards: [...(thread.formerCards ?? []), { channel, ts, ...defined({ threadTs }) }],
  });
  deps.log.warn({ requestId: request.id, channel, ts }, 'card gone or no longer editable; posting a new one');
  return gone.type === 'done' ? { type: 'again' } : gone;
}

/**
 * Somebody who wrote meanwhile may have edited the card before this older edit arrived: then nobody knows which
 * one it shows, the digest goes, and the next round edits it again.
 */
async function recordEdit(
  deps: AnnouncerDeps,
  telling: Telling,
  digest: string,
  mayArrive: boolean,
): Promise<Step> {
  const { editLostAt, ...thread } = telling.stored.thread;
  const kept = mayArrive && editLostAt !== undefined ? { editLostAt } : {};
  const saved = await write(deps, telling, { ...thread, ...kept, cardDigest: digest, ...looked(telling) });
  if (saved.type === 'done') return saved;
  await forgetCard(deps, telling.stored.request.id);
  return { type: 'again' };
}

/** Nobody knows what the card shows: the next round draws it. `false`: there is no record that verifies. */
export async function forgetCard(deps: AnnouncerDeps, requestId: string): Promise<boolean> {
  for (;;) {
    const current = await load(deps, requestId);
    if (current === undefined) return false;
    const { cardDigest: _, ...thread } = current.stored.thread;
    const forgotten = await write(deps, current, owedAgain(current, thread));
    if (forgotten.type === 'done') return true;
  }
}

/**
 * The thread of a request whose card does not show what it should: the newest event counts as untold, so that the
 * sweep comes back if this process does not, even after the end. Lines that stand are not posted again.
 */
function owedAgain({ stored }: Telling, thread: Thread): Thread {
  return { ...thread, shown: Math.min(thread.shown, stored.request.version - 1) };
}

/** A card that begins its own thread cannot lose its parent. */
function notGone(step: SlipStep): Step {
  if (step.type === 'gone') return { type: 'again' };
  return step.type === 'no-thread' ? { ...step, type: 'closed' } : step;
}
