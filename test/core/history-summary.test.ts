import { expect, test } from 'vitest';
import { summaries } from '#core/history-summary.ts';
import { after } from '#core/instant.ts';
import { aHistory, at } from '#test/support/builders.ts';

const minute = 60_000;
const day = 86_400;
/** In the same month as the first of the past. */
const now = at(20 * day);

const newestFirst = (...records: readonly ReturnType<typeof aHistory>[]) =>
  records.toSorted((a, b) => b.endedAt.getTime() - a.endedAt.getTime());

test('the last verified restore of a database is its own fact, and so is that there never was one', () => {
  const verifiedAt = after(at(2 * day), minute);
  const past = newestFirst(aHistory({ n: 1 }), aHistory({ n: 2, verifiedAt }), aHistory({ n: 3 }));
  expect(summaries(past, now)[0]).toMatchObject({ verifiedAt, unverifiedSince: verifiedAt });

  const never = newestFirst(aHistory({ n: 1 }), aHistory({ n: 3 }));
  expect(summaries(never, now)[0]?.verifiedAt).toBeUndefined();
  expect(summaries(never, now)[0]?.unverifiedSince).toEqual(aHistory({ n: 1 }).endedAt);
});

test.each([
  [[20, 20, 21, 26], 'slower'],
  [[20, 20, 21, 15], 'faster'],
  [[20, 20, 21, 21], 'steady'],
  [[20, 26], undefined],
])('%j minutes are %s', (lengths, trend) => {
  const past = newestFirst(...lengths.map((each, n) => aHistory({ n, tookMs: each * minute })));
  const [summary] = summaries(past, now);
  expect(summary?.lengths).toEqual(lengths.map((each) => each * minute));
  expect(summary?.trend).toBe(trend);
});

test('what restores cost this month is counted from its first day, where the target could not be used', () => {
  const past = newestFirst(
    aHistory({ n: -3, tookMs: 40 * minute }),
    aHistory({ n: 1, tookMs: 10 * minute }),
    aHistory({ n: 2, tookMs: 20 * minute, unavailable: false, lostMs: undefined, replaced: true }),
  );
  expect(summaries(past, now)[0]?.month).toEqual({
    restores: 2,
    unavailableMs: 10 * minute,
    lostMs: 37 * minute,
    maybeLostMs: 0,
  });
});

test('one that failed at the vendor cost the time until its end, and may have lost writes', () => {
  const failed = aHistory({ n: 2, restoredAt: undefined, uncertain: true, outcome: 'failed' });
  const [summary] = summaries(newestFirst(aHistory({ n: 1, tookMs: 10 * minute }), failed), now);
  expect(summary).toMatchObject({ failed: 1, lengths: [10 * minute] });
  expect(summary?.month).toEqual({
    restores: 2,
    unavailableMs: 30 * minute + 5_000,
    lostMs: 37 * minute,
    maybeLostMs: 37 * minute,
  });
});

test('drills, and what never ended at the vendor, are no restores', () => {
  expect(summaries([aHistory({ run: 'drill' }), aHistory({ restoredAt: undefined })], now)).toEqual([]);
});
