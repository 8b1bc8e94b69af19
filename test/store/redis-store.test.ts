import { createRedisStore } from '#store/redis-store.ts';
import { useRedis } from '#test/support/redis.ts';
import { describeRequestStore } from '#test/support/request-store-contract.ts';

const { redis, prefix } = useRedis();
let stores = 0;

describeRequestStore('Redis', async (options) => {
  stores += 1;
  return { store: createRedisStore({ redis, prefix: `${prefix}:${stores}`, ...options }) };
});
