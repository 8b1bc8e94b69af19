import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { Crowded, type RateLimiter } from '#core/rate-limiter.ts';
import { createTokenBuckets, type Limit } from './token-bucket.ts';

export interface RedisRateLimiterDeps {
  readonly redis: Redis;
  readonly prefix: string;
  /** What the vendor allows a connection, from the configuration or the provider. */
  readonly limitOf: (connection: string) => Limit;
}

/** A look waits so long for its place, or until the second one comes, where that is longer. */
const lookWaitMs = 1_000;
/** Longer than any call waits. */
const longestWaitMs = 86_400_000;

/**
 * The budget of each connection, shared by all processes. A look takes from the whole and from a bucket of half its
 * size; so an act finds at least the other half. A caller that waits has taken a place that comes later, and asks once.
 * `take` also throws `StoreUnavailable`.
 */
export function createRedisRateLimiter({ redis, prefix, limitOf }: RedisRateLimiterDeps): RateLimiter {
  const buckets = createTokenBuckets({ redis, prefix });

  function bucketsOf(connection: string, use: 'act' | 'look'): Readonly<Record<string, Limit>> {
    const limit = limitOf(connection);
    const whole = { [`calls:${connection}`]: limit };
    if (use === 'act') return whole;
    const half = { ratePerSecond: limit.ratePerSecond / 2, burst: limit.burst / 2 };
    return { ...whole, [`looks:${connection}`]: half };
  }

  function patienceMs(connection: string, use: 'act' | 'look'): number {
    if (use === 'act') return longestWaitMs;
    return Math.max(lookWaitMs, Math.ceil(4_000 / limitOf(connection).ratePerSecond));
  }

  return {
    async take({ connection, use, signal }) {
      const taken = bucketsOf(connection, use);
      const pause = `calls:${connection}`;
      for (;;) {
        signal.throwIfAborted();
        const longestMs = patienceMs(connection, use);
        const { type, ms } = await buckets.take(pause, taken, longestMs);
        if (ms > longestMs) throw new Crowded(ms);
        if (type === 'wait') {
          // Spread, so that all who wait for the end of a pause do not ask in the same millisecond.
          await sleep(ms * (1 + Math.random() / 10), signal);
          continue;
        }
        if (ms === 0) return;
        try {
          await sleep(ms, signal);
        } catch (error) {
          // Only saves later callers a wait; an error changes nothing.
          await buckets.giveBack(Object.keys(taken)).catch(() => undefined);
          throw error;
        }
        // The vendor may have asked for a pause meanwhile.
        if ((await buckets.pausedMs(pause)) === 0) return;
      }
    },
    pause: (connection, ms) => buckets.pause(`calls:${connection}`, ms),
  };
}

/** Rejects with the signal's own reason, as every call that is given up does. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
