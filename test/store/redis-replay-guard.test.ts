import { expect, test } from 'vitest';
import { StoreUnavailable } from '#core/ports.ts';
import { connectRedis } from '#store/connect.ts';
import { createRedisReplayGuard } from '#store/redis-replay-guard.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';

const connect = () => connectRedis(redisUrl(), { name: 'test', onError: () => undefined });

test('F13: of many processes that ask for one signature at once, one has seen it first', async () => {
  const prefix = testPrefix();
  const redises = await Promise.all(Array.from({ length: 4 }, connect));
  const guards = redises.map((redis) => createRedisReplayGuard({ redis, prefix }));

  const answers = await Promise.all([...guards, ...guards].map((guard) => guard.firstSight('v0=abc')));

  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await guards[0]?.firstSight('v0=def')).toBe(true);
  const ttl = (await redises[0]?.pttl(`${prefix}:seen:v0=abc`)) ?? 0;
  expect(ttl).toBeGreaterThan(590_000);
  expect(ttl).toBeLessThanOrEqual(600_000);
  for (const redis of redises) redis.disconnect();
});

test('F11: a guard whose Redis is away says so, and neither yes nor no', async () => {
  const redis = await connect();
  redis.disconnect();

  const guard = createRedisReplayGuard({ redis, prefix: testPrefix() });

  await expect(guard.firstSight('v0=abc')).rejects.toThrow(StoreUnavailable);
});
