import { createRedisAudit } from '#store/redis-audit.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { useRedis } from '#test/support/redis.ts';
import { describeRequestStore } from '#test/support/request-store-contract.ts';

const { redis, prefix } = useRedis();
let stores = 0;

describeRequestStore('Redis', async (options) => {
  stores += 1;
  const deps = { redis, prefix: `${prefix}:${stores}`, signer: auditSigner() };
  return { store: createRedisStore({ ...deps, ...options }), audit: createRedisAudit(deps) };
});
