import { z } from 'zod';
import { calendarOf, instantIn, isZone, type Line, once, recurring } from './calendar.ts';
import { chosen, Duration, has } from './values.ts';

const zone = z
  .string()
  .refine(isZone, 'write a time zone by its IANA name, such as Europe/Berlin or UTC')
  .meta({ description: 'IANA name, such as `Europe/Berlin`', example: 'Europe/Berlin' });

const localText = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/u;
const wall = z
  .string()
  .refine(isDay, 'write what a clock on the wall shows, such as 2026-12-20T18:00')
  .transform((text) => (text.length === 16 ? `${text}:00` : text));

/** A day that the calendar has: 30 February is none. */
function isDay(text: string): boolean {
  if (!localText.test(text)) return false;
  const date = new Date(`${text}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 16));
}

/** One stretch, as it is written. */
export const Once = z
  .strictObject({
    from: wall.meta({
      description: 'what the clock on the wall shows, such as `2026-12-20T18:00`',
      example: '2026-12-20T18:00',
    }),
    until: wall.meta({ description: 'the same; later', example: '2027-01-03T00:00' }),
    zone,
  })
  .transform(({ from, until, zone }, context) => {
    const stretch = { from: instantIn(zone, from), until: instantIn(zone, until) };
    const { from: begin, until: end } = stretch;
    if (begin === undefined || end === undefined || begin >= end) {
      return wrong(context, 'let until come after from');
    }
    return once(`${short(from)} until ${short(until)}, ${zone}`, { from: begin, until: end });
  });

const lasting = {
  for: Duration.meta({
    description: 'how long each lasts; hours that pass, whatever the clocks do',
    example: '62h',
  }),
  zone,
};

/** Stretches that a cron pattern begins. */
export const ByPattern = z
  .strictObject({
    cron: z
      .string()
      .meta({ description: 'five parts: minute hour day month weekday', example: '0 18 * * FRI' }),
    ...lasting,
  })
  .transform(({ cron, for: forMs, zone }, context) => recurringLine(cron, cron, forMs, zone, context));

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** Stretches that begin on days of the week. */
export const ByDay = z
  .strictObject({
    days: z
      .array(z.enum(days))
      .min(1)
      .meta({ description: 'of the week, on which it begins', example: ['Fri'] }),
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/u, 'write a time of day, such as 18:00')
      .meta({ description: 'time of day in the zone at which it begins, such as `18:00`', example: '18:00' }),
    ...lasting,
  })
  .transform(({ days: on, at, for: forMs, zone }, context) => {
    const [hour, minute] = at.split(':').map(Number);
    const pattern = `${minute} ${hour} * * ${on.map((day) => day.toUpperCase()).join(',')}`;
    return recurringLine(`${on.join(', ')} ${at}`, pattern, forMs, zone, context);
  });

function recurringLine(
  begins: string,
  pattern: string,
  forMs: number,
  zone: string,
  context: z.RefinementCtx,
): Line {
  const text = `${begins} for ${lengthOf(forMs)}, ${zone}`;
  if (forMs === 0) return wrong(context, 'for is zero, so it would never be in force; write such as 62h');
  try {
    const line = recurring(text, pattern, forMs, zone);
    if (line.nextAfter(new Date(0)) !== undefined) return line;
    return wrong(context, `“${pattern}” never comes; write a day that the calendar has`);
  } catch {
    return wrong(context, `“${pattern}” is no cron pattern; write its five parts, such as 0 18 * * FRI`);
  }
}

function wrong(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

function short(text: string): string {
  return text.slice(0, 16).replace('T', ' ');
}

function lengthOf(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes % 60 === 0) return `${minutes / 60}h`;
  return Number.isInteger(minutes) ? `${minutes}m` : `${ms / 1_000}s`;
}

const Time = chosen<Line>((written) => {
  if (has(written, 'cron')) return ByPattern;
  return has(written, 'days') || has(written, 'at') ? ByDay : Once;
});

/** One stretch or several, as one calendar. */
export const Times = chosen<readonly Line[]>((written) =>
  Array.isArray(written) ? z.array(Time).min(1) : Time.transform((line) => [line]),
)
  .transform(calendarOf)
  .describe('one, or a list: `{from, until, zone}`, `{cron, for, zone}` or `{days, at, for, zone}`');
