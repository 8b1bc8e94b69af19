import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { HistoryStore, Newest } from '#core/history.ts';
import { whileAvailable } from './availability.ts';
import { keysOf } from './keys.ts';
import { connectionOfHistory, readHistory, writeHistory } from './records.ts';
import { runScript, script } from './script.ts';

export interface RedisHistoryDeps {
  readonly redis: Redis;
  /** A hash tag in braces, `{restorebot}`. */
  readonly prefix: string;
}

/** KEYS: records, ended, ended on its connection; ARGV: id, record, ended (ms), the text that cannot be read or ''. */
const mergeScript = script(`
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before and before ~= ARGV[4] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
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

/** KEYS: records, ended on a connection; ARGV: ids. Entries of records that were dropped and did not tell their connection. */
const tidyScript = script(`
for _, id in ipairs(ARGV) do
  if redis.call('HEXISTS', KEYS[1], id) == 0 then redis.call('ZREM', KEYS[2], id) end
end
return 0`);

/** Redis does nothing else while a script runs. */
const dropAtOnce = 500;

/** Those that can be read, and the ids of those that cannot; what is no longer there is neither. */
function sorted(found: readonly { readonly id: string; readonly text: string | null }[]): Newest {
  const read = found.flatMap(({ id, text }) => (text === null ? [] : [{ id, record: readHistory(text) }]));
  return {
    records: read.flatMap(({ record }) => record ?? []),
    unreadable: read.flatMap(({ id, record }) => (record === undefined ? [id] : [])),
  };
}

/** The past in Redis; records are added by `saveScript` too, in the save that ends a request. */
export function createRedisHistory({ redis, prefix }: RedisHistoryDeps): HistoryStore {
  const { history } = keysOf(prefix);

  async function textsOf(ids: readonly string[]) {
    const texts = ids.length === 0 ? [] : await redis.hmget(history.records, ...ids);
    return ids.map((id, index) => ({ id, text: texts[index] ?? null }));
  }

  return {
    newest: ({ connection, limit }) =>
      whileAvailable(async () => {
        if (limit <= 0) return { records: [], unreadable: [] };
        const index = connection === undefined ? history.ended : history.endedOn(connection);
        const found = await textsOf(await redis.zrevrange(index, 0, limit - 1));
        const gone = found.flatMap(({ id, text }) => (text === null ? [id] : []));
        if (gone.length > 0) await runScript(redis, tidyScript, [history.records, index], gone);
        return sorted(found);
      }),

    merge: (records) =>
      whileAvailable(async () => {
        let added = 0;
        for (const record of records) {
          const { requestId, connection, endedAt } = record;
          const text = await redis.hget(history.records, requestId);
          if (text !== null && readHistory(text) !== undefined) continue;
          const ofIt = [history.records, history.ended, history.endedOn(connection)];
          const args = [requestId, writeHistory(record), endedAt.getTime(), text ?? ''];
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
          const connections = (await textsOf(ids)).flatMap(({ text }) => connectionOfHistory(text) ?? []);
          const indexes = [...new Set(connections)].map((connection) => history.endedOn(connection));
          await runScript(redis, dropScript, [history.records, history.ended, ...indexes], ids);
          dropped += ids.length;
        }
      }),
  };
}
