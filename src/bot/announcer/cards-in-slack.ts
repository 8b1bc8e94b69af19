import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Log, Pacer } from '#core/ports.ts';
import { type CardsInSlack, lostState, type SeenCard, type Told } from '#core/recovery.ts';
import { allPages } from '../slack/pages.ts';
import type { Self } from '../slack/self.ts';
import type { SlackAnswer, SlackClient, SlackMessage } from '../slack/slack-client.ts';
import type { SlackFailure } from '../slack/slack-failure.ts';
import type { Rendered } from '../ui/blocks.ts';
import { renderLostCard, renderLostLine, renderSetBackLine } from '../ui/lost-card.ts';
import { type Meaning, meaningOf } from './errors.ts';
import { findInThreads, isOwn, markerType } from './find-post.ts';
import { allReads, takeRead } from './pace.ts';
import { edit, post } from './send.ts';

export interface CardsInSlackDeps {
  readonly slack: SlackClient;
  readonly pacer: Pacer;
  /** Read besides those that restorebot is in; one that cannot be read stops the comparison. */
  readonly channels: readonly string[];
  readonly log: Log;
}

type Unreadable = { readonly type: 'unreadable'; readonly text: string };

/** Reads the cards out of the channels, slowly enough for Slack, and tells below them what became of their requests. */
export function createCardsInSlack({ slack, pacer, channels, log }: CardsInSlackDeps): CardsInSlack {
  /** One call, whenever Slack takes it; a long wait asks again and again whether it is still wanted. */
  async function paced<Value>(
    call: () => Promise<SlackAnswer<Value>>,
    keepGoing: () => Promise<boolean>,
  ): Promise<SlackAnswer<Value> | { readonly type: 'stopped' }> {
    while (await keepGoing()) {
      const waitMs = await takeRead(pacer);
      if (waitMs > 0) {
        await pause(Math.min(waitMs, 1_000));
        continue;
      }
      const answer = await call();
      if (answer.type !== 'rate-limited') return answer;
      await pacer.pause(allReads, answer.retryAfterMs);
    }
    return { type: 'stopped' };
  }

  const joined = (keepGoing: () => Promise<boolean>) =>
    allPages((cursor) => paced(() => slack.channels(cursor), keepGoing));

  const messagesOf = (channel: string, since: Date, keepGoing: () => Promise<boolean>) => {
    const oldest = (since.getTime() / 1_000).toFixed(6);
    return allPages((cursor) => paced(() => slack.history(channel, { oldest, cursor }), keepGoing));
  };

  /** The message as its thread has it. */
  async function threadOf(
    channel: string,
    { ts, thread_ts: threadTs = ts }: SlackMessage,
    keepGoing: () => Promise<boolean>,
  ) {
    const replies = await allPages((cursor) =>
      paced(() => slack.replies({ channel, ts: threadTs }, { cursor }), keepGoing),
    );
    if (replies.type === 'ok') return replies.value.filter((each) => each.ts === ts);
    return replies.type === 'stopped' ? replies : unreadable(`a thread in ${channel}`, replies);
  }

  /** Posts a line below a card, unless it stands there. */
  async function sayOnce(card: SeenCard, what: string, content: Rendered, broadcast: boolean) {
    const nonce = `${card.requestId}.${what}`;
    const found = await findInThreads(slack, [card], nonce);
    if (found.type !== 'ok') return found;
    if (found.value !== undefined) return undefined;
    const { channel, ts, threadTs = ts } = card;
    const marker = { type: markerType, payload: { nonce, request_id: card.requestId, state: lostState } };
    const answer = await post(slack, log, { channel, threadTs, broadcast, ...content, marker });
    return answer.type === 'ok' ? undefined : answer;
  }

  return {
    async read(since, keepGoing) {
      const self = await slack.self();
      if (self.type !== 'ok') return unreadable('auth.test', self);
      const mine = await joined(keepGoing);
      if (mine.type === 'stopped') return mine;
      if (mine.type !== 'ok') return unreadable('users.conversations', mine);
      const cards: SeenCard[] = [];
      for (const channel of new Set([...channels, ...mine.value])) {
        const messages = await messagesOf(channel, since, keepGoing);
        if (messages.type === 'stopped') return messages;
        if (messages.type !== 'ok') {
          // The bot may have been removed from the channel a moment ago.
          const isClosed = messages.type === 'platform' && meaningOf(messages.error) === 'closed';
          if (isClosed && !channels.includes(channel)) continue;
          return unreadable(`the channel ${channel}`, messages);
        }
        for (const message of messages.value) {
          const inThread = isShownWithoutMarker(message, self.value)
            ? await threadOf(channel, message, keepGoing)
            : [message];
          if (!Array.isArray(inThread)) return inThread;
          cards.push(...inThread.flatMap((each) => cardOf(channel, each, self.value) ?? []));
        }
      }
      return { type: 'read', cards };
    },

    async tellLost(card) {
      const failed = await sayOnce(card, 'lost', renderLostLine(card), true);
      if (failed !== undefined && !isHopeless(failed, ['gone', 'closed'])) return notTold(card, failed);
      const { requestId, channel, ts, nonce, version, sequence } = card;
      const payload = { nonce, request_id: requestId, state: lostState, version, sequence };
      const marker = { type: markerType, payload };
      const answer = await edit(slack, log, { channel, ts, ...renderLostCard(card), marker });
      if (answer.type === 'ok' || isHopeless(answer, ['gone', 'closed', 'not-editable'])) return told;
      return notTold(card, answer);
    },

    async tellSetBack(card) {
      const failed = await sayOnce(card, `set-back-${card.version}`, renderSetBackLine(card), true);
      return failed === undefined || isHopeless(failed, ['gone', 'closed']) ? told : notTold(card, failed);
    },
  };
}

