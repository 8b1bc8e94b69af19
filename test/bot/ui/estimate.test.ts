import { expect, test } from 'vitest';
import { renderApproval } from '#bot/ui/approval-form.ts';
import { renderCard } from '#bot/ui/card.ts';
import { estimateLine, etaLine, rangeText } from '#bot/ui/estimate.ts';
import { renderHome } from '#bot/ui/home.ts';
import { renderReview } from '#bot/ui/review.ts';
import type { Estimate } from '#core/asked.ts';
import { submissionOf } from '#core/history.ts';
import type { Objective } from '#core/objectives.ts';
import { currentAgreement } from '#core/restore-request.ts';
import { aRequest, aRequirement, at } from '#test/support/builders.ts';
import { storedIn } from './samples.ts';
import { words } from './shown.ts';

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
  const sent = submissionOf(running) ?? at(0);
  const seconds = (ms: number) => Math.floor((sent.getTime() + ms) / 1_000);
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

test.each<[string, Objective[], string]>([
  ['alone', [], '*Usually takes* 18–26 min, from 5 restores of this database.'],
  [
    'against the objective for the time',
    [{ name: 'shop', rtoMs: 20 * minute, overRpo: 'warn' }],
    ':warning: *Usually takes* 18–26 min, from 5 restores of this database. The objective is to be verified within 20 min of asking. It may miss that.',
  ],
])('people who decide read the same estimate in every place: %s', (_, objectives, sentence) => {
  const stored = storedIn('pending-approval', {
    ask: { estimate, requirement: aRequirement({ objectives }) },
  });
  const { request, now } = stored;
  const { plan, impact, findings, requirement, channel, reason } = request;
  const places = {
    card: renderCard(stored, { now }),
    form: renderApproval({ recheck: { stored, findings: [] }, kind: undefined, clicked: '' }),
    review: renderReview({
      draft: { requestId: 'r1', requester: 'U0RITA', channel, input: {}, reason },
      review: { plan, impact, findings, requirement, estimate, heldBy: undefined, closed: undefined },
      kind: undefined,
      agreement: currentAgreement(request),
      postIn: undefined,
      now,
    }),
    home: renderHome({
      user: 'U0ADA',
      waiting: [request],
      requests: [request],
      offers: { type: 'none', because: 'not-in-the-rule' },
      health: {},
      now,
    }),
  };
  for (const [place, shown] of Object.entries(places)) {
    expect(`${place}: ${words({ blocks: shown.blocks })}`).toContain(sentence);
  }
});
