import { z } from 'zod';
import type { Failure } from '../http/types.ts';

const zoneless = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?$/;

/** From here on a number counts milliseconds since 1970, and seconds below: the year 1973, or 5138. */
const leastMs = 1e11;

/**
 * An instant that a vendor wrote; without a zone it is read as UTC, whatever zone this machine is in. The page of Atlas
 * v1.0 gives ISO 8601 in its example, and `integer` as the type.
 */
function instantOf(written: string | number): Date | undefined {
  if (typeof written === 'number') return new Date(written < leastMs ? written * 1_000 : written);
  const text = written.trim();
  const date = new Date(zoneless.test(text) ? `${text.replace(' ', 'T').replace(',', '.')}Z` : text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** RFC 3339 with up to nine digits of a second, or one of its relatives. */
export const Time = z.string().transform((text, context) => {
  const date = instantOf(text);
  if (date !== undefined) return date;
  context.addIssue({ code: 'custom', message: 'is no time' });
  return z.NEVER;
});

/** Absent, null, empty, 0 and Go's zero time (year 1) all mean: not yet. */
export const OptionalTime = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((written) => {
    const date = instantOf(written || '');
    return date === undefined || date.getUTCFullYear() <= 1 ? undefined : date;
  });

/** Null and absent mean this. */
export function orElse<T>(schema: z.ZodType<T>, instead: T) {
  return schema.nullish().transform((value) => value ?? instead);
}

/** Null and empty mean absent. */
export const OptionalText = z
  .string()
  .nullish()
  .transform((text) => (text === null || text === '' ? undefined : text));

/** A number, or a text that is one; null means absent. */
export const OptionalNumber = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .nullish()
  .transform((number) => number ?? undefined);

/** The same where nothing depends on it: anything else is nothing. */
export const LooseNumber = OptionalNumber.catch(undefined);

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
