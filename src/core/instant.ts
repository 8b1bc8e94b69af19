import { z } from 'zod';

/** An instant: a `Date` inside, ISO 8601 UTC at every edge (records, jobs, wire). */
export const Instant = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

/** Lengths of time, milliseconds. */
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The instant `ms` milliseconds after `date`. */
export function after(date: Date, ms: number): Date {
  return new Date(date.getTime() + ms);
}

/** The earliest of the instants that exist. */
export function earliest(...dates: readonly (Date | undefined)[]): Date | undefined {
  const times = dates.filter((date) => date !== undefined).map((date) => date.getTime());
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

const time = String.raw`(\d{2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)`;
const dayAndTime = new RegExp(String.raw`^(\d{4})-?(\d{2})-?(\d{2})[T\s]${time}$`, 'iu');
const timeOnly = new RegExp(`^${time}$`, 'iu');

/**
 * A moment as a person types it: ISO 8601 to the second, with its zone. `undefined`: it is not one, or it has no zone,
 * and then it would mean another moment to each reader.
 */
export function readTypedInstant(text: string): Date | undefined {
  const [, year, month, day, hours, minutes, seconds = '00', zone = ''] = dayAndTime.exec(text.trim()) ?? [];
  if (year === undefined) return undefined;
  const local = `${year}-${month}-${day}T${hours}:${minutes}:${seconds}`;
  // A day that no month has would become one of the next month.
  const plain = new Date(`${local}Z`);
  if (Number.isNaN(plain.getTime()) || !plain.toISOString().startsWith(local)) return undefined;
  const date = new Date(`${local}${offsetOf(zone)}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** `+01`, `+0100`, `utc` as ISO 8601 has it. */
function offsetOf(zone: string): string {
  const [, hours, minutes = '00'] = /^([+-]\d{2}):?(\d{2})?$/u.exec(zone) ?? [];
  return hours === undefined ? 'Z' : `${hours}:${minutes}`;
}

/** Whether all that it lacks of an instant is its zone. */
export function lacksZone(text: string): boolean {
  return readTypedInstant(`${text}Z`) !== undefined;
}

/** The last time that a clock showed `07:30 UTC`; `undefined`: it is no time of day with its zone. */
function readTimeOfDay(text: string, now: Date): Date | undefined {
  if (!timeOnly.test(text.trim())) return undefined;
  return [dayMs, 0, -dayMs, -2 * dayMs]
    .map((ms) => readTypedInstant(`${after(now, ms).toISOString().slice(0, 10)}T${text.trim()}`))
    .find((date) => date !== undefined && date <= now);
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: minuteMs, h: hourMs, d: dayMs, w: 7 * dayMs };
const span = String.raw`(\d{1,5})\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?)`;
const spans = new RegExp(String.raw`^(?:${span}\s*)+$`, 'iu');

/** `2h`, `1h 30m`, `3 days ago` before now; `undefined`: it is no length of time, or older than an instant can be. */
export function readAge(text: string, now: Date): Date | undefined {
  const age = text.trim().replace(/(?:ago|before now)$/iu, '');
  if (!spans.test(age)) return undefined;
  const parts = [...age.matchAll(new RegExp(span, 'giu'))];
  const ms = parts.map(
    ([, count, unit = '']) => Number(count) * (units[unit.slice(0, 1).toLowerCase()] ?? 0),
  );
  const date = after(now, -ms.reduce((sum, each) => sum + each, 0));
  // Before the first one that there is.
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** An instant as a person types it: with its zone, as a time of the last 24 hours, or as an age. */
export function readInstantOrAge(text: string, now: Date): Date | undefined {
  return readTypedInstant(text) ?? readTimeOfDay(text, now) ?? readAge(text, now);
}
