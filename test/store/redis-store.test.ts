import { keysOf } from '#store/keys.ts';
import { createRedisAudit } from '#store/redis-audit.ts';
import { createRedisHistory } from '#store/redis-history.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { editInRedis } from '#test/support/record-texts.ts';
import { useRedis } from '#test/support/redis.ts';
import { describeRequestStore } from '#test/support/request-store-contract.ts';

const { redis, prefix } = useRedis();
let stores = 0;

describeRequestStore('Redis', async (options) => {
  stores += 1;
  const deps = { redis, prefix: `${prefix}:${stores}`, signer: auditSigner() };
  return {
    store: createRedisStore({ ...deps, ...options }),
    history: createRedisHistory(deps),
    audit: createRedisAudit(deps),
    edit: (id, change) => editInRedis(redis, keysOf(deps.prefix), id, change),
  };
});
