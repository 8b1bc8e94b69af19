import { dayMs, hourMs, minuteMs } from '#core/instant.ts';

/** `2026-11-22 03:10:12 UTC` */
export function utc(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `03:10 UTC`; with the day where it is not the same UTC day as `now`. */
export function clock(date: Date, now: Date): string {
  const iso = date.toISOString();
  const time = `${iso.slice(11, 16)} UTC`;
  return iso.slice(0, 10) === now.toISOString().slice(0, 10) ? time : `${iso.slice(0, 10)} ${time}`;
}

/** As `clock`, to the second: `14:02:37 UTC`, `2026-11-20 14:02:37 UTC`. */
export function exact(date: Date, now: Date): string {
  const isToday = date.toISOString().slice(0, 10) === now.toISOString().slice(0, 10);
  return isToday ? utc(date).slice(11) : utc(date);
}

/**
 * An instant that each reader sees in their own zone
 * (docs.slack.dev/messaging/formatting-message-text#date-formatting); the fallback is UTC.
 */
export function when(date: Date): string {
  return token(date, '{date_short_pretty} at {time_secs}', utc(date));
}

/** The same to the minute: of a deadline or a backup nobody needs the second. */
export function whenMinute(date: Date): string {
  return token(date, '{date_short_pretty} at {time}', `${utc(date).slice(0, 16)} UTC`);
}

/** The time of day alone, in the reader's zone. */
export function timeOfDay(date: Date): string {
  return token(date, '{time_secs}', `${date.toISOString().slice(11, 19)} UTC`);
}

/** The same to the minute, for what nobody knows more exactly. */
export function minuteOfDay(date: Date): string {
  return token(date, '{time}', `${date.toISOString().slice(11, 16)} UTC`);
}

function token(date: Date, format: string, fallback: string): string {
  return `<!date^${Math.floor(date.getTime() / 1_000)}^${format}|${fallback}>`;
}

/** A length of time as text, two units at most: `6 s`, `37 min`, `3 h 5 min`, `2 days 4 h`. */
export function duration(ms: number): string {
  if (ms < minuteMs) return `${Math.max(0, Math.floor(ms / 1_000))} s`;
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`;
  if (ms < dayMs) return pair(Math.floor(ms / hourMs), 'h', Math.floor((ms % hourMs) / minuteMs), 'min');
  const days = Math.floor(ms / dayMs);
  return pair(days, days === 1 ? 'day' : 'days', Math.floor((ms % dayMs) / hourMs), 'h');
}

/** Rounded up: what is acknowledged is never less than what may be lost. */
export function lengthUp(ms: number): string {
  const minutes = Math.ceil(ms / minuteMs);
  if (minutes < 120) return `${minutes} min`;
  const shown = ms < dayMs ? minuteMs : hourMs;
  return duration(Math.ceil(ms / shown) * shown);
}

function pair(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}
