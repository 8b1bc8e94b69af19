import { expect, test } from 'vitest';
import { renderCard } from '#bot/ui/card.ts';
import { useBrowser } from '#test/support/browser.ts';
import { allStates, anAsk, aRequirement } from '#test/support/builders.ts';
import { aKind, storedIn } from '../bot/ui/samples.ts';
import { startPage } from './support/page.ts';

const browser = useBrowser();

const facts = {
  kind: { ...aKind, vendor: 'MongoDB Atlas' },
  consoleUrl: 'https://cloud.mongodb.com/v2/p1',
  leftToDo: ['Reconnect the applications’ pools.', 'Check the search indexes.'],
  canCancel: true,
  checks: ['orders are there', 'the newest order is fresh'],
};

/** What fits on a phone below the head of the channel: nobody scrolls to decide at 3 a.m. */
const most: Partial<Record<string, number>> = { 'pending-approval': 560, rich: 560, unknown: 580 };

/** A warning, four who can approve, of which one must be of a group, a check, and an estimate. */
const rich = anAsk({
  requirement: aRequirement({
    quorum: 2,
    approvers: { users: ['U_BEN', 'U_CLEO', 'U_ANA'], groups: ['S_DBA'] },
    atLeast: [{ group: 'S_DBA', count: 1 }],
  }),
  findings: [{ level: 'before-start', code: 'x', text: '“orders-prod” holds databases: drop them first.' }],
});

test('the card of every state on a phone: what decides and the buttons are on one screen', async () => {
  await using at = await startPage(browser, {
    width: 390,
    height: 844,
    rateLimit: { perSecond: 100, burst: 100 },
  });
  const ask = anAsk({ requirement: aRequirement({ quorum: 2 }) });
  for (const state of allStates()) {
    const stored = storedIn(state, { ask });
    const { text, blocks } = renderCard(stored, { ...facts, now: stored.now });
    await at.call('chat.postMessage', { channel: 'C_INC', text, blocks });
  }
  const richest = renderCard(storedIn('pending-approval', { ask: rich }), { ...facts, now: new Date(0) });
  await at.call('chat.postMessage', { channel: 'C_INC', ...richest });
  const cards = at.page.locator('article');
  await expect.poll(() => cards.count()).toBe(allStates().length + 1);

  const heights: Record<string, number> = {};
  for (const [index, state] of allStates().entries()) {
    heights[state] = Math.round((await cards.nth(index).boundingBox())?.height ?? Infinity);
  }

  heights['rich'] = Math.round((await cards.last().boundingBox())?.height ?? Infinity);

  const tall = Object.entries(heights).filter(([state, height]) => height > (most[state] ?? 640));
  expect(tall).toEqual([]);
});
