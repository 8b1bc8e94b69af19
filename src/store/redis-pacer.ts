import type { Redis } from 'ioredis';
import { createTokenBuckets, type Limit, type Taking } from './token-bucket.ts';

/** Paces what all processes send to one place, for example to one Slack channel. Never waits by itself. */
export interface Pacer {
  tryTake(name: string, limit: Limit): Promise<Taking>;
  /** Nobody takes of this name before `ms` milliseconds have passed. */
  pause(name: string, ms: number): Promise<void>;
}

/** Both methods throw `StoreUnavailable` where Redis is away. */
export function createRedisPacer(deps: { readonly redis: Redis; readonly prefix: string }): Pacer {
  const buckets = createTokenBuckets(deps);
  return {
    tryTake: (name, limit) => buckets.take(`pace:${name}`, { [`pace:${name}`]: limit }),
    pause: (name, ms) => buckets.pause(`pace:${name}`, ms),
  };
}
