import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { freePort } from '#sandbox/loopback.ts';
import { startSandbox } from '#sandbox/start.ts';
import { connectRedis } from '#store/connect.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';
import { testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cardSays } from '#test/support/story.ts';
import { startWorld } from '#test/support/world.ts';

const Compose = z.looseObject({
  services: z.record(
    z.string(),
    z.looseObject({
      command: z.array(z.string()),
      environment: z.record(z.string(), z.string()).default({}),
      depends_on: z.record(z.string(), z.unknown()).default({}),
      ports: z.array(z.string()).default([]),
    }),
  ),
});

const { services } = Compose.parse(parse(await readFile('docker-compose.yml', 'utf8'), { merge: true }));

/** The command of the Redis in docker-compose.yml, as its shell gets it, at a port and in its own folder. */
async function startComposed(password: string) {
  const [shell = '', flag = '', script = ''] = services['redis']?.command ?? [];
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'restorebot-compose-'));
  const child = spawn(shell, [flag, `${script.replaceAll('$$', () => '$')} --port ${port} --dir ${dir}`], {
    env: { PATH: process.env['PATH'], REDIS_PASSWORD: password },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, port };
}

describe('11.13: the Redis of docker compose', () => {
  test('lets restorebot work with its password, and lets nobody do anything else', async () => {
    const { child, port } = await startComposed('a1b2c3');
    child.stdout.resume();
    const at = (who: string) => `redis://${who}127.0.0.1:${port}`;
    const redis = await connectRedis(at('restorebot:a1b2c3@'), {
      name: 'test',
      onError: () => undefined,
    });
    onTestFinished(() => redis.disconnect());
    await using world = await startWorld({ redisUrl: at('restorebot:a1b2c3@'), prefix: '{restorebot}' });
    await world.start('all');
    const card = await askFor(world.slack);
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);

    await expect(redis.set('other', '1')).rejects.toThrow('NOPERM');
    await expect(redis.flushall()).rejects.toThrow('NOPERM');
    const stranger = new Redis(at(''));
    stranger.on('error', () => undefined);
    onTestFinished(() => stranger.disconnect());
    await expect(stranger.get('{restorebot}:epoch')).rejects.toThrow('NOAUTH');
  });

  test('does not start without one', async () => {
    const { child } = await startComposed('');
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);

    expect([code, said]).toEqual([1, expect.stringContaining('write REDIS_PASSWORD into .env')]);
  });
});

describe('11.13: a sandbox next to the real thing', () => {
  test('has its own Redis in docker compose, and its page is open to this machine only', () => {
    const { sandbox, bot, worker } = services;

    expect(sandbox?.environment['REDIS_URL']).toBe('redis://sandbox-redis:6379');
    expect(Object.keys(sandbox?.depends_on ?? {})).toEqual(['sandbox-redis']);
    expect(sandbox?.ports).toEqual(['127.0.0.1:3900:3900']);
    for (const real of [bot, worker]) expect(real?.environment['REDIS_URL']).toContain('@redis:6379');
  });

  test('refuses a Redis that holds its record, and takes one that a sandbox had', async () => {
    await using redis = await startOwnRedis();
    const env = { REDIS_URL: redis.url };
    const start = () => startSandbox({ port: 0, host: '127.0.0.1', env });
    for (let time = 0; time < 2; time += 1) {
      await using sandbox = await start();
      expect(sandbox.redis).toBe('given');
    }
    {
      await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
      await world.start('all');
    }

    await expect(start()).rejects.toThrow(
      /^The Redis at REDIS_URL holds the record of another restorebot \(\{.*\}\)/u,
    );
  });
});
