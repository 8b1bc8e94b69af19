import { expect, test } from 'vitest';
import { renderCard } from '#bot/ui/card.ts';
import { estimateLine, etaLine, rangeText } from '#bot/ui/estimate.ts';
import type { Estimate } from '#core/asked.ts';
import { aRequest, at } from '#test/support/builders.ts';

const minute = 60_000;
const estimate: Estimate = {
  lowMs: 18.4 * minute,
  highMs: 25.2 * minute,
  basis: { restores: 5, of: 'database' },
};

test.each([
  [18.4 * minute, 25.2 * minute, '18–26 min'],
  [4_200, 39_100, '4–40 s'],
  [30_000, 4 * minute, '0–4 min'],
  [110 * minute, 160.5 * minute, '1 h 50 min–2 h 41 min'],
  [20 * minute, 20 * minute, '20 min'],
])('a range is rounded outward: %d to %d ms is %s', (low, high, text) => {
  expect(rangeText(low, high)).toBe(text);
});

test('an estimate never comes without what it rests on', () => {
  expect(estimateLine(estimate)).toBe('*Usually takes* 18–26 min, from 5 restores of this database.');
  expect(estimateLine({ ...estimate, basis: { restores: 3, of: 'connection', examples: true } })).toContain(
    'from 3 restores of this kind on this connection, examples that the sandbox made up',
  );
  expect(estimateLine(undefined)).toBe('');
});

test('while it runs, the card says between which instants it will end, and no time that is left', () => {
  const running = aRequest({ state: 'restoring', ask: { estimate } });
  const seconds = (ms: number) => Math.floor((running.state.submittedAt.getTime() + ms) / 1_000);
  const line = etaLine(running);
  expect(line).toContain(`<!date^${seconds(estimate.lowMs)}^{time}|`);
  expect(line).toContain(`<!date^${seconds(estimate.highMs)}^{time}|`);
  expect(line).toContain('from 5 restores of this database');
  const tail = { mac: undefined, eventsDigest: '' };
  const thread = { version: 0, shown: 0, lines: {} };
  const stored = { request: running, events: [], look: undefined, thread, tail, now: at(600) };
  expect(JSON.stringify(renderCard(stored, { now: at(600), canCancel: false }).blocks)).toContain(
    'Expected to finish between',
  );
  expect(etaLine(aRequest({ state: 'restoring' }))).toBe('');
  expect(etaLine(aRequest({ state: 'succeeded', ask: { estimate } }))).toBe('');
});
