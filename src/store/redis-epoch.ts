import type { Redis } from 'ioredis';
import type { EpochStore } from '#core/recovery.ts';
import { whileAvailable } from './availability.ts';
import { keysOf } from './keys.ts';
import { ifAllowed, readInfo } from './redis-facts.ts';
import { runScript, script } from './script.ts';

/** KEYS: claim; ARGV: holder, ms. */
const claimScript = script(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`);

/** KEYS: claim, epoch; ARGV: holder, id, run. */
const beginScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], 'id', ARGV[2], 'run', ARGV[3])
redis.call('DEL', KEYS[1])
return 1`);

/** KEYS: claim, epoch; ARGV: holder. */
const endScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
return 1`);

/** The run of a server that does not tell it: only an emptied Redis is noticed there. */
const untold = 'untold';

/** The epoch in Redis. */
export function createRedisEpoch({ redis, prefix }: { redis: Redis; prefix: string }): EpochStore {
  const keys = keysOf(prefix);
  return {
    facts: () =>
      whileAvailable(async () => {
        const [{ id, run }, sequence, info] = await Promise.all([
          redis.hgetall(keys.epoch),
          redis.get(keys.audit.sequence),
          ifAllowed(() => redis.info('server')),
        ]);
        return {
          epoch: id === undefined || run === undefined ? undefined : { id, run },
          run: readInfo(info ?? '').get('run_id') ?? untold,
          sequence: Number(sequence ?? '0'),
        };
      }),

    claim: (holder, forMs) =>
      whileAvailable(
        async () => (await runScript(redis, claimScript, [keys.recovery], [holder, forMs])) === 1,
      ),

    end: (holder) =>
      whileAvailable(
        async () => (await runScript(redis, endScript, [keys.recovery, keys.epoch], [holder])) === 1,
      ),

    begin: (holder, { id, run }) =>
      whileAvailable(
        async () =>
          (await runScript(redis, beginScript, [keys.recovery, keys.epoch], [holder, id, run])) === 1,
      ),
  };
}
