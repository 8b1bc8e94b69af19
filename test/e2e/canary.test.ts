import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Queue } from 'bullmq';
import { expect, test } from 'vitest';
import { announceQueue, workQueue } from '#jobs/queues.ts';
import type { Consumer } from '#jobs/workers.ts';
import { patience } from '#test/support/patience.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import { startWorld } from '#test/support/world.ts';

const intervals = { canaryEvery: '100ms', canaryWithin: '1s' };

async function readiness(port: number): Promise<readonly [number, unknown]> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  return [response.status, await response.json()];
}

test('F33: a worker that takes no jobs turns readiness red, raises the alarm and wants to be started afresh', async () => {
  await using here = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix(), intervals });
  const consumers = new Map<string, Consumer>();
  const consumer = (each: Consumer) => {
    consumers.set(each.name, each);
    return each;
  };
  let exits = 0;
  const deaf = await here.start('worker', { consumer }, here.config, () => {
    exits += 1;
  });
  const well = await here.start('worker');
  expect((await readiness(deaf.healthPort))[0]).toBe(200);

  await consumers.get(workQueue('crdb-prod'))?.pause();

  await expect.poll(() => exits, patience).toBe(1);
  expect(await readiness(deaf.healthPort)).toEqual([
    503,
    {
      status: 'not ready',
      problems: { workers: expect.stringContaining('work-crdb-prod') as string },
    },
  ]);
  expect(here.logged.join('')).toContain('worker takes no jobs');
  expect((await readiness(well.healthPort))[0]).toBe(200);
});

test('F33: the process itself ends with an exit code for its supervisor', async () => {
  await using here = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix(), intervals });
  const child = spawn(process.execPath, ['src/main.ts', '--role=worker'], {
    env: { PATH: process.env['PATH'], RESTOREBOT_CONFIG: here.configPath },
  });
  const said: string[] = [];
  createInterface(child.stdout).on('line', (line) => said.push(line));
  const ended = once(child, 'exit');
  await expect.poll(() => said.join(''), patience).toContain('restorebot is running');

  const queue = new Queue(announceQueue, {
    connection: { url: here.config.redis.url },
    prefix: `${here.config.redis.prefix}:bull`,
  });
  await queue.pause();

  expect((await ended)[0]).toBe(1);
  expect(said.join('')).toContain('exiting for the supervisor');
  await queue.close();
});
