import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryRecord } from '#core/history.ts';
import type { Log } from '#core/ports.ts';
import { connectRedis } from '#store/connect.ts';
import { createRedisHistory } from '#store/redis-history.ts';
import { findOnPath, type RedisBinary, spawnRedis } from './redis-process.ts';

export interface StartedRedis {
  readonly url: string;
  /** `given`: an existing one, at REDIS_URL. `embedded`: in this process, and nothing survives it. */
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

/** A Redis that a sandbox must leave alone, one sentence. */
export class ForeignRecord extends Error {
  override readonly name = 'ForeignRecord';
}

/**
 * Throws `ForeignRecord` where a Redis holds the record of another restorebot, which is known by its epoch. A sandbox
 * next to it would share its memory, its outages and, by a mistake, its keys.
 */
export async function refuseForeignRecord(url: string, prefix: string): Promise<void> {
  await connected(url, async (redis) => {
    for await (const keys of keysLike(redis, '{*}:epoch')) {
      const foreign = keys.find((key) => key !== `${prefix}:epoch`);
      if (foreign !== undefined) {
        throw new ForeignRecord(
          `The Redis at REDIS_URL holds the record of another restorebot (${foreign.slice(0, -':epoch'.length)}); give the sandbox its own Redis, or leave REDIS_URL out.`,
        );
      }
    }
  });
}

/** Adds restores that ended before the sandbox began. */
export async function addHistory(
  url: string,
  prefix: string,
  records: readonly HistoryRecord[],
): Promise<void> {
  await connected(url, async (redis) => void (await createRedisHistory({ redis, prefix }).merge(records)));
}

/** Removes every key that begins with `prefix`. */
export async function forgetRecord(url: string, prefix: string): Promise<void> {
  await connected(url, (redis) => removeKeys(redis, prefix));
}

/** The same over a connection that is open. */
export async function removeKeys(redis: Connection, prefix: string): Promise<void> {
  for await (const keys of keysLike(redis, `${prefix}*`)) {
    if (keys.length > 0) await redis.unlink(...keys);
  }
}

type Connection = Awaited<ReturnType<typeof connectRedis>>;

async function connected(url: string, use: (redis: Connection) => Promise<void>): Promise<void> {
  const redis = await connectRedis(url, { name: 'restorebot:sandbox', onError: () => undefined });
  try {
    await use(redis);
  } finally {
    redis.disconnect();
  }
}

/** Keys by a glob pattern, some at a time; a key may come twice (redis.io/docs/latest/commands/scan). */
async function* keysLike(redis: Connection, pattern: string): AsyncIterable<readonly string[]> {
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1_000);
    yield keys;
    cursor = next;
  } while (cursor !== '0');
}

/** Our own Redis process. */
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
