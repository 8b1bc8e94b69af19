import { expect, test } from 'vitest';
import { clock, duration, lengthUp, timeOfDay, when } from '#bot/ui/date.ts';

const now = new Date('2026-11-22T14:39:10.500Z');

test('an instant is shown in each reader’s zone, and in UTC where that cannot be', () => {
  expect(when(now)).toBe('<!date^1795358350^{date_short_pretty} at {time_secs}|2026-11-22 14:39:10 UTC>');
  expect(timeOfDay(now)).toBe('<!date^1795358350^{time_secs}|14:39:10 UTC>');
});

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [37 * 60_000, '37 min'],
  [3_600_000, '1 h'],
  [3_600_000 + 5 * 60_000, '1 h 5 min'],
  [86_400_000, '1 day'],
  [2 * 86_400_000 + 4 * 3_600_000, '2 days 4 h'],
  [-5, '0 s'],
])('%i ms is %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test.each([
  [61_000, '2 min'],
  [3_600_000 + 1, '61 min'],
  [5 * 3_600_000 + 1, '5 h 1 min'],
  [86_400_000 + 1, '1 day 1 h'],
  [2 * 86_400_000 + 59 * 60_000, '2 days 1 h'],
])('a loss of %i ms is at most %s', (ms, words) => {
  expect(lengthUp(ms)).toBe(words);
});

test('the day is said where it is another one', () => {
  expect(clock(new Date('2026-11-22T14:02:00Z'), now)).toBe('14:02 UTC');
  expect(clock(new Date('2026-11-21T23:59:00Z'), now)).toBe('2026-11-21 23:59 UTC');
});
