import type { Redis } from 'ioredis';
import type { RequestEvent } from '#core/events.ts';
import { hasEnded, type RestoreRequest, stateTags } from '#core/restore-request.ts';
import type { Keys } from './keys.ts';
import { operationsOf } from './save-script.ts';
import { runScript, script } from './script.ts';

/** This many of each state in a round; the rest waits for the next one. */
const atOnce = 200;

/**
 * KEYS: request, events, secrets, due, operations, then sorted sets that list it; ARGV: id, version, operations.
 * Something is still owed (its last word, a review): then it stays.
 */
const forgetScript = script(`
local request, events, secrets, due, operations = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
if redis.call('HGET', request, 'version') ~= ARGV[2] or redis.call('ZSCORE', due, ARGV[1]) then return 0 end
for i = 3, #ARGV do
  if redis.call('HGET', operations, ARGV[i]) == ARGV[1] then redis.call('HDEL', operations, ARGV[i]) end
end
for i = 6, #KEYS do redis.call('ZREM', KEYS[i], ARGV[1]) end
redis.call('DEL', request, events, secrets)
return 1`);

/** Ids of requests that have ended and were asked before then. */
export async function endedBefore(redis: Redis, keys: Keys, askedBefore: Date): Promise<readonly string[]> {
  const ended = stateTags.filter((tag) => hasEnded({ tag })).map((tag) => keys.inState(tag));
  const until = `(${askedBefore.getTime()}`;
  const found = await Promise.all(
    ended.map((key) => redis.zrange(key, '-inf', until, 'BYSCORE', 'LIMIT', 0, atOnce)),
  );
  return found.flat();
}

/** When the oldest request that has not ended was asked. */
export async function oldestOpen(redis: Redis, keys: Keys): Promise<Date | undefined> {
  const open = stateTags.filter((tag) => !hasEnded({ tag })).map((tag) => keys.inState(tag));
  const first = await Promise.all(
    open.map((key) => redis.zrange(key, '-inf', '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')),
  );
  const asked = first.flatMap(([, score]) => (score === undefined ? [] : [Number(score)]));
  return asked.length === 0 ? undefined : new Date(Math.min(...asked));
}

/** Removes what is kept of a request, but for its audit; `false`: it has moved on, or something is owed to it. */
export async function forget(
  redis: Redis,
  keys: Keys,
  request: RestoreRequest,
  events: readonly RequestEvent[],
): Promise<boolean> {
  const { id, version, requester, state } = request;
  const sorted = [keys.all, keys.inState(state.tag), keys.openOf(requester)];
  const keysOfIt = [
    keys.request(id),
    keys.events(id),
    keys.secrets(id),
    keys.due,
    keys.operations,
    ...sorted,
  ];
  const args = [id, version, ...operationsOf(request, events)];
  return (await runScript(redis, forgetScript, keysOfIt, args)) === 1;
}
