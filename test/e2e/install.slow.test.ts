import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { freePort } from '#sandbox/loopback.ts';
import { untilTheEnd } from '#test/support/ending.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';
import { approve, askFor } from '#test/support/story.ts';
import { startWorld, submissions, unhurried } from '#test/support/world.ts';

/** It is ready once it is connected to Slack, which a person sees and a test waits for. */
const retries = '--retry 60 --retry-delay 1 --retry-all-errors';

const page = await readFile('docs/install.md', 'utf8');

/** The blocks of a step, as they are printed. */
function blocksOf(step: string): readonly string[] {
  const [, text = ''] = new RegExp(`^## \\d+\\. ${step}\\n(.*?)(?=^## )`, 'msu').exec(page) ?? [];
  return [...text.matchAll(/```(?:sh)?\n(.*?)```/gsu)].map(([, block = '']) => block);
}

/** The lines of a block, each split into words. */
const wordsOf = (block = '') =>
  block
    .trim()
    .split('\n')
    .map((line) => line.split(' '));

test('docs/install.md: Redis, doctor, start and the first restore, as they are printed', async () => {
  const [settings, user] = blocksOf('Redis');
  const written = wordsOf(settings).map(([name = '', value = '']) => [name, value] as const);
  await using redis = await startOwnRedis(Object.fromEntries(written));
  const [[name = '', ...more] = []] = wordsOf(user);
  expect(await redis.command(name, ...more)).toBe('OK');

  await using world = await startWorld({
    redisUrl: redis.url.replace('//', '//restorebot:PASSWORD@'),
    prefix: '{restorebot}',
    intervals: unhurried,
  });
  const port = await freePort();
  const config = z.looseObject({}).parse(parse(await readFile(world.configPath, 'utf8')));
  await writeFile(world.configPath, stringify({ ...config, health: { port } }));
  const env = { ...process.env, RESTOREBOT_CONFIG: world.configPath };
  const typed = async (command: string) =>
    (await promisify(execFile)('bash', ['-c', command], { env })).stdout;

  expect(await typed(blocksOf('Doctor').join(''))).toContain('\n0 problems');

  const [start = '', look = ''] = blocksOf('Start').join('').trim().split('\n');
  const started = spawn('bash', ['-c', start], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(started, 'close');
  await using _ = { [Symbol.asyncDispose]: () => stop() };
  const lines = createInterface(started.stdout);
  const isRunning = Promise.withResolvers<undefined>();
  lines.on('line', (line) => line.includes('"restorebot is running"') && isRunning.resolve(undefined));
  await Promise.race([isRunning.promise, gone]);
  const ready = await typed(
    look.replace('curl', `curl ${retries}`).replace('localhost:8080', `localhost:${port}`),
  );
  expect(ready).toContain('"status":"ready"');

  const card = await askFor(world.slack);
  await approve(world.slack, card);
  await untilTheEnd(world, card);
  expect(submissions(world)).toBe(1);

  /** npm, its shell and restorebot. */
  async function stop(): Promise<void> {
    if (started.pid !== undefined && started.exitCode === null) process.kill(-started.pid, 'SIGTERM');
    await gone;
  }
});
