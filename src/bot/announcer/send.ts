import type { Log } from '#core/ports.ts';
import type { Place, Posting, SlackAnswer, SlackClient } from '../slack/slack-client.ts';
import { meaningOf } from './errors.ts';

/**
 * Posts; where Slack rejects the blocks, posts the text alone, and logs the error, because it is our bug. An
 * unformatted line is better than none.
 */
export async function post(slack: SlackClient, log: Log, posting: Posting): Promise<SlackAnswer<Place>> {
  const answer = await slack.post(posting);
  if (!isUnfit(answer)) return answer;
  log.error({ channel: posting.channel, answer }, 'Slack refused the blocks of a message; sending its text');
  const { blocks: _, ...words } = posting;
  return slack.post(words);
}

/** Edits, with the same fallback. */
export async function edit(
  slack: SlackClient,
  log: Log,
  change: Parameters<SlackClient['edit']>[0],
): Promise<SlackAnswer<Place>> {
  const answer = await slack.edit(change);
  if (!isUnfit(answer)) return answer;
  log.error({ channel: change.channel, answer }, 'Slack refused the blocks of a message; sending its text');
  const { blocks: _, ...words } = change;
  return slack.edit(words);
}

function isUnfit(answer: SlackAnswer<Place>): boolean {
  return answer.type === 'platform' && meaningOf(answer.error) === 'unfit';
}
