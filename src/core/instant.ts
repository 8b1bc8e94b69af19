import { z } from 'zod';

/** An instant: a `Date` inside, ISO 8601 UTC at every edge (records, jobs, wire). */
export const Instant = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

/** The instant `ms` milliseconds after `date`. */
export function after(date: Date, ms: number): Date {
  return new Date(date.getTime() + ms);
}

/** The earliest of the instants that exist. */
export function earliest(...dates: readonly (Date | undefined)[]): Date | undefined {
  const times = dates.filter((date) => date !== undefined).map((date) => date.getTime());
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

const typed =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$/iu;

/**
 * A moment as a person types it: ISO 8601 to the second, with its zone. `undefined`: it is not one, or it has no zone,
 * and then it would mean another moment to each reader.
 */
export function readTypedInstant(text: string): Date | undefined {
  const [, day = '', time = '', seconds = '00', zone = ''] = typed.exec(text.trim()) ?? [];
  if (day === '') return undefined;
  const local = `${day}T${time}:${seconds}`;
  // A day that no month has would become one of the next month.
  const plain = new Date(`${local}Z`);
  if (Number.isNaN(plain.getTime()) || !plain.toISOString().startsWith(local)) return undefined;
  const [, hours, minutes = '00'] = /^(.\d{2}):?(\d{2})?$/u.exec(zone) ?? [];
  const offset = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const date = new Date(`${local}${offset}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `2h`, `90 min`, `3 days ago` before now; `undefined`: it is no length of time. */
export function readAge(text: string, now: Date): Date | undefined {
  const read = /^(\d{1,5})\s*(m|h|d)(?:in|ins|inutes?|r|rs|ours?|ays?)?(?:\s+ago)?$/iu.exec(text.trim());
  const unit = units[(read?.[2] ?? '').toLowerCase()];
  return read === null || unit === undefined ? undefined : new Date(now.getTime() - Number(read[1]) * unit);
}

/** An instant as a person types it: with its zone, or as an age. */
export function readInstantOrAge(text: string, now: Date): Date | undefined {
  return readTypedInstant(text) ?? readAge(text, now);
}
