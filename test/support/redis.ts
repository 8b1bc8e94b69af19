import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, inject } from 'vitest';
import { removeKeys } from '#sandbox/redis.ts';

/** The Redis of this run, for code that opens its own connection. */
export function redisUrl(): string {
  return inject('redis').url;
}

/** A hash tag that nobody else uses. */
export function testPrefix(): string {
  return `{test-${randomBytes(6).toString('hex')}}`;
}

export interface TestRedis {
  readonly url: string;
  readonly redis: Redis;
  readonly prefix: string;
}

/** A connection and a prefix for one file or `describe`; afterwards its keys are gone and the connection is closed. */
export function useRedis(url: string = redisUrl()): TestRedis {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  const prefix = testPrefix();
  afterAll(async () => {
    await removeKeys(redis, prefix);
    redis.disconnect();
  });
  return { url, redis, prefix };
}
