import type { PostIn } from '../ids.ts';
import { type ConversationFacts, isShared } from '../slack/conversation.ts';
import type { ListenerDeps } from './deps.ts';

/**
 * Whether a card can be posted in a channel: `undefined`, or why not. A slash command works where the bot is no
 * member, so this is asked before anything is stored, and again when the form is submitted.
 * `sharedChannels`: some rule allows one that other organizations see; whether the one that decides does is for the
 * service to say.
 */
export async function whyNotHere(
  { channels, log }: Pick<ListenerDeps, 'channels' | 'log'>,
  channel: string,
  sharedChannels: boolean,
): Promise<PostIn | undefined> {
  const answer = await channels.facts(channel);
  if (answer.type === 'ok') return judge(answer.value, sharedChannels);
  if (isDirect(channel)) return 'direct-message';
  if (answer.type === 'platform' && answer.error === 'channel_not_found') return 'not-a-member';
  log.warn({ channel, failure: answer }, 'channel lookup failed, no request here');
  return 'lookup-failed';
}

function judge(facts: ConversationFacts, sharedChannels: boolean): PostIn | undefined {
  if (facts.is_im === true || facts.is_mpim === true) return 'direct-message';
  if (isShared(facts) && !sharedChannels) return 'shared';
  if (facts.is_archived === true) return 'archived';
  return facts.is_member === true ? undefined : 'not-a-member';
}

/** Slack's ids of direct messages begin with D; asking for one needs a scope (im:read) that we do without. */
function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}
