import { z } from 'zod';

/** RFC 3339 with up to nine digits of a second. */
export const Time = z.string().transform((text, context) => {
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  context.addIssue({ code: 'custom', message: 'is no time' });
  return z.NEVER;
});

/** Absent, null, empty and Go's zero time (year 1) all mean: not yet. */
export const OptionalTime = z
  .string()
  .nullish()
  .transform((text) => {
    const date = new Date(text ?? Number.NaN);
    return Number.isNaN(date.getTime()) || date.getUTCFullYear() <= 1 ? undefined : date;
  });

/** Null and empty mean absent. */
export const OptionalText = z
  .string()
  .nullish()
  .transform((text) => (text === null || text === '' ? undefined : text));
