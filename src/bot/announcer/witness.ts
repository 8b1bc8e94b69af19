import { z } from 'zod';
import { agreedAt } from '#core/gate.ts';
import type { Log, Pacer, StoredRequest, SubmissionWitness, ThreadLook } from '#core/ports.ts';
import type { Attempt } from '#core/restore-request.ts';
import { cardAt } from '#core/thread.ts';
import type { Self } from '../slack/self.ts';
import type { Place, SlackClient, SlackMessage } from '../slack/slack-client.ts';
import { rendered, section } from '../ui/blocks.ts';
import { bold } from '../ui/escape.ts';
import { meaningOf } from './errors.ts';
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
  /** One thread; `undefined` where it cannot be read to its end, or its first message is gone and had to stand. */
  async function lookAt(
    thread: Place,
    requestId: string,
    parent: 'must-stand' | 'may-be-deleted',
  ): Promise<SeenThread | undefined> {
    const self = await slack.self();
    const messages = self.type === 'ok' ? await readThread(slack, thread) : self;
    if (messages.type === 'platform' && parent === 'may-be-deleted' && meaningOf(messages.error) === 'gone')
      return { attempts: [], card: 'gone' };
    if (self.type !== 'ok' || messages.type !== 'ok') {
      log.warn({ requestId, thread, failure: messages }, 'thread unreadable; it witnesses nothing');
      return undefined;
    }
    const message = messages.value.find(({ ts }) => ts === thread.ts);
    const card =
      message === undefined || message.subtype === 'tombstone'
        ? 'gone'
        : cardIn(message, requestId, self.value);
    if (card === 'gone' && parent === 'must-stand') {
      log.warn({ requestId, thread }, 'card deleted; its thread witnesses nothing');
      return undefined;
    }
    return { attempts: messages.value.flatMap((each) => attemptOf(each, requestId, self.value) ?? []), card };
  }

  async function look(stored: StoredRequest): Promise<ThreadLook | 'unreachable'> {
    const { request, thread } = stored;
    const current = cardAt(thread);
    const agreed = agreedAt(stored);
    const found = new Map<string, Known>();
    const cards: ThreadLook['cards'][number][] = [];
    let isPartial = current === undefined;
    for (const place of distinct([current, ...agreed, ...(thread.formerCards ?? [])])) {
      const isCurrent = current !== undefined && isSamePlace(place, current);
      const seen = await lookAt(place, request.id, isCurrent ? 'must-stand' : 'may-be-deleted');
      for (const attempt of seen?.attempts ?? []) found.set(attempt.token, attempt);
      const card = seen?.card;
      if (card === undefined || (isCurrent && typeof card === 'string')) isPartial = true;
      const wasAgreedOn = agreed.some((each) => isSamePlace(each, place));
      if (typeof card === 'object' && (isCurrent || wasAgreedOn)) cards.push(card);
      // Only restorebot can edit it: it was made to, or its record is not what it was.
      if (card === 'overwritten' && wasAgreedOn) cards.push({ state: card, version: 1 });
    }
    const attempts = [...found.values()].toSorted((a, b) => a.number - b.number);
    if (isPartial && attempts.length === 0 && cards.length === 0) return 'unreachable';
    return { attempts, cards, ...(isPartial ? { partial: true } : {}) };
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
      return seen === 'unreachable' || seen.partial === true ? 'unreachable' : seen.attempts;
    },

    async room(stored) {
      const card = cardAt(stored.thread);
      return card === undefined ? 0 : takePost(pacer, card.channel);
    },

    async record(stored, { number, token }) {
      const { request } = stored;
      const card = cardAt(stored.thread);
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

interface SeenThread {
  readonly attempts: readonly Known[];
  readonly card: ThreadLook['cards'][number] | 'gone' | 'overwritten' | 'not-ours';
}

function distinct(places: readonly (Place | undefined)[]): readonly Place[] {
  const known = places.filter((place) => place !== undefined);
  return known.filter((place, at) => known.findIndex((each) => isSamePlace(each, place)) === at);
}

function isSamePlace(one: Place, other: Place): boolean {
  return one.channel === other.channel && one.ts === other.ts;
}

const CardPayload = z.object({ request_id: z.string(), state: z.string(), version: z.int().default(0) });

/** What a card says of this request. */
function cardIn(message: SlackMessage, requestId: string, self: Self): SeenThread['card'] {
  if (!isOwn(message, self)) return 'not-ours';
  const { data } = CardPayload.safeParse(
    message.metadata?.event_type === markerType ? message.metadata.event_payload : undefined,
  );
  return data?.request_id === requestId ? { state: data.state, version: data.version } : 'overwritten';
}

const Payload = z.object({ request_id: z.string(), attempt: z.int().positive(), token: z.string().min(1) });

function attemptOf(message: SlackMessage, requestId: string, self: Self): Known | undefined {
  if (!isOwn(message, self) || message.metadata?.event_type !== attemptType) return undefined;
  const payload = Payload.safeParse(message.metadata.event_payload);
  if (!payload.success || payload.data.request_id !== requestId) return undefined;
  return { number: payload.data.attempt, token: payload.data.token };
}
