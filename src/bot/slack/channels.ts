import type { Channels, Log, Sharing } from '#core/ports.ts';
import { fresh } from './cache.ts';
import { type ConversationFacts, isShared } from './conversation.ts';
import type { SlackAnswer, SlackClient } from './slack-client.ts';
import { isLasting } from './slack-failure.ts';

/** The workspace's channels, for the rules and for the form. */
export interface SlackChannels extends Channels {
  /** What Slack says of one. */
  facts(channelId: string): Promise<SlackAnswer<ConversationFacts>>;
}

export interface ChannelsDeps {
  readonly slack: Pick<SlackClient, 'conversation'>;
  /** How old an answer may be, milliseconds. @default 10_000 */
  readonly cacheMs?: number;
  /** Milliseconds that only ever grow. */
  readonly monotonicMs: () => number;
  readonly log: Log;
}

/**
 * Who sees a channel, asked of Slack when somebody asks or decides in it. Answers are kept for moments, because
 * conversations.info is Tier 3, about 50 a minute (docs.slack.dev/reference/methods/conversations.info). Failures are
 * not kept, and neither is that restorebot is no member: a person who reads that invites it at once.
 */
export function createChannels({ slack, cacheMs = 10_000, monotonicMs, log }: ChannelsDeps): SlackChannels {
  const facts = fresh({
    ask: (channelId) => slack.conversation(channelId),
    isKept: (answer) => answer.type === 'ok' && answer.value.is_member === true,
    forMs: cacheMs,
    monotonicMs,
  });
  return {
    facts: (channelId) => facts(channelId),
    async sharing(channelId) {
      const answer = await facts(channelId);
      if (answer.type === 'ok') return sharingOf(answer.value);
      log.warn({ channel: channelId, failure: answer }, 'channel lookup failed');
      return isLasting(answer) ? 'lookup-refused' : 'lookup-failed';
    },
  };
}

/** Who is in a direct message says nothing of whether another organization is: it counts as not known. */
function sharingOf(facts: ConversationFacts): Sharing {
  if (isShared(facts)) return 'shared';
  return facts.is_im === true || facts.is_mpim === true ? 'lookup-refused' : 'internal';
}
