import { expect, test } from 'vitest';
import { renderCard } from '#bot/ui/card.ts';
import type { Look } from '#core/look.ts';
import { allStates, at } from '#test/support/builders.ts';
import { storedIn } from './samples.ts';
import { problemsOf, words } from './shown.ts';

const look = (of: string, takenAt: Date): Look => ({
  of,
  at: at(60),
  next: at(600),
  count: 1,
  detail: '',
  newerBackup: takenAt,
});

test('a newer backup on the card, read aloud', () => {
  const given = storedIn('pending-approval', {}, look('pending-approval', at(60)));
  const shown = words(renderCard(given, { now: at(600) }));

  expect(shown.split('\n').find((line) => line.includes('newer backup'))).toMatchInlineSnapshot(
    `":information_source: *A newer backup exists:* taken <!date^1772334060^{date_short_pretty} at {time_secs}|2026-03-01 03:01:00 UTC>, 3 h 1 min newer. This request restores the one of 00:00 UTC, and goes on doing so."`,
  );
  expect(shown).toContain('[Withdraw request] [Use the newer backup]');
});

test.each(allStates())('a card in %s shows it only before the start', (state) => {
  const rendered = renderCard(storedIn(state, {}, look(state, at(60))), { now: at(600) });

  expect(problemsOf(rendered)).toEqual([]);
  expect(words(rendered).includes('newer backup')).toBe(['pending-approval', 'approved'].includes(state));
});

test('one that is no newer than the plan’s is not shown', () => {
  const given = storedIn('pending-approval', {}, look('pending-approval', at(-3 * 60 * 60)));

  expect(words(renderCard(given, { now: at(600) }))).not.toContain('newer backup');
});
