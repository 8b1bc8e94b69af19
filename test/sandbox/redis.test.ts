import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { startBinary, startRedis } from '#sandbox/redis.ts';
import { findRedisBinary } from '#test/support/redis-binary.ts';

function start(env: Readonly<Record<string, string>>) {
  const warnings: string[] = [];
  const log = { info: () => {}, warn: (_: object, message: string) => warnings.push(message) };
  return { warnings, starting: startRedis({ env, log }) };
}

function connect(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  onTestFinished(() => redis.disconnect());
  return redis;
}

test('a given Redis is used as it is', async () => {
  const redis = await start({ REDIS_URL: 'redis://redis.example:6379' }).starting;

  expect(redis).toMatchObject({ kind: 'given', url: 'redis://redis.example:6379' });
});

test('without any, the embedded one serves and says that nothing survives it', async () => {
  const { warnings, starting } = start({ PATH: '' });

  const embedded = await starting;
  onTestFinished(() => embedded.stop());

  expect(embedded.kind).toBe('embedded');
  expect(warnings.join()).toContain('nothing survives a restart');
  expect(await connect(embedded.url).ping()).toBe('PONG');
});

test('a program on the PATH is started so that it keeps everything', async () => {
  const binary = await findRedisBinary(process.env);
  if (binary === undefined) throw new Error('install redis-server or valkey-server on the PATH');
  const dir = await mkdtemp(join(tmpdir(), 'restorebot-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const first = await startBinary(binary, dir);
  const redis = connect(first.url);
  await redis.set('kept', 'yes');
  const policy = await redis.config('GET', 'maxmemory-policy');
  redis.disconnect();
  await first.stop();

  const second = await startBinary(binary, dir);
  onTestFinished(() => second.stop());

  expect(policy).toEqual(['maxmemory-policy', 'noeviction']);
  expect(await connect(second.url).get('kept')).toBe('yes');
});
