import { expect, test } from 'vitest';
import { renderHistory } from '#bot/ui/history.ts';
import { summaries } from '#core/history-summary.ts';
import { aHistory, at } from '#test/support/builders.ts';

const minute = 60_000;
const now = at(20 * 86_400);
const past = [3, 2, 1].map((n) => aHistory({ n, tookMs: (15 + 5 * n) * minute }));

test('a list reads without color: numbers, a word for the trend, what the month cost, the last verified restore', () => {
  const { text } = renderHistory(summaries(past, now), undefined, []);
  expect(text).toContain(
    '*orders-prod* on *atlas-prod*: 3 restores. Took 20 min, 25 min, 30 min, slower than before.',
  );
  expect(text).toContain('*No restore was ever verified.*');
  expect(text).toContain('This month: 3 restores, unavailable for 1 h 15 min, 1 h 51 min of writes lost.');
});

test('one target is shown restore by restore, from asked to verified', () => {
  const verified = aHistory({ n: 4, outcome: 'verified', verifiedAt: at(4 * 86_400 + 3_600) });
  const { text } = renderHistory(summaries([verified, ...past], now), 'orders-prod', []);
  expect(text).toContain('restored and verified (cluster): asked');
  expect(text).toContain('approved after 9 min, restored after 30 min, verified after 1 h, ran for 20 min');
  expect(text).toContain('restored, data not checked (cluster): asked');
});

test('one that did not end well says what may be lost, and one whose vendor tells it how large it was', () => {
  const failed = { restoredAt: undefined, uncertain: true, outcome: 'failed', sizeBytes: 4_200_000 } as const;
  const { text } = renderHistory(summaries([aHistory({ n: 5, ...failed }), ...past], now), 'orders-prod', []);
  expect(text).toContain('4 restores, 1 of them without success.');
  expect(text).toContain('37 min more may be lost.');
  expect(text).toContain('failed (cluster): asked');
  expect(text).toContain(
    'ended 20 min after it was sent, backup of 4.2 MB, up to 37 min of writes may be lost',
  );
});

test('a target without a past is said to have none', () => {
  expect(renderHistory(summaries(past, now), 'nobody', []).text).toContain(
    'No restore of *nobody* is in the history.',
  );
  expect(renderHistory([], undefined, []).text).toBe('No restore has ended yet.');
});

test('what cannot be read is named, in a list, for one target, and where there is nothing else', () => {
  const warning =
    ':warning: 2 restores cannot be read and are not counted: `r1`, `r2`. `restorebot history rebuild` reads them again from the audit.';
  const unreadable = ['r1', 'r2'];

  expect(renderHistory(summaries(past, now), undefined, unreadable).text).toContain(warning);
  expect(renderHistory(summaries(past, now), 'nobody', unreadable).text).toContain(warning);
  expect(renderHistory([], undefined, unreadable).text).toBe(
    `No restore that can be read has ended yet.\n${warning}`,
  );
});

test('what the sandbox made up says so', () => {
  const made = past.map((each) => ({ ...each, example: true as const }));
  expect(renderHistory(summaries(made, now), undefined, []).text).toContain(
    'Contains examples of the sandbox.',
  );
});
