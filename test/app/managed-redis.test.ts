import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startStep } from '#app/start-steps.ts';
import { freePort, listenHere } from '#sandbox/loopback.ts';
import { connectRedis } from '#store/connect.ts';
import { commandsOn } from '#store/redis-access.ts';
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
    // Whatever was run is asked for at the start, or is optional.
    const stats = String(await redis.command('INFO', 'commandstats'));
    const asked = commandsOn('').map(([name]) => name.toLowerCase());
    const optional = ['acl', 'client', 'cluster', 'config', 'hello', 'info', 'ping', 'select'];
    const ran = [...stats.matchAll(/^cmdstat_([a-z]+)/gmu)].map(([, name = '']) => name);
    expect(ran.filter((name) => ![...asked, ...optional].includes(name))).toEqual([]);
  });

  test.each<readonly [what: string, rules: string, says: readonly RegExp[]]>([
    ['who may run no scripts', '~* +@all -@scripting', [/may not run EVAL, EVALSHA/u, /\+eval \+evalsha/u]],
    ['who may not write', '~* +@all -zadd -hset', [/may not run HSET, ZADD/u, /\+hset \+zadd/u]],
    [
      'who may run no transactions',
      '~* +@all -@transaction',
      [/may not run MULTI, EXEC/u, /\+multi \+exec/u],
    ],
    ['who may not run what is deprecated', '~* +@all -hmset', [/may not run HMSET/u, /\+hmset/u]],
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

const connected = (url: string) =>
  connectRedis(url, { name: 'test', onError: () => {}, readyWithinMs: 1_000 });

describe('13.18: what the URL leads to is told with the setting to change', () => {
  test('a database that Redis does not have, or its user may not select, is not replaced by database 0', async () => {
    const { redis, redisUrl } = await redisWith('~* +@all -select');
    onTestFinished(() => redis[Symbol.asyncDispose]());

    await expect(connected(`${redis.url}/16`)).rejects.toThrow(/has no database 16, or take the number off/u);
    await expect(connected(`${redisUrl}/3`)).rejects.toThrow(/\+select, or take the number off redis.url/u);
    const third = await connected(`${redis.url}/3`);
    expect(await third.client('INFO')).toContain(' db=3 ');
    third.disconnect();
  });

  test('a missing or wrong password names the setting, without what is written there', async () => {
    const { redis, redisUrl } = await redisWith('~* +@all');
    onTestFinished(() => redis[Symbol.asyncDispose]());
    const refusal = /cannot be reached: it refuses the user or the password in redis\.url\.$/u;

    await expect(connected(redisUrl.replace(':pw@', ':other@'))).rejects.toThrow(refusal);
    await expect(connected(redisUrl.replace(':pw@', '@'))).rejects.toThrow(refusal);
    await redis.command('CONFIG', 'SET', 'requirepass', 'secret');
    await expect(connected(redis.url)).rejects.toThrow(/it asks for a password; write it in redis\.url\.$/u);
  });

  test.each([
    ['HTTP', 'redis', 'HTTP/1.1 400 Bad Request\r\n\r\n', /is no Redis; if it speaks TLS .* rediss:/u],
    ['HTTP', 'rediss', 'HTTP/1.1 400 Bad Request\r\n\r\n', /does not speak TLS at this port; write redis:/u],
    ['TLS', 'redis', Buffer.from([21, 3, 1, 0, 2, 2, 70]), /is no Redis; if it speaks TLS .* rediss:/u],
    ['SSH', 'redis', 'SSH-2.0-OpenSSH_9.2\r\n', /is no Redis;/u],
    ['nothing', 'redis', '', /did not answer in time; if it speaks TLS .* rediss:/u],
    ['nothing', 'rediss', '', /did not answer in time; if it does not speak TLS .* redis:/u],
  ])('%s where %s: is asked', async (_, scheme, answer, words) => {
    await using server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(answer));
    });
    const port = await listenHere(server);

    await expect(connected(`${scheme}://127.0.0.1:${port}`)).rejects.toThrow(words);
  });
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

  test('without the authority of its certificate says which setting to give, and with it works', async () => {
    const { redis, url, certificate } = await behindTls();
    onTestFinished(() => redis[Symbol.asyncDispose]());

    await expect(connected(url)).rejects.toThrow(/signed its certificate; set NODE_EXTRA_CA_CERTS/u);
    await expect(connected(url.replace('rediss', 'redis'))).rejects.toThrow(/closed .* write rediss:/u);

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
