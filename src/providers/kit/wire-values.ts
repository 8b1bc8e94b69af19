import { z } from 'zod';
import type { Failure } from '../http/types.ts';

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

/** Null means absent. */
export const OptionalNumber = z
  .number()
  .nullish()
  .transform((number) => number ?? undefined);

/** In an error, where everything may be missing or something else. */
export const LooseText = z.string().optional().catch(undefined);

const CodeAndMessage = z.object({
  message: LooseText,
  code: z.union([z.number(), z.string()]).optional().catch(undefined),
});

/** The words in an error `{"code": …, "message": …}`, whatever else is in it. */
export function readCodeAndMessage(body: unknown): Failure {
  const { message, code } = CodeAndMessage.safeParse(body).data ?? {};
  return { message, code: code === undefined ? undefined : String(code) };
}

const OwnError = z.object({ code: z.int(), message: z.string() });

/** The number in an error `{"code": 7, "message": …}` that the vendor itself wrote, and no gateway in front of it. */
export function ownNumber(body: unknown): string | undefined {
  const code = OwnError.safeParse(body).data?.code;
  return code === undefined ? undefined : String(code);
}
