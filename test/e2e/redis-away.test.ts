import { describe, expect, test } from 'vitest';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { patience } from '#test/support/patience.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';
import { testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cardNow, cardSays, modalSays, openApproval } from '#test/support/story.ts';
import { readiness, startWorld, submissions, type World } from '#test/support/world.ts';

/** Ben has Approve open when the trouble begins, agrees, and hears that the database takes nothing now. */
async function hearsOfTrouble(
  { slack }: World,
  card: ShownMessage,
  begin: () => Promise<void>,
): Promise<void> {
  const ben = slack.as('U0BEN');
  await openApproval(ben, card);
  await begin();
  await ben.submit();
  await modalSays(ben, 'what you did may have been stored');
  await ben.close({ all: true });
}

describe('Redis that is away or refuses', () => {
  test('F11: away for 3 seconds while a restore is being followed: followed on without a restart, submitted once', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    const restorebot = await world.start('all');
    const card = await askFor(world.slack);
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);

    await redis.kill();
    const away = performance.now();
    await expect.poll(() => readiness(restorebot), patience).toContain('not ready');
    world.cockroach.finishRestores();
    world.cockroach.clock.advance(5_000);
    await expect.poll(() => performance.now() - away, patience).toBeGreaterThan(3_000);
    await redis.restart();

    await cardSays(world.slack, card, /Restored:/);
    await expect.poll(() => readiness(restorebot), patience).toContain('"ready"');
    expect(submissions(world)).toBe(1);
  });

  test('F11: READONLY: who approves is told, readiness says that it is a replica, and all goes on when it is a primary again', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    const restorebot = await world.start('all');
    const card = await askFor(world.slack);
    await cardSays(world.slack, card, /Approve…/);

    await hearsOfTrouble(world, card, async () => {
      await redis.command('REPLICAOF', '127.0.0.1', '1');
    });

    await expect.poll(() => readiness(restorebot), patience).toContain('Redis is a read-only replica');
    expect(await cardNow(world.slack, card)).toContain('Approve…');
    await redis.command('REPLICAOF', 'NO', 'ONE');

    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);
    await expect.poll(() => readiness(restorebot), patience).toContain('"ready"');
    expect(submissions(world)).toBe(1);
  });

  test('F11: out of memory under a policy that evicts: who approves is told, readiness is red, nothing is lost or half written', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    const restorebot = await world.start('all');
    const card = await askFor(world.slack);
    await cardSays(world.slack, card, /Approve…/);

    await hearsOfTrouble(world, card, async () => {
      await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'volatile-lru');
      await redis.command('CONFIG', 'SET', 'maxmemory', '1mb');
    });

    await expect.poll(() => readiness(restorebot)).toContain('its maxmemory-policy is volatile-lru');
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');

    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);
    await expect.poll(() => readiness(restorebot), patience).toContain('"ready"');
    expect(submissions(world)).toBe(1);
  });

  test('F11: a policy that evicts at the start is refused with what to do', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');

    await expect(world.start('all')).rejects.toThrow('Set it to noeviction');
  });

  test('F11: a replica at the start is refused with what to do', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    await redis.command('REPLICAOF', '127.0.0.1', '1');

    await expect(world.start('all')).rejects.toThrow('point redis.url at the primary');
  });

  test('F11: stopped while it is away: the stop ends, and no connection is left that would try for ever', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    const restorebot = await world.start('all');

    await redis.kill();
    await restorebot[Symbol.asyncDispose]();
    await redis.restart();
    const back = performance.now();

    // The longest pause between two tries is two seconds.
    await expect.poll(() => performance.now() - back, patience).toBeGreaterThan(3_000);
    const connections = String(await redis.command('CLIENT', 'LIST'))
      .trim()
      .split('\n');
    expect(connections).toHaveLength(1);
  });
});
