import { after } from '#core/instant.ts';
import { allPages } from '../slack/pages.ts';
import type { Self } from '../slack/self.ts';
import type { Place, SlackAnswer, SlackClient, SlackMessage } from '../slack/slack-client.ts';
import { meaningOf } from './errors.ts';

/** What our messages carry, so that they can be recognized: `{ nonce, request_id, requester, state, version, sequence, shows }`. */
export const markerType = 'restorebot';

/** How far Slack's clock may be from Redis's, either way. */
const skewMs = 60 * 60_000;

/** Whether one of restorebot's own messages; others may write the same metadata. */
export function isOwn(message: SlackMessage, self: Self): boolean {
  return message.user === self.user_id || (message.bot_id !== undefined && message.bot_id === self.bot_id);
}

/** All pages of a thread: the parent, then its replies. */
export async function readThread(
  slack: SlackClient,
  thread: Place,
): Promise<SlackAnswer<readonly SlackMessage[]>> {
  return allPages((cursor) => slack.replies(thread, { cursor }));
}

/** A message of ours in the channel (not in a thread), posted around `since`, by its nonce. */
export async function findInChannel(
  slack: SlackClient,
  channel: string,
  nonce: string,
  since: Date,
): Promise<SlackAnswer<string | undefined>> {
  const bounds = { oldest: stamp(after(since, -skewMs)), latest: stamp(after(since, skewMs)) };
  return pick(slack, nonce, await allPages((cursor) => slack.history(channel, { ...bounds, cursor })));
}

/** A line of ours in any of these threads, by its nonce; a thread that is gone holds none. */
export async function findInThreads(
  slack: SlackClient,
  threads: readonly Place[],
  nonce: string,
): Promise<SlackAnswer<string | undefined>> {
  for (const thread of threads) {
    const found = await pick(slack, nonce, await readThread(slack, thread));
    if (found.type === 'platform' && meaningOf(found.error) === 'gone') continue;
    if (found.type !== 'ok' || found.value !== undefined) return found;
  }
  return { type: 'ok', value: undefined };
}

async function pick(
  slack: SlackClient,
  nonce: string,
  messages: SlackAnswer<readonly SlackMessage[]>,
): Promise<SlackAnswer<string | undefined>> {
  if (messages.type !== 'ok') return messages;
  const self = await slack.self();
  if (self.type !== 'ok') return self;
  const found = messages.value.find(
    (message) =>
      isOwn(message, self.value) &&
      message.metadata?.event_type === markerType &&
      message.metadata.event_payload['nonce'] === nonce,
  );
  return { type: 'ok', value: found?.ts };
}

/** An instant as a message stamp: Unix seconds. */
function stamp(instant: Date): string {
  return (instant.getTime() / 1_000).toFixed(6);
}
