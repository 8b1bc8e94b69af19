import { Cron } from 'croner';
import type { Calendar, Stretch } from '#core/match.ts';

/** One line of a calendar: a stretch, or one that recurs. */
export interface Line {
  /** As a person reads it: `0 18 * * FRI for 62h, Europe/Berlin`. */
  readonly text: string;
  /** The one that covers an instant and ends last. */
  covering(instant: Date): Stretch | undefined;
  /** When the next one begins. */
  nextAfter(instant: Date): Date | undefined;
}

/** Stretches that touch are told as one; a calendar that is never over is told up to here. */
const maxTouching = 400;

/** Several lines as one calendar. */
export function calendarOf(lines: readonly Line[]): Calendar {
  const at = (instant: Date) =>
    lines
      .flatMap((line) => line.covering(instant) ?? [])
      .toSorted((a, b) => b.until.getTime() - a.until.getTime())
      .at(0);
  return {
    text: lines.map(({ text }) => text).join('; '),
    covering(instant) {
      const first = at(instant);
      if (first === undefined) return undefined;
      let { until } = first;
      for (let touching = 0; touching < maxTouching; touching += 1) {
        const next = at(until);
        if (next === undefined) break;
        until = next.until;
      }
      return { from: first.from, until };
    },
    nextAfter: (instant) =>
      lines
        .flatMap((line) => line.nextAfter(instant) ?? [])
        .toSorted((a, b) => a.getTime() - b.getTime())
        .at(0),
  };
}

/** One stretch that does not recur. */
export function once(text: string, stretch: Stretch): Line {
  const { from, until } = stretch;
  return {
    text,
    covering: (instant) => (from <= instant && instant < until ? stretch : undefined),
    nextAfter: (instant) => (instant < from ? from : undefined),
  };
}

/**
 * Stretches that begin as a cron pattern says, in a time zone, and last a number of milliseconds that pass (so one
 * over a change of the clocks ends an hour earlier or later by the clock on the wall). What would begin in the hour
 * that is skipped begins after it; what would begin in the hour that comes twice begins in the first of the two.
 * Throws what croner throws where the pattern is none.
 */
export function recurring(text: string, pattern: string, forMs: number, zone: string): Line {
  const cron = new Cron(pattern, { timezone: zone, paused: true, mode: '5-part' });
  return {
    text,
    covering(instant) {
      // Looking forward from where a stretch that is still on must have begun is cheap; looking back is not.
      const begun = cron.nextRun(new Date(instant.getTime() - forMs));
      if (begun === null || begun > instant) return undefined;
      // croner's own is strictly before its reference, and instants are whole milliseconds.
      const from = cron.previousRuns(1, new Date(instant.getTime() + 1)).at(0) ?? begun;
      return { from, until: new Date(from.getTime() + forMs) };
    },
    nextAfter: (instant) => cron.nextRun(instant) ?? undefined,
  };
}

/** What a clock on the wall of a zone shows (`2026-12-20T18:00:00`), as an instant. */
export function instantIn(zone: string, local: string): Date | undefined {
  return new Cron(local, { timezone: zone, paused: true }).nextRun(new Date(0)) ?? undefined;
}

/** Whether this machine knows a time zone by its IANA name. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
