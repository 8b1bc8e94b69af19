import { describe, expect, test } from 'vitest';
import { ends, untilTheEnd } from '#test/support/ending.ts';
import { patience } from '#test/support/patience.ts';
import { startRedisCluster, startSentinels } from '#test/support/redis-topology.ts';
import { testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cardSays, lines } from '#test/support/story.ts';
import { readiness, startWorld, submissions } from '#test/support/world.ts';

describe('a Redis that Sentinels watch', () => {
  test('a primary that dies before the approval, and one that is failed over while the restore runs, lose nothing and send nothing twice', async () => {
    await using sentinels = await startSentinels();
    const { url: redisUrl, ...redis } = sentinels.settings;
    await using world = await startWorld({ redisUrl, redis, prefix: testPrefix() });
    const restorebot = await world.start('all');
    const card = await askFor(world.slack);

    await sentinels.killPrimary();
    await expect.poll(() => readiness(restorebot), patience).toContain('"status":"ready"');
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);
    await sentinels.failOver();
    await untilTheEnd(world, card);

    await expect.poll(async () => ends(await lines(world.slack, card)).length, patience).toBe(1);
    expect(submissions(world)).toBe(1);
  });
});

describe('a Redis Cluster', () => {
  test('a slot that moves before the approval, and back while the restore runs, loses nothing and sends nothing twice', async () => {
    await using cluster = await startRedisCluster();
    const { url: redisUrl, ...redis } = cluster.settings;
    const prefix = testPrefix();
    await using world = await startWorld({ redisUrl, redis, prefix });
    const restorebot = await world.start('all');
    const card = await askFor(world.slack);

    await cluster.moveSlot(prefix);
    await expect.poll(() => readiness(restorebot), patience).toContain('"status":"ready"');
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);
    await cluster.moveSlot(prefix);
    await untilTheEnd(world, card);

    await expect.poll(async () => ends(await lines(world.slack, card)).length, patience).toBe(1);
    expect(submissions(world)).toBe(1);
  });
});
