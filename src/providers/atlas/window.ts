import { utc } from '../kit/words.ts';

const dayMs = 24 * 60 * 60_000;

/** Why a moment cannot be restored; one sentence, or nothing. `days`: the restore window, where it is shown. */
export function refuseMoment(at: Date, days: number | undefined, now: Date): string | undefined {
  if (at > now) return `${utc(at)} is in the future: it is ${utc(now)} now.`;
  if (days === undefined) return undefined;
  const earliest = new Date(now.getTime() - days * dayMs);
  return at < earliest
    ? `${utc(at)} is outside the restore window of ${days} days: it begins at about ${utc(earliest)}.`
    : undefined;
}

/** Reads ISO 8601 with its zone; a time without one means something else to everybody. */
export function readInstant(text: string): Date | 'no-instant' | 'no-zone' {
  const date = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) || Number.isNaN(date.getTime())) return 'no-instant';
  return /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? date : 'no-zone';
}
