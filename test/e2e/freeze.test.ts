import { describe, expect, test } from 'vitest';
import type { Freeze } from '#core/freeze.ts';
import { after } from '#core/instant.ts';
import { aFreeze } from '#test/support/freezes.ts';
import { patience } from '#test/support/patience.ts';
import { testPrefix, useRedis } from '#test/support/redis.ts';
import { approve, askFor, cardNow, cardSays, lines, modalSays, openApproval } from '#test/support/story.ts';
import { startWorld, submissions, type World } from '#test/support/world.ts';

const { url } = useRedis();
const newYear = { from: '2030-01-01T00:00', until: '2030-01-02T00:00', zone: 'UTC' };

/** A freeze that is in force when the test says so, whatever the time is. */
function switched(changes: Partial<Freeze> = {}): {
  readonly freeze: Freeze;
  readonly switchTo: (inForce: boolean) => void;
} {
  const freeze = aFreeze(newYear, changes);
  const now = Date.now();
  const stretch = { from: new Date(now - 60_000), until: new Date(now + 3_600_000) };
  let inForce = false;
  const times = { ...freeze.times, covering: () => (inForce ? stretch : undefined) };
  return {
    freeze: { ...freeze, times },
    switchTo(to) {
      inForce = to;
    },
  };
}

async function begin(world: World, freeze: Freeze) {
  return world.start('all', {}, { ...world.config, freezes: [freeze] });
}

describe('a freeze, in Slack', () => {
  test('F31: the card says when approvals open and has no Approve; then the approvers are called, and it starts', async () => {
    await using world = await startWorld({ redisUrl: url, prefix: testPrefix() });
    // Its end is put off, ten seconds at a time, until the card was seen: a slow machine would use it up.
    let wasSeen = false;
    let until = after(new Date(), 10_000);
    const from = new Date(Date.now() - 60_000);
    const freeze = aFreeze(newYear);
    const covering = (instant: Date) => {
      if (!wasSeen && until.getTime() - Date.now() < 3_000) until = after(until, 10_000);
      return instant < until ? { from, until } : undefined;
    };
    await begin(world, { ...freeze, times: { ...freeze.times, covering, nextAfter: () => undefined } });
    const card = await askFor(world.slack);

    await cardSays(world.slack, card, /Approvals open at/);
    const closed = await cardNow(world.slack, card);
    wasSeen = true;
    until = new Date();
    await expect
      .poll(async () => (await lines(world.slack, card)).join('\n'), patience)
      .toMatch(/Approvals are open.*<!subteam\^/);
    const sentWhileFrozen = submissions(world);
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);

    expect(closed).not.toContain('[Approve…]');
    expect(sentWhileFrozen).toBe(0);
    expect(submissions(world)).toBe(1);
  });

  test('F31: that ends what waits refuses a yes that comes after it began, by name', async () => {
    await using world = await startWorld({ redisUrl: url, prefix: testPrefix() });
    const { freeze, switchTo } = switched({ pending: 'end' });
    await begin(world, freeze);
    const card = await askFor(world.slack);
    const ben = world.slack.as('U0BEN');
    await openApproval(ben, card);

    switchTo(true);
    await ben.submit();
    await modalSays(ben, 'release');

    expect(submissions(world)).toBe(0);
    expect((await lines(world.slack, card)).join('\n')).not.toContain('Approved');
  });

  test('F31: that is overrun by a running restore stops nothing', async () => {
    await using world = await startWorld({ redisUrl: url, prefix: testPrefix() });
    const { freeze, switchTo } = switched();
    await begin(world, freeze);
    const card = await askFor(world.slack);
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);

    switchTo(true);
    world.cockroach.finishRestores();
    world.cockroach.clock.advance(5_000);

    await cardSays(world.slack, card, /Restored:/);
    expect(submissions(world)).toBe(1);
  });
});
