import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { freePort, listenHere } from '#sandbox/loopback.ts';
import { type CockroachSimulator, startCockroachSimulator } from '#sandbox/providers/cockroach/index.ts';
import { sandboxTokens as tokens, workspace } from '#sandbox/scenario.ts';
import { createSlackClient } from '#sandbox/slack/client.ts';
import { type FakeSlack, startFakeSlack } from '#sandbox/slack/server.ts';
import { restorebot } from '#test/support/command-line.ts';
import { hourOfIt } from '#test/support/freezes.ts';
import { type OwnRedis, startOwnRedis } from '#test/support/redis-own.ts';

const shared = new AsyncDisposableStack();
let slack: FakeSlack;
let redis: OwnRedis;
let crdb: CockroachSimulator;
let dir: string;

async function manifest(scopes?: readonly string[]): Promise<unknown> {
  const whole: object = z.looseObject({}).parse(JSON.parse(await readFile('slack-manifest.json', 'utf8')));
  return scopes === undefined ? whole : { ...whole, oauth_config: { scopes: { bot: scopes } } };
}

beforeAll(async () => {
  slack = shared.use(await startFakeSlack({ seed: workspace, manifest: await manifest(), ...tokens }));
  redis = shared.use(await startOwnRedis());
  crdb = shared.use(await startCockroachSimulator());
  dir = await mkdtemp(join(tmpdir(), 'restorebot-doctor-'));
  shared.defer(() => rm(dir, { recursive: true }));
});

afterAll(() => shared.disposeAsync());

