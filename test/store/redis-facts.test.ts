import { describe, expect, onTestFinished, test } from 'vitest';
import { after } from '#core/instant.ts';
import { connectRedis } from '#store/connect.ts';
import { judgeRedis, readRedisFacts, type RedisFacts } from '#store/redis-facts.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';

const good: RedisFacts = {
  version: '7.0.15',
  isCluster: false,
  isReplica: false,
  evictionPolicy: 'noeviction',
  appendOnly: true,
  usedBytes: 1_000,
  maxBytes: 0,
  clockAheadMs: 12,
};

function judged(changes: Partial<RedisFacts>): readonly (readonly string[])[] {
  return judgeRedis({ ...good, ...changes })
    .filter(({ level }) => level !== 'ok')
    .map(({ level, code }) => [level, code]);
}

async function start() {
  const server = await startOwnRedis();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const redis = await connectRedis(server.url, { name: 'test', onError: () => {} });
  onTestFinished(() => redis.disconnect());
  return redis;
}

describe('a Redis is judged', () => {
  test('nothing is wrong with a good one', () => {
    expect(judged({})).toEqual([]);
  });

  test.each<[string, Partial<RedisFacts>, string, string]>([
    ['a replica', { isReplica: true }, 'blocker', 'redis-role'],
    ['a node of a cluster', { isCluster: true }, 'blocker', 'redis-cluster'],
    ['an evicting one', { evictionPolicy: 'allkeys-lru' }, 'blocker', 'redis-eviction'],
    ['one that evicts what expires', { evictionPolicy: 'volatile-ttl' }, 'blocker', 'redis-eviction'],
    ['one that hides its policy', { evictionPolicy: undefined }, 'warning', 'redis-eviction'],
    ['one without an append-only file', { appendOnly: false }, 'warning', 'redis-append-only'],
    ['one that hides its persistence', { appendOnly: undefined }, 'warning', 'redis-append-only'],
    ['one that is 70 % full', { usedBytes: 70, maxBytes: 100 }, 'warning', 'redis-memory'],
    ['one whose clock is ahead', { clockAheadMs: 30_001 }, 'blocker', 'redis-clock'],
    ['one whose clock is behind', { clockAheadMs: -30_001 }, 'blocker', 'redis-clock'],
    ['an old one', { version: '6.0.16' }, 'blocker', 'redis-version'],
    ['one that hides its version', { version: undefined }, 'warning', 'redis-version'],
  ])('%s is noticed', (_, changes, level, code) => {
    expect(judged(changes)).toEqual([[level, code]]);
  });

  test.each<[string, Partial<RedisFacts>]>([
    ['69 % full', { usedBytes: 69, maxBytes: 100 }],
    ['30 s off', { clockAheadMs: -30_000 }],
    ['of version 6.2', { version: '6.2.0' }],
  ])('one that is %s is still good', (_, changes) => {
    expect(judged(changes)).toEqual([]);
  });

  test('the sentence about an evicting one says what to set', () => {
    const [finding] = judgeRedis({ ...good, evictionPolicy: 'allkeys-lru' }).filter(
      ({ level }) => level === 'blocker',
    );

    expect(finding?.text).toBe(
      'Redis may throw records away: its maxmemory-policy is allkeys-lru. Set it to noeviction.',
    );
  });
});

describe('a Redis is asked', () => {
  test('for its settings as they are now', async () => {
    const redis = await start();
    const before = await readRedisFacts(redis, () => new Date());
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await redis.config('SET', 'maxmemory', '100mb');

    const now = await readRedisFacts(redis, () => new Date());

    expect(before).toMatchObject({ evictionPolicy: 'noeviction', appendOnly: true, maxBytes: 0 });
    expect(now).toMatchObject({ evictionPolicy: 'allkeys-lru', maxBytes: 100 * 1024 * 1024 });
    expect(now.usedBytes).toBeGreaterThan(0);
  });

  test('for its clock, whichever way ours is off', async () => {
    const redis = await start();

    const behind = await readRedisFacts(redis, () => after(new Date(), -60_000));
    const ahead = await readRedisFacts(redis, () => after(new Date(), 60_000));

    expect(behind.clockAheadMs).toBeGreaterThan(30_000);
    expect(ahead.clockAheadMs).toBeLessThan(-30_000);
  });

  test('without the right to ask, nothing is known and nothing fails', async () => {
    const redis = await start();
    await redis.call('ACL', 'SETUSER', 'default', '-info', '-config');

    const facts = await readRedisFacts(redis, () => new Date());

    expect(facts).toMatchObject({ version: undefined, evictionPolicy: undefined, appendOnly: undefined });
  });
});
