import type { StoredRequest } from '#core/ports.ts';
import type { Place } from '../slack/slack-client.ts';
import type { AnnouncerDeps } from './deps.ts';
import { meaningOf } from './errors.ts';
import { readThread } from './find-post.ts';
import { takeCardLook } from './pace.ts';
import { nowOf, type Telling } from './telling.ts';

/** A card that is younger was seen by Slack's answer to its post. Milliseconds. */
export const cardLookEveryMs = 5 * 60_000;

/** Only in these states must people find the buttons. Any other card is posted again with the next event. */
function waitsForPeople({ request: { state } }: StoredRequest): boolean {
  return state.tag === 'pending-approval' || state.tag === 'unknown';
}

/**
 * Whether somebody has deleted the card of a request that waits for people: Slack tells no app of that, and nothing
 * edits the card until somebody acts. Looked at rarely, and not at all where Slack does not answer.
 */
export async function isDeleted(deps: AnnouncerDeps, telling: Telling, card: Place): Promise<boolean> {
  const { stored } = telling;
  const ageMs = nowOf(deps, telling).getTime() - Number(card.ts) * 1_000;
  if (!waitsForPeople(stored) || ageMs < cardLookEveryMs) return false;
  if ((await takeCardLook(deps.pacer, stored.request.id, cardLookEveryMs)) > 0) return false;
  const { channel, ts, threadTs } = card;
  const thread = await readThread(deps.slack, { channel, ts: threadTs ?? ts });
  // A whole thread that is gone says so by an error; a message in it is missing, or a tombstone.
  if (thread.type === 'platform') return meaningOf(thread.error) === 'gone';
  if (thread.type !== 'ok') return false;
  return !thread.value.some((message) => message.ts === ts && message.subtype !== 'tombstone');
}
