import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '#core/ports.ts';
import { findOnPath, type RedisBinary, spawnRedis } from './redis-process.ts';

export interface StartedRedis {
  readonly url: string;
  /** `given`: somebody else's, at REDIS_URL. `embedded`: in this process, and nothing survives it. */
  readonly kind: 'given' | 'binary' | 'embedded';
  stop(): Promise<void>;
}

export interface StartRedisOptions {
  /** REDIS_URL and PATH of the environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Where the data is kept over restarts; absent: a temporary folder that is removed at the end. */
  readonly dir?: string;
}

/** A Redis for people who have set up nothing: the given one, else a program on the PATH, else the embedded one. */
export async function startRedis({ env, log, dir }: StartRedisOptions): Promise<StartedRedis> {
  const given = env['REDIS_URL'];
  if (given !== undefined && given !== '') return { url: given, kind: 'given', stop: async () => {} };
  const path = await findOnPath(['redis-server', 'valkey-server'], env['PATH']);
  if (path !== undefined) return startBinary({ path }, dir);
  log.warn(
    { redis: 'embedded' },
    'no redis-server or valkey-server on the PATH: using the embedded Redis, and nothing survives a restart',
  );
  return startEmbedded();
}

/** A Redis process of our own. */
export async function startBinary(binary: RedisBinary, dir?: string): Promise<StartedRedis> {
  const folder = dir ?? (await mkdtemp(join(tmpdir(), 'restorebot-redis-')));
  await mkdir(folder, { recursive: true });
  const redis = await spawnRedis({ binary, dir: folder });
  return {
    url: redis.url,
    kind: 'binary',
    async stop() {
      await redis.stop();
      if (dir === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `js-redis-server`: a Redis in JavaScript, in this process, without persistence. */
export async function startEmbedded(): Promise<StartedRedis> {
  const { createRedisMock } = await import('js-redis-server');
  const server = await createRedisMock();
  return { url: server.url, kind: 'embedded', stop: () => server.close() };
}