const told: Told = { type: 'told' };

function notTold({ channel }: SeenCard, failure: SlackFailure): Told {
  const { text } = unreadable(`the channel ${channel}`, failure);
  return { type: 'not-told', because: { code: 'slack', text } };
}

/** Slack will never take it: nobody sees the message, or nobody may change it. */
function isHopeless(failure: SlackFailure, meanings: readonly Meaning[]): boolean {
  return failure.type === 'platform' && meanings.includes(meaningOf(failure.error));
}

function unreadable(what: string, failure: SlackFailure): Unreadable {
  const because =
    failure.type === 'platform'
      ? failure.error
      : failure.type === 'unreachable'
        ? 'Slack cannot be reached'
        : 'too many calls';
  return { type: 'unreadable', text: `${what} cannot be used (${because})` };
}

const Payload = z.object({
  nonce: z.string(),
  request_id: z.string().min(1),
  requester: z.string().optional(),
  state: z.string(),
  version: z.int().default(0),
  sequence: z.int().default(0),
  shows: z.literal('tampered').optional().catch(undefined),
});

/** A reply that its channel shows too: no document says that its metadata comes with it there. */
function isShownWithoutMarker(message: SlackMessage, self: Self): boolean {
  return message.subtype === 'thread_broadcast' && message.metadata === undefined && isOwn(message, self);
}

/** The card that a message is; lines carry the same metadata under other nonces. */
function cardOf(channel: string, message: SlackMessage, self: Self): SeenCard | undefined {
  if (!isOwn(message, self) || message.metadata?.event_type !== markerType) return undefined;
  const payload = Payload.safeParse(message.metadata.event_payload);
  if (!payload.success) return undefined;
  const { request_id: requestId, nonce, requester, ...rest } = payload.data;
  if (!nonce.startsWith(`${requestId}.card`)) return undefined;
  const { ts, thread_ts: threadTs = ts, text = '' } = message;
  const around = threadTs === ts ? {} : { threadTs };
  return { requestId, channel, ts, ...around, nonce, requester, ...rest, text };
}
