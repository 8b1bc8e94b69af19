import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RateLimiter } from '#core/rate-limiter.ts';
import { createTokenBuckets, type Limit } from './token-bucket.ts';

export interface RedisRateLimiterDeps {
  readonly redis: Redis;
  readonly prefix: string;
  /** What the vendor allows a connection, from the configuration or the provider. */
  readonly limitOf: (connection: string) => Limit;
}

/**
 * The budget of each connection, shared by all processes. A look takes from the whole and from a bucket of half its
 * size; so an act finds at least the other half. `take` also throws `StoreUnavailable`.
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

  return {
    async take({ connection, use, signal }) {
      for (;;) {
        signal.throwIfAborted();
        const taking = await buckets.take(`calls:${connection}`, bucketsOf(connection, use));
        if (taking.type === 'taken') return;
        // Spread, so that all who wait for one place do not ask for it in the same millisecond.
        await sleep(taking.ms * (1 + Math.random() / 10), signal);
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
