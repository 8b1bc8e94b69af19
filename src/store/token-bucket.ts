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
  | { readonly type: 'taken' }
  /** Not before so many milliseconds; somebody else may be first then. */
  | { readonly type: 'wait'; readonly ms: number };

/** KEYS: pause, buckets; ARGV: rate and burst of each bucket. Takes one of each bucket, or nothing. */
const takeScript = script(`
local paused = redis.call('PTTL', KEYS[1])
if paused > 0 then return paused end
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local left, wait = {}, 0
for i = 2, #KEYS do
  local rate, burst = tonumber(ARGV[2 * i - 3]), tonumber(ARGV[2 * i - 2])
  local kept = redis.call('HMGET', KEYS[i], 'tokens', 'at')
  local tokens, at = tonumber(kept[1] or burst), tonumber(kept[2] or now)
  if at > now then
    at = now
    redis.call('HSET', KEYS[i], 'at', string.format('%.3f', now))
  end
  left[i] = math.min(burst, tokens + (now - at) * rate / 1000)
  if left[i] < 1 then wait = math.max(wait, math.ceil((1 - left[i]) * 1000 / rate)) end
end
if wait > 0 then return wait end
for i = 2, #KEYS do
  local rate, burst = tonumber(ARGV[2 * i - 3]), tonumber(ARGV[2 * i - 2])
  redis.call('HSET', KEYS[i], 'tokens', string.format('%.6f', left[i] - 1), 'at', string.format('%.3f', now))
  redis.call('PEXPIRE', KEYS[i], math.ceil(burst * 1000 / rate) + 1000)
end
return 0`);

/** A longer pause that is already there stays. KEYS: pause; ARGV: ms. */
const pauseScript = script(`
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 1`);

export interface TokenBuckets {
  /** Takes one token from each of these buckets, or none from any. */
  take(pauseName: string, buckets: Readonly<Record<string, Limit>>): Promise<Taking>;
  pause(pauseName: string, ms: number): Promise<void>;
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
    take: (pauseName, buckets) =>
      whileAvailable(async () => {
        const names = Object.keys(buckets).map((name) => keys.bucket(name));
        const limits = Object.values(buckets).flatMap(({ ratePerSecond, burst }) => [
          ratePerSecond,
          Math.max(1, burst),
        ]);
        const ms = z
          .number()
          .parse(await runScript(redis, takeScript, [keys.pause(pauseName), ...names], limits));
        return ms === 0 ? { type: 'taken' } : { type: 'wait', ms };
      }),
    pause: (pauseName, ms) =>
      whileAvailable(async () => {
        await runScript(redis, pauseScript, [keys.pause(pauseName)], [Math.max(1, Math.ceil(ms))]);
      }),
  };
}
