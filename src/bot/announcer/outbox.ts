import { defined } from '#core/defined.ts';
import { after } from '#core/instant.ts';
import type { Message } from '#core/thread.ts';
import type { SlackAnswer } from '../slack/slack-client.ts';
import type { SlackFailure } from '../slack/slack-failure.ts';
import type { Rendered } from '../ui/blocks.ts';
import type { AnnouncerDeps } from './deps.ts';
import { meaningOf } from './errors.ts';
import { findInChannel, findInThreads } from './find-post.ts';
import { markerOf } from './marker.ts';
import { postsOf, takePost } from './pace.ts';
import { post } from './send.ts';
import {
  cardKey,
  laterBy,
  load,
  messageAt,
  nowOf,
  type Step,
  type Telling,
  withMessage,
  withoutMessage,
  write,
} from './telling.ts';

/** One message that must be posted exactly once. */
export interface Slip {
  /** Its place in the thread record: `card`, `e7`, `end`, `e7.U0ADA`. */
  readonly key: string;
  readonly nonce: string;
  /** A channel, or a person for a direct message. */
  readonly channel: string;
  readonly threadTs?: string;
  readonly broadcast?: boolean;
  readonly content: Rendered;
  /** Kept with the card when it is posted. */
  readonly digest?: string;
}

/** The message or the thread's parent is no longer there; who called knows which. */
export type SlipStep =
  | Step
  | { readonly type: 'gone'; readonly telling: Telling }
  | { readonly type: 'no-thread'; readonly error: string; readonly telling: Telling };

/**
 * Posts a message once: saves the intent, posts with the nonce, saves where it stands. Where an intent was left by
 * somebody who did not get further, Slack itself is asked whether the message stands there.
 */
export async function postOnce(deps: AnnouncerDeps, telling: Telling, slip: Slip): Promise<SlipStep> {
  const before = messageAt(telling.stored.thread, slip.key);
  if (before?.tag === 'posted') return { type: 'done', telling };
  if (before !== undefined) {
    const lostAt = after(before.since, deps.timing.lostAfterMs);
    if (nowOf(deps, telling) < lostAt) return { type: 'later', at: lostAt };
    const found = await findLost(deps, telling, slip, before);
    if (found.type !== 'ok') return afterFailure(deps, telling, found);
    if (found.value !== undefined) {
      const { nonce, channel } = before;
      const posted: Message = { tag: 'posted', nonce, channel, ts: found.value, ...threadOf(slip) };
      return write(deps, telling, withMessage(telling.stored.thread, slip.key, posted));
    }
  }
  const waitMs = await takePost(deps.pacer, slip.channel);
  if (waitMs > 0) return laterBy(deps, telling, waitMs);
  return send(deps, telling, slip);
}

async function send(deps: AnnouncerDeps, telling: Telling, slip: Slip): Promise<SlipStep> {
  const { key, nonce, channel, threadTs, broadcast, content } = slip;
  const { request, thread } = telling.stored;
  const startedMs = deps.monotonicMs();
  const since = nowOf(deps, telling);
  const marker = await markerOf(deps, telling, nonce);
  const intent = await write(
    deps,
    telling,
    withMessage(thread, key, { tag: 'posting', nonce, channel, since }),
  );
  if (intent.type !== 'done') return intent;
  // A process that was suspended here could post after another one had looked for this message and not found it.
  if (deps.monotonicMs() - startedMs > deps.timing.postWithinMs) return { type: 'again' };
  const answer = await post(deps.slack, deps.log, {
    channel,
    threadTs,
    ...defined({ broadcast }),
    ...content,
    marker,
  });
  if (answer.type === 'ok') {
    return record(deps, intent.telling, slip, { tag: 'posted', nonce, ...answer.value, ...threadOf(slip) });
  }
  if (answer.type === 'unreachable' && answer.sent === 'maybe') {
    deps.log.warn({ requestId: request.id, nonce, answer }, 'answer to a post lost; looking for it later');
    return { type: 'later', at: after(since, deps.timing.lostAfterMs) };
  }
  const undone = await write(deps, intent.telling, withoutMessage(intent.telling.stored.thread, key));
  if (undone.type !== 'done') return undone;
  if (answer.type === 'rate-limited') await deps.pacer.pause(postsOf(channel), answer.retryAfterMs);
  return afterFailure(deps, undone.telling, answer);
}

/** Kept for a card alone: where a line is, its card says. */
function threadOf({ key, threadTs }: Slip): { readonly threadTs?: string } {
  return key === cardKey && threadTs !== undefined ? { threadTs } : {};
}

/** The message stands there: this is saved on top of whatever others have written meanwhile. */
async function record(
  deps: AnnouncerDeps,
  telling: Telling,
  slip: Slip,
  posted: Extract<Message, { tag: 'posted' }>,
): Promise<Step> {
  for (let current: Telling | undefined = telling; current !== undefined;) {
    const { thread } = current.stored;
    const there = messageAt(thread, slip.key);
    if (there !== undefined && (there.tag === 'posted' || there.nonce !== posted.nonce))
      return { type: 'again' };
    const told = withMessage(thread, slip.key, posted);
    const saved = await write(
      deps,
      current,
      slip.digest === undefined ? told : { ...told, cardDigest: slip.digest },
    );
    if (saved.type === 'done') return saved;
    current = await load(deps, telling.stored.request.id);
  }
  return { type: 'again' };
}

/**
 * Looks for a message whose outcome nobody recorded. A direct message cannot be looked for (that would need
 * another scope, to read people's messages): it is posted again, because twice is better than never.
 */
async function findLost(
  deps: AnnouncerDeps,
  { stored }: Telling,
  slip: Slip,
  lost: Extract<Message, { tag: 'posting' }>,
): Promise<SlackAnswer<string | undefined>> {
  const { thread } = stored;
  if (isPerson(lost.channel)) return { type: 'ok', value: undefined };
  if (slip.threadTs === undefined) return findInChannel(deps.slack, lost.channel, lost.nonce, lost.since);
  const threads = [{ channel: lost.channel, ts: slip.threadTs }, ...(thread.formerCards ?? [])];
  const inThread = await findInThreads(deps.slack, threads, lost.nonce);
  if (inThread.type !== 'ok' || inThread.value !== undefined) return inThread;
  // Where the thread takes no replies it went into the channel.
  return findInChannel(deps.slack, lost.channel, lost.nonce, lost.since);
}

/** docs.slack.dev/reference/objects/user-object: ids of people begin with U, or W in an organization. */
function isPerson(channel: string): boolean {
  return /^[UW]/u.test(channel);
}

/** What a failed call means for the step it belongs to. */
export function afterFailure(deps: AnnouncerDeps, telling: Telling, failure: SlackFailure): SlipStep {
  switch (failure.type) {
    case 'rate-limited':
      return laterBy(deps, telling, failure.retryAfterMs);
    case 'unreachable':
      return { type: 'away' };
    case 'platform': {
      const { error } = failure;
      const meaning = meaningOf(error);
      if (meaning === 'gone') return { type: 'gone', telling };
      if (meaning === 'closed' || meaning === 'no-thread') return { type: meaning, error, telling };
      return { type: 'barred', error };
    }
  }
}
