import { describe, expect, test } from 'vitest';
import { ends } from '#test/support/ending.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';
import { testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cardSays, channel, lines, modalSays } from '#test/support/story.ts';
import { startWorld } from '#test/support/world.ts';

describe('Redis', () => {
  test('F11: away for 20 seconds in the middle, twenty times the lock of a job: who types /restore is told at once, and the restore is followed to its end', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    await world.start('all');
    const card = await askFor(world.slack);
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);

    await redis.kill();
    const away = performance.now();
    const ana = world.slack.as('U0ANA');
    await ana.command(channel, '/restore');
    await modalSays(ana, 'cannot reach its database');
    await ana.close({ all: true });
    world.cockroach.finishRestores();
    world.cockroach.clock.advance(5_000);
    await expect
      .poll(() => performance.now() - away, { timeout: 25_000, interval: 500 })
      .toBeGreaterThan(20_000);
    await redis.restart();
    const back = performance.now();

    await cardSays(world.slack, card, /Restored:/);
    // The back-off ends at two seconds, however long Redis was away.
    expect(performance.now() - back).toBeLessThan(12_000);
    await expect.poll(async () => ends(await lines(world.slack, card)).length, { timeout: 15_000 }).toBe(1);
    expect(world.cockroach.started()).toBe(1);
  });
});
