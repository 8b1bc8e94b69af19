import type { EventOf, RequestEvent } from './events.ts';

/*
 * An attempt that the vendor certainly does not have is made again, for as long as the request may start. A vendor that
 * is busy for a quarter of an hour refuses many of them for one reason, and people are told of it once.
 */

type Refusal = EventOf<'not-accepted'>;

/** Whether an attempt to submit was not accepted for the reason for which the one before was not. */
export function isSameRefusal(events: readonly RequestEvent[], refusal: Refusal): boolean {
  return refusalsUpTo(events, events.indexOf(refusal)).length > 1;
}

/** Whether the newest event is one more attempt after such a refusal. */
export function isRetry(events: readonly RequestEvent[]): boolean {
  return events.at(-1)?.type === 'dispatched' && refusalsUpTo(events, events.length - 2).length > 0;
}

/** Up to which event the card shows a request: all, unless the newest is a refusal as before; then the first of those. */
export function shownUpTo(events: readonly RequestEvent[]): number {
  const [first] = refusalsUpTo(events, events.length - 1);
  return first === undefined ? events.length : events.indexOf(first) + 1;
}

/** The refusals for one reason that end with the event at `last`, oldest first; none where that is another event. */
function refusalsUpTo(events: readonly RequestEvent[], last: number): readonly Refusal[] {
  const newest = events[last];
  if (newest?.type !== 'not-accepted') return [];
  const before = events.slice(0, last).findLastIndex((event) => {
    if (event.type === 'dispatched') return false;
    return event.type !== 'not-accepted' || reasonKey(event) !== reasonKey(newest);
  });
  return events.slice(before + 1, last + 1).filter((event) => event.type === 'not-accepted');
}

/** A reason without what is different in each answer: times, counts, ids of requests. */
function reasonKey({ proof, text }: Refusal): string {
  return `${proof} ${text.replaceAll(/[\da-f]{8}[\da-f-]*|\d+/giu, '#')}`;
}
