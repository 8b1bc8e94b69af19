import { createHash } from 'node:crypto';
import { after } from '#core/instant.ts';
import type { TamperedRequest } from '#core/ports.ts';
import type { Marker, Place, SlackAnswer } from '../slack/slack-client.ts';
import { renderTamperedCard } from '../ui/tampered.ts';
import { forgetCard } from './card.ts';
import type { AnnouncerDeps } from './deps.ts';
import { isOwn, markerType, readThread } from './find-post.ts';
import { takeEdit } from './pace.ts';
import { edit } from './send.ts';

/** A card's `shown` version that no request has, so that a save of its thread leaves what is owed as it is. */
const noVersion = 0;

/**
 * Says on the card of a request that its record does not verify. Where the card is comes from the same record, so the
 * message there must be one of ours about this very request; it keeps its metadata, which recovery and the last gate
 * read, and says there what it shows: a Redis that goes back to before the change knows nothing of this edit. Nothing is
 * posted: the record may name any channel.
 */
export async function showTampered(
  deps: AnnouncerDeps,
  { requestId, tampered, thread, now }: TamperedRequest,
): Promise<{ readonly retryAt?: Date }> {
  const later = { retryAt: after(now, deps.timing.closedRetryMs) };
  const { card } = thread;
  if (card?.tag !== 'posted') return {};
  const content = renderTamperedCard(requestId, tampered);
  const cardDigest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  if (thread.cardDigest === cardDigest) return {};
  if ((await deps.record.trust()).type === 'recovering') return later;
  const { channel, ts } = card;
  const marker = await ownMarker(deps, requestId, card);
  if (marker.type !== 'ok') return later;
  if (marker.value === undefined) {
    deps.log.error({ requestId, channel, ts }, 'card of a tampered request not found');
    return {};
  }
  const waitMs = await takeEdit(deps.pacer);
  if (waitMs > 0) return { retryAt: after(now, waitMs) };
  const answer = await edit(deps.slack, deps.log, { channel, ts, ...content, marker: marker.value });
  if (answer.type !== 'ok') return later;
  await deps.store.saveThread(
    requestId,
    noVersion,
    { ...thread, cardDigest, version: thread.version + 1 },
    undefined,
  );
  // The record may have gone back to before the change while this edit was on its way.
  return (await forgetCard(deps, requestId)) ? { retryAt: now } : {};
}

/** What the card carries; `undefined`: what is there is no card of this request. */
async function ownMarker(
  { slack }: AnnouncerDeps,
  requestId: string,
  place: Place,
): Promise<SlackAnswer<Marker | undefined>> {
  const self = await slack.self();
  if (self.type !== 'ok') return self;
  const messages = await readThread(slack, place);
  if (messages.type !== 'ok') return messages;
  const message = messages.value.find(({ ts }) => ts === place.ts);
  if (message === undefined || !isOwn(message, self.value) || message.metadata?.event_type !== markerType) {
    return { type: 'ok', value: undefined };
  }
  const { event_payload: payload } = message.metadata;
  if (payload['request_id'] !== requestId) return { type: 'ok', value: undefined };
  const kept = Object.entries(payload).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return {
    type: 'ok',
    value: { type: markerType, payload: { ...Object.fromEntries(kept), shows: 'tampered' } },
  };
}
