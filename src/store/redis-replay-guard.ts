import type { Redis } from 'ioredis';
import type { ReplayGuard } from '#core/ports.ts';
import { whileAvailable } from './availability.ts';
import { keysOf } from './keys.ts';

/** Stamps may be off by five minutes either way, so that a signature is good for ten. */
const rememberMs = 600_000;

/** What one process has seen is seen for all of them. */
export function createRedisReplayGuard({
  redis,
  prefix,
}: {
  readonly redis: Redis;
  readonly prefix: string;
}): ReplayGuard {
  const keys = keysOf(prefix);
  return {
    firstSight: async (signature) =>
      (await whileAvailable(() => redis.set(keys.seen(signature), '1', 'PX', rememberMs, 'NX'))) === 'OK',
  };
}
