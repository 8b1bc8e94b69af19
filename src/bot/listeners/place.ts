import type { PostIn } from '../ids.ts';
import type { ConversationFacts } from '../people-client.ts';
import type { ListenerDeps } from './deps.ts';

/**
 * Whether a card can be posted in a channel: `undefined`, or why not. A slash command works where the bot is no
 * member, so this is asked before anything is stored, and again when the form is submitted.
 */
export async function whyNotHere({ slack, log }: ListenerDeps, channel: string): Promise<PostIn | undefined> {
  try {
    const facts = await slack.conversation(channel);
    if (facts === 'unknown') return isDirect(channel) ? 'direct-message' : 'not-a-member';
    return judge(facts);
  } catch (error) {
    log.warn({ channel, err: error }, 'a channel could not be looked up');
    return isDirect(channel) ? 'direct-message' : 'lookup-failed';
  }
}

function judge(facts: ConversationFacts): PostIn | undefined {
  if (facts.is_im === true || facts.is_mpim === true) return 'direct-message';
  if (isShared(facts)) return 'shared';
  if (facts.is_archived === true) return 'archived';
  return facts.is_member === true ? undefined : 'not-a-member';
}

/** Shared within one organisation is no secret to it; anything else is. */
function isShared(facts: ConversationFacts): boolean {
  if (facts.is_ext_shared === true || facts.is_pending_ext_shared === true) return true;
  return facts.is_shared === true && facts.is_org_shared !== true;
}

/** Slack's ids of direct messages begin with D; asking for one needs a scope (im:read) that we do without. */
function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}
