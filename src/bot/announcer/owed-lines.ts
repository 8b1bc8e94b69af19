import { isAnnotation, type RequestEvent } from '#core/events.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { PlanFacts } from '#core/provider.ts';
import { hasEnded } from '#core/restore-request.ts';
import type { Rendered } from '../ui/blocks.ts';
import { renderLastWord } from '../ui/last-word.ts';
import { renderLine } from '../ui/thread-line.ts';

/** A line that has not been told yet. */
export interface OwedLine {
  /** `e7`: the seventh event; `end`: the last word. The nonce is `<requestId>.<key>`. */
  readonly key: string;
  /** The request's after the event. */
  readonly version: number;
  readonly content: Rendered;
  /** An outdated remark may be dropped; everything else is posted, however late. */
  readonly remark: boolean;
  /** Whether the channel sees it too. */
  readonly broadcast: boolean;
  /** Whether the request has moved on since. */
  readonly overtaken: boolean;
  /** Left out where the next event comes at once. */
  readonly passing: boolean;
  readonly at: Date;
}

/** What the card shows as well, and what stops being true without an event. All other events are decisions or outcomes. */
const remarks: ReadonlySet<RequestEvent['type']> = new Set([
  'held',
  'trouble-began',
  'trouble-ended',
  'stalled',
  'moving-again',
  'restored',
  'reminded',
  'escalated',
  'review-reminded',
]);

/**
 * The lines owed to the thread, oldest first. The event that ends a request has no separate line: the last word says
 * it, in the thread and in the channel at once (decision 27). An outcome that nobody knows waits for a person, so the
 * channel sees it as well.
 */
export function owedLines(stored: StoredRequest, facts: Partial<PlanFacts> = {}): readonly OwedLine[] {
  const { request, events, thread } = stored;
  const ended = hasEnded(request.state);
  const newest = events.findLastIndex((event) => !isAnnotation(event));
  const told = lastTold(stored, newest);
  const lines: OwedLine[] = [];
  for (const [index, event] of events.entries()) {
    const version = index + 1;
    if (version <= thread.shown) continue;
    const isEnd = ended && index === newest;
    const key = isEnd ? 'end' : `e${version}`;
    if (thread.lines[key]?.tag === 'posted') continue;
    // Slack had no place for it in time: after a later line it would be read as news.
    if (remarks.has(event.type) && version < told) continue;
    // The last word says it.
    if (isPassingBy(event) && index < newest) continue;
    const content = isEnd ? renderLastWord(stored, facts) : renderLine(event, stored, facts.kind);
    if (content === undefined) continue;
    lines.push({
      key,
      version,
      content,
      remark: !isEnd && remarks.has(event.type),
      broadcast: isEnd || event.type === 'became-unknown' || isEscalation(event),
      overtaken: index < newest,
      passing: isPassingBy(event),
      at: event.at,
    });
  }
  return lines;
}

/** The version of the newest event that stands in the thread; 0: none. */
function lastTold({ thread }: StoredRequest, newest: number): number {
  const versions = Object.entries(thread.lines).flatMap(([key, { tag }]) =>
    tag === 'posted' ? [key === 'end' ? newest + 1 : Number(/^e(\d+)$/u.exec(key)?.[1] ?? 0)] : [],
  );
  return Math.max(0, ...versions);
}

/** Checks usually take seconds, and then the end has been told. */
function isPassingBy({ type }: RequestEvent): boolean {
  return type === 'restored';
}

/** A stall that lasts concerns more people than its first line did. */
function isEscalation(event: RequestEvent): boolean {
  return event.type === 'stalled' && event.times > 1;
}
