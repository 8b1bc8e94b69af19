import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { patience } from './support/patience.ts';
import { startOwnRedis } from './support/redis-own.ts';
import { redisUrl, testPrefix } from './support/redis.ts';
import { startWorld } from './support/world.ts';

function run(args: readonly string[], env: Record<string, string> = {}) {
  return spawn(process.execPath, ['src/main.ts', ...args], { env: { PATH: process.env['PATH'], ...env } });
}

async function refusedWith(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const child = run(args, env);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(code).toBe(1);
  return said;
}

describe('restorebot started from the command line', () => {
  test('is ready when every part is, takes another log level on SIGUSR2, and stops within its bound when it is told to', async () => {
    await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
    const child = run(['--role=all'], { RESTOREBOT_CONFIG: world.configPath });
    const lines: { msg: string; healthPort?: number }[] = [];
    createInterface(child.stdout).on('line', (line) => {
      lines.push(JSON.parse(line) as (typeof lines)[number]);
    });
    const running = () => lines.find(({ msg }) => msg === 'restorebot is running');
    await expect.poll(running, patience).toBeDefined();
    const health = `http://127.0.0.1:${running()?.healthPort}`;

    const ready = await fetch(`${health}/readyz`);
    const alive = await fetch(`${health}/healthz`);
    child.kill('SIGUSR2');
    await expect.poll(() => lines.find(({ msg }) => msg === 'log level changed'), patience).toBeDefined();
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];

    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', problems: {} }]);
    expect(alive.status).toBe(200);
    expect(code).toBe(0);
    expect(lines.at(-1)?.msg).toBe('stopped');
  });

  test('ends when it is told to, although Redis takes commands and answers none', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    const child = run(['--role=all'], { RESTOREBOT_CONFIG: world.configPath });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
    });
    await expect.poll(() => said, patience).toContain('restorebot is running');

    await redis.command('CLIENT', 'PAUSE', '3600000', 'ALL');
    child.kill('SIGTERM');

    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(said).toContain('"stopped"');
  });

  test('without a configuration says what to do', async () => {
    const said = await refusedWith([], { RESTOREBOT_CONFIG: '/nowhere/restorebot.yaml' });

    expect(said).toContain('copy restorebot.example.yaml');
  });

  test('in a role that does not exist names those that do', async () => {
    expect(await refusedWith(['--role=boss'])).toContain('bot, worker, all');
  });

  test('with a token that Slack refuses says which setting it is', async () => {
    await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
    await world.slack.revokeToken();
    const said = await refusedWith(['--role=bot'], { RESTOREBOT_CONFIG: world.configPath });

    expect(said).toContain('slack.botToken: Slack refuses it (token_revoked)');
  });

  test('F11: with a Redis that is not there says where it looked, without a password', async () => {
    await using world = await startWorld({
      redisUrl: 'redis://:very-secret@127.0.0.1:1',
      prefix: testPrefix(),
    });
    const said = await refusedWith(['--role=worker'], { RESTOREBOT_CONFIG: world.configPath });

    expect(said).toMatch(/^Redis at 127\.0\.0\.1:1 cannot be reached.*\n$/);
    expect(said).not.toContain('very-secret');
  });
});
