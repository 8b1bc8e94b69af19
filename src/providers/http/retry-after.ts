/** A vendor that asks for more has a broken clock or a broken header. */
const longestMs = 60 * 60_000;

/** `Retry-After` (RFC 9110 §10.2.3: seconds or an HTTP date) in milliseconds from `now`, at most one hour. */
export function readRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(longestMs, Math.ceil(Number(text) * 1000));
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.min(longestMs, Math.max(0, date - now.getTime()));
}
