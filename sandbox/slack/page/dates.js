/**
 * Instants in the reader's zone: docs.slack.dev/messaging/formatting-message-text#date-formatting.
 * All take Unix seconds.
 */

/** @param {number} seconds @param {Intl.DateTimeFormatOptions} options */
function show(seconds, options) {
  return new Intl.DateTimeFormat('en-GB', options).format(new Date(seconds * 1_000));
}

/** Whole days from today to that day; -1 is yesterday. @param {number} seconds @param {Date} now */
function daysFromToday(seconds, now) {
  const day = new Date(seconds * 1_000).setHours(0, 0, 0, 0);
  return Math.round((day - new Date(now).setHours(0, 0, 0, 0)) / 86_400_000);
}

const near = new Map([
  [-1, 'yesterday'],
  [0, 'today'],
  [1, 'tomorrow'],
]);

/** @type {Readonly<Record<string, (seconds: number, now: Date) => string>>} */
const formats = {
  date_num: (at) =>
    show(at, { year: 'numeric', month: '2-digit', day: '2-digit' }).split('/').reverse().join('-'),
  date_slash: (at) => show(at, { year: 'numeric', month: '2-digit', day: '2-digit' }),
  date: (at) => show(at, { day: 'numeric', month: 'long', year: 'numeric' }),
  date_short: (at) => show(at, { day: 'numeric', month: 'short', year: 'numeric' }),
  date_long: (at) => show(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
  date_pretty: (at, now) => near.get(daysFromToday(at, now)) ?? formats['date'](at, now),
  date_short_pretty: (at, now) => near.get(daysFromToday(at, now)) ?? formats['date_short'](at, now),
  date_long_pretty: (at, now) => near.get(daysFromToday(at, now)) ?? formats['date_long'](at, now),
  time: (at) => show(at, { hour: '2-digit', minute: '2-digit' }),
  time_secs: (at) => show(at, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  ago: (at, now) => agoWords(now.getTime() / 1_000 - at),
};

/** @param {number} seconds */
function agoWords(seconds) {
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (Math.abs(seconds) < 60) return words.format(-Math.round(seconds), 'second');
  if (Math.abs(seconds) < 3_600) return words.format(-Math.round(seconds / 60), 'minute');
  if (Math.abs(seconds) < 86_400) return words.format(-Math.round(seconds / 3_600), 'hour');
  return words.format(-Math.round(seconds / 86_400), 'day');
}

/**
 * `{date_short_pretty} {time_secs}`; undefined if there is no placeholder that Slack knows.
 * @param {number} seconds
 * @param {string} format
 * @param {Date} now
 */
export function formatDate(seconds, format, now) {
  if (!Number.isFinite(seconds) || !/\{\w+\}/.test(format)) return undefined;
  let unknown = false;
  const text = format.replaceAll(/\{(\w+)\}/g, (_, name) => {
    if (Object.hasOwn(formats, name)) return formats[name](seconds, now);
    unknown = true;
    return '';
  });
  return unknown ? undefined : text;
}

/** `03:10` @param {string} ts */
export function timeOfTs(ts) {
  return formats['time'](Number(ts), new Date());
}

/** `Today`, `Sunday 22 November` @param {string} ts @param {Date} now */
export function dayOfTs(ts, now) {
  const word = near.get(daysFromToday(Number(ts), now));
  if (word !== undefined) return word[0].toUpperCase() + word.slice(1);
  return show(Number(ts), { weekday: 'long', day: 'numeric', month: 'long' });
}

/** `22 November 2026 at 03:10:12 (2026-11-22 02:10:12 UTC)` @param {string} ts */
export function fullOfTs(ts) {
  const at = Number(ts);
  return `${formats['date'](at, new Date())} at ${formats['time_secs'](at, new Date())} (${utcOf(at)})`;
}

/** `2026-11-22 03:10:12 UTC` @param {number} seconds */
export function utcOf(seconds) {
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The reader's zone: `Europe/Berlin, UTC+1` @param {Date} at */
export function zoneWords(at) {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const minutes = -at.getTimezoneOffset();
  const sign = minutes < 0 ? '−' : '+';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const offset =
    minutes === 0 ? 'UTC' : `UTC${sign}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
  return timeZone === 'UTC' ? 'UTC' : `${timeZone}, ${offset}`;
}
