import { progressEdits } from '#core/duty.ts';
import type { Pacer } from '#core/ports.ts';

/** Names and rates of what is paced. Source of the numbers: docs.slack.dev/apis/web-api/rate-limits. */

/** chat.postMessage: about one a second in a channel, with short bursts. */
const posts = { ratePerSecond: 1, burst: 5 };
/** Remarks leave every second place in a channel to decisions and ends. */
const remarks = { ratePerSecond: 0.5, burst: 3 };
/** chat.update is Tier 3: 50 a minute for all cards together, whichever minute it is. */
const edits = { ratePerSecond: 0.65, burst: 10 };

/** conversations.history is Tier 3 as well. */
const reads = { ratePerSecond: 0.65, burst: 10 };

export function postsOf(channel: string): string {
  return `slack.post.${channel}`;
}

export const allEdits = 'slack.edit';

export const allReads = 'slack.read';

/** Takes a place for one page of a channel; otherwise how many milliseconds to wait. */
export async function takeRead(pacer: Pacer): Promise<number> {
  return take(pacer, allReads, reads);
}

/** Takes a place for one message in a channel; otherwise how many milliseconds to wait. */
export async function takePost(pacer: Pacer, channel: string): Promise<number> {
  return take(pacer, postsOf(channel), posts);
}

/** The same for a line that may be left out. */
export async function takeRemark(pacer: Pacer, channel: string): Promise<number> {
  return take(pacer, `slack.remark.${channel}`, remarks);
}

/** Takes a place for an edit that shows another state. */
export async function takeEdit(pacer: Pacer): Promise<number> {
  return take(pacer, allEdits, edits);
}

/** Takes a place for an edit that shows progress: all cards together keep to their half. */
export async function takeProgress(pacer: Pacer): Promise<number> {
  return (await take(pacer, 'slack.progress', progressEdits)) || takeEdit(pacer);
}

/** Takes a place for a look whether a card is still there: each once in `everyMs`, and as one page that is read. */
export async function takeCardLook(pacer: Pacer, requestId: string, everyMs: number): Promise<number> {
  const card = { ratePerSecond: 1_000 / everyMs, burst: 1 };
  return (await take(pacer, `slack.card-look.${requestId}`, card)) || takeRead(pacer);
}

async function take(
  pacer: Pacer,
  name: string,
  rate: { ratePerSecond: number; burst: number },
): Promise<number> {
  const place = await pacer.tryTake(name, rate);
  return place.type === 'taken' ? 0 : Math.max(1, place.ms);
}