/** A set-up in which everything is right, but for what a test breaks. */
interface SetUp {
  readonly slack?: Readonly<Record<string, unknown>>;
  readonly redisUrl?: string;
  readonly crdb?: Readonly<Record<string, unknown>>;
  readonly rule?: Readonly<Record<string, unknown>>;
  /** Sections of the file that are otherwise absent. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
}

const frozen = { name: 'nights', effect: 'deny', match: { channels: ['C0FROZEN'] }, times: hourOfIt };
const clean = { NODE_USE_ENV_PROXY: '', HTTPS_PROXY: '', HTTP_PROXY: '' };

async function examine(broken: SetUp, ...args: readonly string[]) {
  const path = join(dir, `${crypto.randomUUID()}.yaml`);
  const text = stringify({
    slack: { botToken: tokens.botToken, appToken: tokens.appToken, apiUrl: slack.apiUrl, ...broken.slack },
    redis: { url: broken.redisUrl ?? redis.url },
    connections: {
      'crdb-prod': { provider: 'cockroach', apiKey: crdb.apiKey, baseUrl: crdb.url, ...broken.crdb },
    },
    rules: [
      {
        name: 'all',
        ask: { groups: ['S0ONCALL'] },
        approve: { quorum: 1, groups: ['S0DBA'] },
        ...broken.rule,
      },
    ],
    secrets: { keys: [randomBytes(32).toString('base64')] },
    audit: { keys: [randomBytes(32).toString('base64')] },
    ...broken.more,
  });
  await writeFile(path, text);
  return restorebot(
    { ...clean, NODE_EXTRA_CA_CERTS: '', RESTOREBOT_CONFIG: path, ...broken.environment },
    'doctor',
    ...args,
  );
}

/** A Slack of one test's own: another manifest, or faults that no other test may meet. */
async function ownSlack(scopes?: readonly string[]): Promise<FakeSlack> {
  const own = await startFakeSlack({ seed: workspace, manifest: await manifest(scopes), ...tokens });
  onTestFinished(() => own[Symbol.asyncDispose]());
  return own;
}

async function ownRedis(settings: Readonly<Record<string, string>> = {}): Promise<OwnRedis> {
  const own = await startOwnRedis(settings);
  onTestFinished(() => own[Symbol.asyncDispose]());
  return own;
}

async function certificate() {
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const request =
    'req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1';
  await promisify(execFile)('openssl', [...request.split(' '), '-keyout', key, '-out', cert]);
  return { key: await readFile(key), cert: await readFile(cert) };
}

test('finds nothing wrong with a set-up in which nothing is wrong', async () => {
  const { code, stdout } = await examine({});

  expect(stdout).toMatch(/The bot token has every scope.*The app-level token opens sockets/su);
  expect(stdout).toContain('Redis keeps an append-only file.');
  expect(stdout).toContain('connection crdb-prod: A service account of');
  expect(stdout).toMatch(/sees .*orders-prod/u);
  expect(stdout).toContain('In App Home, turn the Home Tab and the Messages Tab on');
  expect(stdout).toContain('0 problems');
  expect(code).toBe(0);
});

test('changes nothing: no message at Slack, no write at the vendor, no key that stays in Redis; says that restores are paused', async () => {
  const own = await ownRedis();
  await own.command('SET', '{restorebot}:paused', 'not signed');

  const { stdout } = await examine({ redisUrl: own.url });

  expect(stdout).toContain('warning    redis: Restores are paused');
  expect(crdb.calls().filter(({ method }) => method !== 'GET')).toEqual([]);
  const keys = z.array(z.string()).parse(await own.command('KEYS', '*'));
  expect(keys.filter((key) => !key.endsWith(':probe'))).toEqual(['{restorebot}:paused']);
});

test('--json says the same, for scripts', async () => {
  const { code, stdout } = await examine({ slack: { channels: ['G0WARROOM'] } }, '--json');

  const said = z
    .object({ ok: z.boolean(), findings: z.array(z.record(z.string(), z.string())) })
    .parse(JSON.parse(stdout));
  expect({ code, ok: said.ok }).toEqual({ code: 1, ok: false });
  expect(said.findings.filter(({ level }) => level === 'problem')).toMatchObject([
    { part: 'slack', code: 'slack-channel' },
  ]);
});

describe('names what is broken, and what to do', () => {
  const cases: readonly [name: string, breakIt: () => SetUp | Promise<SetUp>, says: readonly string[]][] = [
    [
      'no configuration',
      () => ({ environment: { RESTOREBOT_CONFIG: '/nowhere.yaml' } }),
      [
        'there is no file /nowhere.yaml',
        'copy restorebot.example.yaml',
        'Slack, Redis and the connections were not checked',
      ],
    ],
    ['a setting that does not exist', () => ({ crdb: { apiKye: 'x' } }), ['connections.crdb-prod', 'apiKye']],
    [
      'a bot token that Slack refuses',
      () => ({ slack: { botToken: 'xoxb-other' } }),
      ['refuses slack.botToken (invalid_auth)', 'Copy it again'],
    ],
    [
      'an app token that Slack refuses',
      () => ({ slack: { appToken: 'xapp-other' } }),
      ['refuses slack.appToken (invalid_auth)', 'connections:write'],
    ],
    [
      'missing scopes',
      async () => ({
        slack: { apiUrl: (await ownSlack(['commands', 'chat:write', 'users:read', 'channels:read'])).apiUrl },
      }),
      [
        'lacks the scope usergroups:read: nobody counts',
        'lacks the scope groups:history',
        'lacks the scope channels:history',
        'install the app again',
      ],
    ],
    [
      'a plan without user groups',
      async () => {
        const own = await ownSlack();
        await createSlackClient(own.url).fault({
          method: 'usergroups.users.list',
          error: 'plan_upgrade_required',
          times: 5,
        });
        return { slack: { apiUrl: own.apiUrl } };
      },
      ['(plan_upgrade_required)', 'name people by their ids'],
    ],
    [
      'a user group that does not exist',
      () => ({ rule: { ask: { groups: ['S0GONE'] } } }),
      ['no enabled user group S0GONE', 'Correct its id'],
    ],
    [
      'an approver who left',
      () => ({ rule: { approve: { quorum: 1, users: ['U0HANK'] } } }),
      ['U0HANK is deactivated', 'Name somebody else'],
    ],
    [
      'people who may pause, and a channel of an objective, that do not exist',
      () => ({
        more: {
          pause: { by: { groups: ['S0GONE'], users: ['U0NOBODY'] } },
          objectives: [{ name: 'late', match: { channels: ['C0GONE'] }, rpo: '1h' }],
        },
      }),
      ['no enabled user group S0GONE', 'no person U0NOBODY. Correct', 'not see the channel C0GONE'],
    ],
    [
      'a channel of a freeze that does not exist',
      () => ({ more: { freezes: [frozen] } }),
      ['not see the channel C0FROZEN'],
    ],
    [
      'a channel without restorebot',
      () => ({ slack: { channels: ['G0WARROOM'] } }),
      ['G0WARROOM', 'Invite it'],
    ],
    [
      'another workspace',
      () => ({ slack: { workspace: 'T0OTHER' } }),
      ['it is T0OTHER, but the bot token is for the workspace T0SHOP'],
    ],
    [
      'Slack out of reach',
      async () => ({ slack: { apiUrl: `http://127.0.0.1:${await freePort()}/api/` } }),
      ['Slack cannot be asked: the connection to it was refused. Look at slack.apiUrl'],
    ],
    [
      'a proxy at Slack that nobody trusts',
      async () => {
        const server = createServer(await certificate(), (_, response) => response.end('{}'));
        const port = await listenHere(server);
        onTestFinished(() => void server.close());
        return { slack: { apiUrl: `https://127.0.0.1:${port}/api/` } };
      },
      ['cannot be trusted: no authority that this machine knows', 'Set NODE_EXTRA_CA_CERTS'],
    ],
    [
      'Redis out of reach',
      async () => ({ redisUrl: `redis://127.0.0.1:${await freePort()}` }),
      ['cannot be reached', 'Start Redis, or correct redis.url'],
    ],
    [
      'a wrong password of Redis',
      async () => ({
        redisUrl: (await ownRedis({ requirepass: 'right' })).url.replace('redis://', 'redis://:wrong@'),
      }),
      ['Correct the user and password in redis.url'],
    ],
    [
      'a Redis that evicts',
      async () => ({ redisUrl: (await ownRedis({ 'maxmemory-policy': 'allkeys-lru' })).url }),
      ['maxmemory-policy is allkeys-lru', 'Set it to noeviction'],
    ],
    [
      'a Redis Cluster',
      async () => ({
        redisUrl: (await ownRedis({ 'cluster-enabled': 'yes', 'cluster-port': String(await freePort()) }))
          .url,
      }),
      ['Write redis.mode: cluster'],
    ],
    [
      'a replica',
      async () => {
        const own = await ownRedis();
        await own.command('REPLICAOF', '127.0.0.1', String(await freePort()));
        return { redisUrl: own.url };
      },
      ['read-only replica', 'point redis.url at the primary'],
    ],
    [
      'a Redis user without scripts',
      async () => {
        const own = await ownRedis();
        await own.command('ACL', 'SETUSER', 'someone', 'reset', 'on', '>pw', '~*', '+@all', '-@scripting');
        return { redisUrl: own.url.replace('redis://', 'redis://someone:pw@') };
      },
      ['may not run EVAL, EVALSHA', '+eval +evalsha'],
    ],
    [
      'a vendor key that is revoked',
      () => ({ crdb: { apiKey: 'CCDB1_other' } }),
      ['connection crdb-prod: Could not', 'put a good one into the configuration'],
    ],
    [
      'a vendor out of reach',
      async () => ({ crdb: { baseUrl: `http://127.0.0.1:${await freePort()}` } }),
      ['connection crdb-prod: Could not', 'status page of CockroachDB Cloud'],
    ],
    [
      'a proxy that Node does not use',
      () => ({ environment: { HTTPS_PROXY: 'http://user:secret@proxy.example:3128' } }),
      ['Node does not use it', 'Set NODE_USE_ENV_PROXY=1'],
    ],
    [
      'a file of authorities that is not there',
      () => ({ environment: { NODE_EXTRA_CA_CERTS: '/nowhere.pem' } }),
      ['/nowhere.pem cannot be read', 'Correct the path'],
    ],
  ];

  test.each(cases)('%s', async (_, breakIt, says) => {
    const { code, stdout } = await examine(await breakIt());

    const problems = stdout
      .split('\n')
      .filter((line) => /^(?:PROBLEM|unchecked)/u.test(line))
      .join('\n');
    for (const words of says) expect(problems).toContain(words);
    expect(stdout).not.toMatch(/secret@|xoxb-|CCDB1_|:wrong@/u);
    expect(code).toBe(1);
  });

  test('what still works is a warning, and no reason to fail', async () => {
    const own = await ownRedis({ appendonly: 'no' });

    const rule = { approve: { quorum: 4, groups: ['S0DBA'] } };
    const { code, stdout } = await examine({ redisUrl: own.url, rule });

    expect(stdout).toMatch(/^warning .*Set appendonly to yes/mu);
    expect(stdout).toMatch(/^warning .*lower approve\.quorum, or add people/mu);
    expect(stdout).toMatch(/^warning .*pause\.by: it names nobody.*name people or groups/mu);
    expect(code).toBe(0);
  });
});
