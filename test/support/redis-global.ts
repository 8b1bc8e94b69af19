import type { TestProject } from 'vitest/node';
import { startBinary, type StartedRedis, startEmbedded } from '#sandbox/redis.ts';
import { findRedisBinary } from './redis-binary.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Redis that all files of a run share, each under its own prefix. */
    redis: { readonly url: string; readonly kind: StartedRedis['kind'] };
  }
}

/** Starts one Redis for the whole run; vitest calls what this returns at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = await startShared();
  project.provide('redis', { url: redis.url, kind: redis.kind });
  return () => redis.stop();
}

async function startShared(): Promise<StartedRedis> {
  const given = process.env['REDIS_URL'];
  if (given !== undefined && given !== '') return { url: given, kind: 'given', stop: async () => {} };
  const binary = await findRedisBinary(process.env);
  return binary === undefined ? startEmbedded() : startBinary(binary);
}
