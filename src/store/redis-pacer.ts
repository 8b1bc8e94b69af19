import type { Redis } from 'ioredis';
import type { Pacer } from '#core/ports.ts';
import { createTokenBuckets } from './token-bucket.ts';

/** Paces what all processes send to one place, for example to one Slack channel. Both methods throw `StoreUnavailable` where Redis is away. */
export function createRedisPacer(deps: { readonly redis: Redis; readonly prefix: string }): Pacer {
  const buckets = createTokenBuckets(deps);
  return {
    tryTake: (name, limit) => buckets.take(`pace:${name}`, { [`pace:${name}`]: limit }, 0),
    pause: (name, ms) => buckets.pause(`pace:${name}`, ms),
  };
}
