import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { HistoryStore } from '#core/history.ts';
import { whileAvailable } from './availability.ts';
import { keysOf } from './keys.ts';
import { readHistory, writeHistory } from './records.ts';
import { runScript, script } from './script.ts';

export interface RedisHistoryDeps {
  readonly redis: Redis;
  /** A hash tag in braces, `{restorebot}`. */
  readonly prefix: string;
}

/** KEYS: records, ended, ended on its connection; ARGV: id, record, ended (ms). */
const mergeScript = script(`
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
return 1`);

/** KEYS: records, ended, ended on each connection that is among them; ARGV: ids. */
const dropScript = script(`
for _, id in ipairs(ARGV) do
  redis.call('HDEL', KEYS[1], id)
  for i = 2, #KEYS do redis.call('ZREM', KEYS[i], id) end
end
return #ARGV`);

/** Redis does nothing else while a script runs. */
const dropAtOnce = 500;

/** The past in Redis; records are added by `saveScript` too, in the save that ends a request. */
export function createRedisHistory({ redis, prefix }: RedisHistoryDeps): HistoryStore {
  const { history } = keysOf(prefix);

  async function read(ids: readonly string[]) {
    const texts = ids.length === 0 ? [] : await redis.hmget(history.records, ...ids);
    return texts.flatMap((text) => (text === null ? [] : [text])).flatMap((text) => readHistory(text) ?? []);
  }

  return {
    newest: ({ connection, limit }) =>
      whileAvailable(async () => {
        if (limit <= 0) return [];
        const index = connection === undefined ? history.ended : history.endedOn(connection);
        return read(await redis.zrevrange(index, 0, limit - 1));
      }),

    merge: (records) =>
      whileAvailable(async () => {
        let added = 0;
        for (const record of records) {
          const { requestId, connection, endedAt } = record;
          const ofIt = [history.records, history.ended, history.endedOn(connection)];
          const args = [requestId, writeHistory(record), endedAt.getTime()];
          added += z.number().parse(await runScript(redis, mergeScript, ofIt, args));
        }
        return added;
      }),

    dropBefore: (instant) =>
      whileAvailable(async () => {
        let dropped = 0;
        for (;;) {
          const until = `(${instant.getTime()}`;
          const ids = await redis.zrange(history.ended, '-inf', until, 'BYSCORE', 'LIMIT', 0, dropAtOnce);
          if (ids.length === 0) return dropped;
          const connections = new Set((await read(ids)).map(({ connection }) => connection));
          const indexes = [...connections].map((connection) => history.endedOn(connection));
          await runScript(redis, dropScript, [history.records, history.ended, ...indexes], ids);
          dropped += ids.length;
        }
      }),
  };
}
