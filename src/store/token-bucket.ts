import type { Redis } from 'ioredis';
import { z } from 'zod';
import { whileAvailable } from './availability.ts';
import { keysOf } from './keys.ts';
import { runScript, script } from './script.ts';

/** How much may be taken: so many a second in the long run, and so many at once after a rest. */
export interface Limit {
  readonly ratePerSecond: number;
  /** At least 1. */
  readonly burst: number;
}

export type Taking =
  /** The place comes after so many milliseconds; it is taken. 0: now. */
  | { readonly type: 'taken'; readonly ms: number }
  /** Nothing is taken: the next place comes after so many milliseconds. */
  | { readonly type: 'wait'; readonly ms: number };

/**
 * KEYS: pause, buckets; ARGV: how long a place may be away, ms, then rate and burst of each bucket. Takes one of each
 * bucket, or nothing: while there is a pause nobody takes, or all would come at its end. Tokens below 0 are places that
 * are taken and have not come yet.
 */
const takeScript = script(`
local paused = redis.call('PTTL', KEYS[1])
if paused > 0 then return {0, paused} end
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local left, wait = {}, 0
for i = 2, #KEYS do
  local rate, burst = tonumber(ARGV[2 * i - 2]), tonumber(ARGV[2 * i - 1])
  local kept = redis.call('HMGET', KEYS[i], 'tokens', 'at')
  local tokens, at = tonumber(kept[1] or burst), tonumber(kept[2] or now)
  if at > now then
    at = now
    redis.call('HSET', KEYS[i], 'at', string.format('%.3f', now))
  end
  left[i] = math.min(burst, tokens + (now - at) * rate / 1000)
  if left[i] < 1 then wait = math.max(wait, math.ceil((1 - left[i]) * 1000 / rate)) end
end
if wait > tonumber(ARGV[1]) then return {0, wait} end
for i = 2, #KEYS do
  local rate, burst = tonumber(ARGV[2 * i - 2]), tonumber(ARGV[2 * i - 1])
  redis.call('HSET', KEYS[i], 'tokens', string.format('%.6f', left[i] - 1), 'at', string.format('%.3f', now))
  redis.call('PEXPIRE', KEYS[i], math.ceil((burst - left[i] + 1) * 1000 / rate) + 1000)
end
return {1, wait}`);

/** KEYS: buckets. A bucket that is gone is full. */
const giveBackScript = script(`
for i = 1, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('HINCRBYFLOAT', KEYS[i], 'tokens', 1) end
end
return 1`);

/** A longer pause that is already there stays. KEYS: pause; ARGV: ms. */
const pauseScript = script(`
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 1`);

const Taken = z
  .tuple([z.number(), z.number()])
  .transform(([taken, ms]): Taking => ({ type: taken === 1 ? 'taken' : 'wait', ms }));

export interface TokenBuckets {
  /** Takes one token from each of these buckets, or none from any where that would be later than in `withinMs`. */
  take(pauseName: string, buckets: Readonly<Record<string, Limit>>, withinMs: number): Promise<Taking>;
  /** For a place that was taken and is not used. */
  giveBack(names: readonly string[]): Promise<void>;
  pause(pauseName: string, ms: number): Promise<void>;
  /** How long a pause lasts, ms; 0: there is none. */
  pausedMs(pauseName: string): Promise<number>;
}

/** Token buckets on Redis's clock, shared by all processes. Throws `StoreUnavailable` where Redis is away. */
export function createTokenBuckets({
  redis,
  prefix,
}: {
  readonly redis: Redis;
  readonly prefix: string;
}): TokenBuckets {
  const keys = keysOf(prefix);
  return {
    take: (pauseName, buckets, withinMs) =>
      whileAvailable(async () => {
        const names = Object.keys(buckets).map((name) => keys.bucket(name));
        const limits = Object.values(buckets).flatMap(({ ratePerSecond, burst }) => [
          ratePerSecond,
          Math.max(1, burst),
        ]);
        return Taken.parse(
          await runScript(redis, takeScript, [keys.pause(pauseName), ...names], [withinMs, ...limits]),
        );
      }),
    giveBack: (names) =>
      whileAvailable(async () => {
        await runScript(redis, giveBackScript, names.map(keys.bucket), []);
      }),
    pause: (pauseName, ms) =>
      whileAvailable(async () => {
        await runScript(redis, pauseScript, [keys.pause(pauseName)], [Math.max(1, Math.ceil(ms))]);
      }),
    pausedMs: (pauseName) => whileAvailable(async () => Math.max(0, await redis.pttl(keys.pause(pauseName)))),
  };
}
