import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startStep } from '#app/start-steps.ts';
import { freePort } from '#sandbox/loopback.ts';
import { connectRedis } from '#store/connect.ts';
import { restorebot } from '#test/support/command-line.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';
import { testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cardSays } from '#test/support/story.ts';
import { startWorld } from '#test/support/world.ts';

/** A Redis with a user of these rules, and its URL for that user. */
async function redisWith(rules: string) {
  const redis = await startOwnRedis();
  await redis.command('ACL', 'SETUSER', 'someone', 'reset', 'on', '>pw', ...rules.split(' '));
  return { redis, redisUrl: redis.url.replace('redis://', 'redis://someone:pw@') };
}

describe('13.18: a user of Redis', () => {
  test.each([
    ['without INFO', '~{restorebot}* resetchannels +@all -@dangerous', 1],
    ['with INFO', '~{restorebot}* resetchannels +@all -@dangerous +info', 0],
  ])('who may do all that is not dangerous, %s, is enough', async (_, rules, warned) => {
    const { redis, redisUrl } = await redisWith(rules);
    onTestFinished(() => redis[Symbol.asyncDispose]());
    await using world = await startWorld({ redisUrl, prefix: '{restorebot}' });
    await world.start('all');
    const card = await askFor(world.slack);
    await approve(world.slack, card);

    await cardSays(world.slack, card, /Restoring/);
    const told = world.logged.filter((line) => line.includes('may not run INFO'));
    expect(told).toHaveLength(warned);
  });

  test.each<readonly [what: string, rules: string, says: readonly RegExp[]]>([
    ['who may run no scripts', '~* +@all -@scripting', [/may not run EVAL, EVALSHA/u, /\+eval \+evalsha/u]],
    ['who may not write', '~* +@all -zadd -hset', [/may not run HSET, ZADD/u, /\+hset \+zadd/u]],
    [
      'who may use other keys only',
      '~other* +@all',
      [/keys that begin with \{restorebot\}/u, /~\{restorebot\}\*/u],
    ],
    ['who may do nothing', '~* -@all +ping', [/TIME/iu]],
  ])('%s is told at the start, with what to grant', async (_, rules, says) => {
    const { redis, redisUrl } = await redisWith(rules);
    onTestFinished(() => redis[Symbol.asyncDispose]());
    await using world = await startWorld({ redisUrl, prefix: '{restorebot}' });
    const refusal = await world.start('all').then(
      () => 'started',
      (error: Error) => error.message,
    );

    for (const words of says) expect(refusal).toMatch(words);
    expect(refusal).not.toContain('redis.call');
  });

  test('who may run no scripts is told by the commands, too, in one line', async () => {
    const { redis, redisUrl } = await redisWith('~* +@all -@scripting');
    onTestFinished(() => redis[Symbol.asyncDispose]());
    await using world = await startWorld({ redisUrl, prefix: testPrefix() });

    const { code, stderr } = await restorebot(world.configPath, 'audit', 'export');

    expect(code).toBe(1);
    expect(stderr).toMatch(/^The Redis user of restorebot lacks a permission: .*\+eval.*\n$/u);
  });
});

describe('13.19: a node of a Redis Cluster is refused by name where the configuration says nothing of one', () => {
  test.each([
    ['of no slots', []],
    ['of every slot', ['CLUSTER', 'ADDSLOTSRANGE', '0', '16383']],
    ['of the slots of others', ['CLUSTER', 'ADDSLOTSRANGE', '2000', '16383']],
  ] as const)('%s', async (_, setUp) => {
    await using redis = await startOwnRedis({
      'cluster-enabled': 'yes',
      'cluster-port': String(await freePort()),
    });
    const [name, ...args] = setUp;
    if (name !== undefined) await redis.command(name, ...args);
    await redis.command('ACL', 'SETUSER', 'plain', 'reset', 'on', '>pw', '~*', '+@all', '-info');
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });

    await expect(world.start('all')).rejects.toThrow('Write redis.mode: cluster');
    const redisUrl = redis.url.replace('redis://', 'redis://plain:pw@');
    await using unasked = await startWorld({ redisUrl, prefix: testPrefix() });
    await expect(unasked.start('all')).rejects.toThrow('Write redis.mode: cluster');
  });
});

test('13.18: a step of the start that never ends is given up, in a sentence', async () => {
  const forever = Promise.withResolvers<undefined>().promise;
  const step = startStep({ what: 'starting the workers', lookAt: 'Look at Redis.', withinMs: 20 }, forever);

  await expect(step).rejects.toThrow(
    /^The start gave up: starting the workers took longer than .* Look at Redis\.$/u,
  );
});

describe('13.18: Redis over TLS', () => {
  /** A Redis behind a certificate that nobody has signed. */
  async function behindTls() {
    const dir = await mkdtemp(join(tmpdir(), 'restorebot-tls-'));
    const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')];
    const request =
      'req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1';
    await promisify(execFile)('openssl', [...request.split(' '), '-keyout', key, '-out', certificate]);
    const port = String(await freePort());
    const redis = await startOwnRedis({
      'tls-port': port,
      'tls-cert-file': certificate,
      'tls-key-file': key,
      'tls-ca-cert-file': certificate,
      'tls-auth-clients': 'no',
    });
    return { redis, url: `rediss://127.0.0.1:${port}`, certificate };
  }

  const connected = (url: string) =>
    connectRedis(url, { name: 'test', onError: () => {}, readyWithinMs: 1_000 });

  test('without the authority of its certificate says which setting to give, and with it works', async () => {
    const { redis, url, certificate } = await behindTls();
    onTestFinished(() => redis[Symbol.asyncDispose]());

    await expect(connected(url)).rejects.toThrow(/signed its certificate .* set NODE_EXTRA_CA_CERTS/u);

    const ask = `import { Redis } from 'ioredis';
const redis = new Redis(process.env.URL);
console.log(await redis.ping());
redis.disconnect();`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', ask], {
      env: { URL: url, NODE_EXTRA_CA_CERTS: certificate },
    });
    expect(stdout.trim()).toBe('PONG');
  });

  test('at a port that does not speak it says so', async () => {
    await using redis = await startOwnRedis();

    await expect(connected(redis.url.replace('redis:', 'rediss:'))).rejects.toThrow('does not speak TLS');
  });
});
