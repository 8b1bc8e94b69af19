import type { Redis } from 'ioredis';
import { z } from 'zod';
import {
  ConnectionHealth,
  type ConnectionHealthStore,
  type HealthOfConnections,
} from '#core/connection-health.ts';
import { whileAvailable } from './availability.ts';
import { keysOf } from './keys.ts';

const Stored = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(ConnectionHealth);

/** What every process has seen of the connections. */
export function createRedisConnectionHealth({
  redis,
  prefix,
}: {
  readonly redis: Redis;
  readonly prefix: string;
}): ConnectionHealthStore {
  const key = keysOf(prefix).connectionHealth;
  return {
    async note(connection, health) {
      const text = JSON.stringify(z.encode(ConnectionHealth, health));
      await whileAvailable(() => redis.hset(key, connection, text));
    },
    read: () =>
      whileAvailable(async (): Promise<HealthOfConnections> => {
        const stored = Object.entries(await redis.hgetall(key));
        return Object.fromEntries(
          stored.flatMap(([connection, text]) => {
            const read = Stored.safeParse(text);
            return read.success ? [[connection, read.data]] : [];
          }),
        );
      }),
  };
}
