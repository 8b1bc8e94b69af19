import { z } from 'zod';
import type { Log, Pacer, StoredRequest, SubmissionWitness, ThreadLook } from '#core/ports.ts';
import type { Attempt } from '#core/restore-request.ts';
import type { Self } from '../slack/self.ts';
import type { Place, SlackClient, SlackMessage } from '../slack/slack-client.ts';
import { rendered, section } from '../ui/blocks.ts';
import { bold } from '../ui/escape.ts';
import { isOwn, markerType, readThread } from './find-post.ts';
import { takePost } from './pace.ts';

/** The metadata of a witness line is `{ request_id, attempt, token }` under this type. */
const attemptType = 'restorebot_attempt';

export interface WitnessDeps {
  /** A separate client, with a timeout of 3 s: the write to the vendor waits for it, within its own deadline. */
  readonly slack: SlackClient;
  /** Shared with the announcer, which posts into the same channels. */
  readonly pacer: Pacer;
  readonly log: Log;
}

type Known = Pick<Attempt, 'number' | 'token'>;

/**
 * The thread as a witness outside Redis: it remembers submissions that a Redis restored from an old dump forgot.
 * Only what certainly stands in the thread, and was written by restorebot itself, counts.
 */
export function createSubmissionWitness({ slack, pacer, log }: WitnessDeps): SubmissionWitness {
  /** One thread; `undefined` where it cannot be read to its end, or its first message is gone. */
  async function lookAt(
    thread: Place,
    requestId: string,
    parent: 'must-stand' | 'may-be-deleted',
  ): Promise<ThreadLook | undefined> {
    const self = await slack.self();
    const messages = self.type === 'ok' ? await readThread(slack, thread) : self;
    if (self.type !== 'ok' || messages.type !== 'ok') {
      log.warn({ requestId, thread, failure: messages }, 'thread unreadable; it witnesses nothing');
      return undefined;
    }
    const card = messages.value.find(({ ts }) => ts === thread.ts);
    // One that hangs in another message's thread leaves nothing behind there when it is deleted; that thread goes on.
    const isLeft = parent === 'may-be-deleted' && (card !== undefined || thread.threadTs !== undefined);
    if (!isLeft && (card === undefined || card.subtype === 'tombstone')) {
      log.warn({ requestId, thread }, 'card deleted; its thread witnesses nothing');
      return undefined;
    }
    return {
      attempts: messages.value.flatMap((message) => attemptOf(message, requestId, self.value) ?? []),
      card: card === undefined ? undefined : cardIn(card, requestId, self.value),
    };
  }

  async function look(stored: StoredRequest): Promise<ThreadLook | 'unreachable'> {
    const { request, thread } = stored;
    const card = cardOf(stored);
    if (card === undefined) return 'unreachable';
    const now = await lookAt(card, request.id, 'must-stand');
    if (now === undefined) return 'unreachable';
    const found = new Map(now.attempts.map((attempt) => [attempt.token, attempt]));
    // The thread of a deleted card goes on under its tombstone, as long as it holds a line.
    for (const place of thread.formerCards ?? []) {
      const former = await lookAt(place, request.id, 'may-be-deleted');
      if (former === undefined) return 'unreachable';
      for (const attempt of former.attempts) found.set(attempt.token, attempt);
    }
    return { attempts: [...found.values()].toSorted((a, b) => a.number - b.number), card: now.card };
  }

  /** Whether a line whose answer was lost stands there all the same. */
  async function stands(thread: Place, requestId: string, token: string): Promise<boolean> {
    const seen = await lookAt(thread, requestId, 'must-stand');
    return seen?.attempts.some((known) => known.token === token) ?? false;
  }

  return {
    look,

    async recall(stored) {
      const seen = await look(stored);
      return seen === 'unreachable' ? seen : seen.attempts;
    },

    async room(stored) {
      const card = cardOf(stored);
      return card === undefined ? 0 : takePost(pacer, card.channel);
    },

    async record(stored, { number, token }) {
      const { request } = stored;
      const card = cardOf(stored);
      if (card === undefined) return 'unreachable';
      const text = `:outbox_tray: Submitting to ${bold(request.plan.plan.connection)}, attempt ${number}.`;
      const answer = await slack.post({
        channel: card.channel,
        threadTs: card.threadTs ?? card.ts,
        ...rendered(text, [section(text)]),
        marker: { type: attemptType, payload: { request_id: request.id, attempt: number, token } },
      });
      if (answer.type === 'ok') return 'recorded';
      const lost = answer.type === 'unreachable' && answer.sent === 'maybe';
      if (lost && (await stands(card, request.id, token))) return 'recorded';
      log.warn({ requestId: request.id, attempt: number, answer }, 'witness line unconfirmed');
      return 'unreachable';
    },
  };
}

function cardOf({ thread }: StoredRequest): Place | undefined {
  return thread.card?.tag === 'posted' ? thread.card : undefined;
}

const CardPayload = z.object({ request_id: z.string(), state: z.string(), version: z.int().default(0) });

/** What the card says of its request; nothing where a person or another app wrote its metadata. */
function cardIn(message: SlackMessage, requestId: string, self: Self): ThreadLook['card'] {
  if (!isOwn(message, self) || message.metadata?.event_type !== markerType) return undefined;
  const { data } = CardPayload.safeParse(message.metadata.event_payload);
  return data?.request_id === requestId ? { state: data.state, version: data.version } : undefined;
}

const Payload = z.object({ request_id: z.string(), attempt: z.int().positive(), token: z.string().min(1) });

function attemptOf(message: SlackMessage, requestId: string, self: Self): Known | undefined {
  if (!isOwn(message, self) || message.metadata?.event_type !== attemptType) return undefined;
  const payload = Payload.safeParse(message.metadata.event_payload);
  if (!payload.success || payload.data.request_id !== requestId) return undefined;
  return { number: payload.data.attempt, token: payload.data.token };
}
