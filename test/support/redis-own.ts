import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type RedisProcess, spawnRedis } from '#sandbox/redis-process.ts';
import { findRedisBinary } from './redis-binary.ts';

/** A real Redis that belongs to one test, which may do anything to it. The URL stays the same over restarts. */
export interface OwnRedis extends AsyncDisposable {
  readonly url: string;
  /** Ends it at once, as a crash does; what was answered is on disk. */
  kill(): Promise<void>;
  /** Starts it again on its data, killing it first where it still runs. */
  restart(): Promise<void>;
  /** Sends it one command, as an operator does: `FLUSHALL`, `CONFIG SET …`, `REPLICAOF …`. */
  command(...words: readonly [string, ...string[]]): Promise<unknown>;
  /** A copy of its data now, for `restoreDump`. */
  dump(): Promise<string>;
  /** Starts it on an older copy: what happened since has not happened. */
  restoreDump(dump: string): Promise<void>;
}

/** `settings`: over ours, as redis.conf has them; `password`: of the default user, who is the operator. Throws, and says what to install, where there is no real Redis: the embedded one has no outage and no disk. */
export async function startOwnRedis(
  settings: Readonly<Record<string, string>> = {},
  password = '',
): Promise<OwnRedis> {
  const binary = await findRedisBinary(process.env);
  if (binary === undefined) {
    throw new Error(
      'this test stops and restarts a Redis and needs a real one: install redis-server or valkey-server on the PATH',
    );
  }
  const home = await mkdtemp(join(tmpdir(), 'restorebot-own-redis-'));
  const dir = await mkdtemp(join(home, 'data-'));
  let dumps = 0;
  const start = (port?: number): Promise<RedisProcess> =>
    spawnRedis({ binary, dir, appendfsync: 'always', settings, ...(port === undefined ? {} : { port }) });
  let running = await start();
  const { port } = running;
  const url = running.url.replace('//', password === '' ? '//' : `//:${password}@`);

  async function restart(): Promise<void> {
    await running.kill();
    running = await start(port);
  }

  return {
    url,
    kill: () => running.kill(),
    restart,
    async command(name, ...args) {
      const redis = new Redis(url);
      try {
        return await redis.call(name, ...args);
      } finally {
        redis.disconnect();
      }
    },
    async dump() {
      dumps += 1;
      const copy = join(home, `dump-${dumps}`);
      await cp(dir, copy, { recursive: true });
      return copy;
    },
    async restoreDump(dump) {
      await running.kill();
      await rm(dir, { recursive: true });
      await cp(dump, dir, { recursive: true });
      running = await start(port);
    },
    async [Symbol.asyncDispose]() {
      await running.kill();
      await rm(home, { recursive: true, force: true });
    },
  };
}
