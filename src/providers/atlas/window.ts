const dayMs = 24 * 60 * 60_000;

/** The first moment of a restore window that ends now. */
export function windowStart(days: number, now: Date): Date {
  return new Date(now.getTime() - days * dayMs);
}

/** Why a moment cannot be restored; one sentence, or nothing. `days`: the restore window, where it is shown. */
export function refuseMoment(at: Date, days: number | undefined, now: Date): string | undefined {
  const earliest = days === undefined ? undefined : windowStart(days, now);
  const possible =
    earliest === undefined
      ? `The latest possible moment is ${exact(now)}.`
      : `Choose a moment from about ${exact(earliest)} to ${exact(now)}.`;
  if (at > now) return `${exact(at)} is in the future. ${possible}`;
  if (earliest === undefined || at >= earliest) return undefined;
  return `${exact(at)} is outside the restore window of ${days} days. ${possible}`;
}

/** Reads ISO 8601 with its zone; a time without one means something else to everybody. */
export function readInstant(text: string): Date | 'no-instant' | 'no-zone' {
  const date = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) || Number.isNaN(date.getTime())) return 'no-instant';
  return /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? date : 'no-zone';
}

/** To the second, because that is how a moment is given. */
function exact(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
