import type { Channels, Log, Sharing } from '#core/ports.ts';
import { fresh } from './cache.ts';
import { type ConversationFacts, isShared } from './conversation.ts';
import type { SlackClient } from './slack-client.ts';
import { isLasting } from './slack-failure.ts';

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
 * conversations.info is Tier 3, about 50 a minute (docs.slack.dev/reference/methods/conversations.info); failures are
 * not kept at all.
 */
export function createChannels({ slack, cacheMs = 10_000, monotonicMs, log }: ChannelsDeps): Channels {
  return {
    sharing: fresh({
      async ask(channelId): Promise<Sharing> {
        const answer = await slack.conversation(channelId);
        if (answer.type === 'ok') return sharingOf(answer.value);
        log.warn({ channel: channelId, failure: answer }, 'channel lookup failed');
        return isLasting(answer) ? 'lookup-refused' : 'lookup-failed';
      },
      isKept: (sharing) => sharing === 'internal' || sharing === 'shared',
      forMs: cacheMs,
      monotonicMs,
    }),
  };
}

/** Who is in a direct message says nothing of whether another organization is: it counts as not known. */
function sharingOf(facts: ConversationFacts): Sharing {
  if (isShared(facts)) return 'shared';
  return facts.is_im === true || facts.is_mpim === true ? 'lookup-refused' : 'internal';
}
