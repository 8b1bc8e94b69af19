import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { ConfigError, parseConfig } from '#config/config.ts';
import { sandboxConfig } from '#sandbox/scenario.ts';

const environment = {
  SLACK_BOT_TOKEN: 'xoxb-1-very-secret',
  SLACK_APP_TOKEN: 'xapp-1-very-secret',
  REDIS_URL: 'redis://127.0.0.1:6379',
  RESTOREBOT_AUDIT_KEY: 'ZxLztC+N35cYyZYmlBWrR2uUjWkhXWHdsKcAEzxX9RY=',
  RESTOREBOT_SECRET_KEY: 'ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=',
  CRDB_PROD_API_KEY: 'CCDB1_very-secret',
};

const example = await readFile('restorebot.example.yaml', 'utf8');

function problemsOf(text: string, env: Record<string, string> = environment): string {
  try {
    parseConfig(text, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the configuration was taken');
}

describe('the example', () => {
  test('is a configuration, with every default filled in', () => {
    const config = parseConfig(example, environment);

    expect(config.connections.map(({ name, provider }) => [name, provider])).toEqual([
      ['crdb-prod', 'cockroach'],
    ]);
    expect(config.rules.map((rule) => (rule.effect === 'allow' ? rule.approve?.quorum : undefined))).toEqual([
      undefined,
      2,
      1,
    ]);
    expect(config.freezes.map(({ name }) => name)).toEqual(['the weekend']);
    expect(config.rules[1]).toMatchObject({ windowMs: 1_800_000, startWithinMs: 900_000 });
    expect(config.intervals).toMatchObject({ postWithin: 10_000, hold: 15_000, overdue: 30_000 });
    expect(config.slack.apiUrl).toBe('https://slack.com/api/');
  });

  test('names no variable that .env.example does not explain', async () => {
    const explained = await readFile('.env.example', 'utf8');
    const names = [...example.matchAll(/\$\{(\w+)\}/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => name !== 'NAME');

    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(explained).toMatch(new RegExp(`^${name}=`, 'm'));
  });

  test('has its Redis reached over TLS however the scheme is spelled, because ioredis takes rediss: alone', () => {
    const at = (url: string) => parseConfig(example, { ...environment, REDIS_URL: url }).redis.url;

    expect(['REDISS://h', 'Rediss://h', 'rediss://h'].map(at)).toEqual(Array(3).fill('rediss://h'));
    expect(at('REDIS://:Pw@h')).toBe('redis://:Pw@h');
  });

  test('shows its tokens to nobody who prints it', () => {
    expect(JSON.stringify(parseConfig(example, environment).slack)).not.toContain('very-secret');
  });
});

describe('a configuration is refused with a reason', () => {
  test('when the environment lacks something, naming all of it at once', () => {
    const { SLACK_APP_TOKEN: _, CRDB_PROD_API_KEY: __, ...rest } = environment;

    const problems = problemsOf(example, rest);
    expect(problems).toContain('the environment has no SLACK_APP_TOKEN');
    expect(problems).toContain('the environment has no CRDB_PROD_API_KEY');
  });

  test('when a destructive restore would need nobody', () => {
    const text = example.replace(/approve: #.*\n +quorum: 2\n(?: {6}.*\n)+/, 'approve: nobody\n');

    expect(problemsOf(text)).toContain("a restore in place would need nobody's approval");
  });

  test('when a name is misspelt, a duration has no unit, or a group is not an id', () => {
    expect(problemsOf(example.replace('window: 30m', 'windw: 30m'))).toMatch(/rules\.1.*windw/);
    expect(problemsOf(example.replace('window: 30m', 'window: 30'))).toMatch(/rules\.1\.window/);
    expect(problemsOf(example.replace('groups: [S0DBA]', 'groups: ["@dba"]'))).toContain(
      'write Slack user group ids',
    );
  });

  test('when it is not YAML at all', () => {
    expect(problemsOf('slack: [')).toContain('it is not YAML');
  });

  test('without repeating a secret', () => {
    expect(problemsOf(example.replace('provider: cockroach', 'provider: 7'))).not.toContain('very-secret');
  });
});

test.each<readonly [host: string, isTaken: boolean]>([
  ['::', true],
  ['::1', true],
  ['2001:db8::1', true],
  ['fe80::1%eth0', true],
  ['::ffff:0.0.0.0', true],
  ['0.0.0.0', true],
  ['my_pod.example', true],
  [' ::\n', true],
  ['0.0.0.0:8080', false],
  ['localhost:8080', false],
  ['[::]', false],
  ['*', false],
])('the address %j to listen on is taken: %s', (host, isTaken) => {
  const text = `${example}\nhealth: { host: ${JSON.stringify(host)} }\n`;
  const read = () => parseConfig(text, environment).health.host;

  if (isTaken) expect(read()).toBe(host.trim());
  else expect(read).toThrow('health.host: write an address, such as 127.0.0.1 or ::, without a port');
});

describe('HTTP mode', () => {
  const secret = '8f742231b10e8888abcd99baac085a5f';
  const slackBlock = /slack:\n(?: {2}.*\n)+/u;
  const written = (lines: string) => example.replace(slackBlock, `slack:\n  botToken: xoxb-1\n${lines}`);

  test('needs a signing secret, no app token, and has a port and a path', () => {
    const { slack } = parseConfig(written(`  mode: http\n  signingSecret: ${secret}\n`), environment);

    expect(slack).toMatchObject({
      mode: 'http',
      http: { port: 3000, host: 'localhost', path: '/slack/events' },
    });
    expect(JSON.stringify(slack)).not.toContain(secret);
  });

  test('takes several secrets while one is being replaced', () => {
    const lines = `  mode: http\n  signingSecret: [${secret}, ${'a'.repeat(32)}]\n`;
    const { slack } = parseConfig(written(lines), environment);

    expect(slack.mode === 'http' ? slack.signingSecret.map((each) => each.reveal()) : []).toEqual([
      secret,
      'a'.repeat(32),
    ]);
  });

  test.each([
    [
      '  mode: http\n',
      'slack.signingSecret: it is missing, and mode: http needs it; write what “Basic Information” of the app shows, such as signingSecret: ',
    ],
    ['  mode: http\n  signingSecret: short\n', 'slack.signingSecret.0: it is too short for a signing secret'],
    ['  mode: http\n  signingSecret: []\n', 'slack.signingSecret: it is empty; write at least one'],
    [
      `  mode: http\n  signingSecret: [${secret}, x]\n`,
      'slack.signingSecret.1: it is too short for a signing secret',
    ],
    [
      `  mode: http\n  signingSecret: ${secret}\n  appToken: xapp-1\n`,
      'appToken belongs to mode: socket; write slack.mode: socket, or leave it out',
    ],
    [
      `  appToken: xapp-1\n  signingSecret: ${secret}\n  http: { port: 1 }\n`,
      'signingSecret, http belongs to mode: http; write slack.mode: http',
    ],
    [
      `  mode: http\n  signingSecret: ${secret}\n  http: { path: events }\n`,
      'write a path that begins with a slash, such as /slack/events',
    ],
    [
      `  mode: http\n  signingSecret: ${secret}\n  http: { port: 8080 }\n`,
      'slack.http.port: this is the port of health, too',
    ],
    ['  mode: webhook\n', 'slack.mode'],
    [
      '  mode: socket\n',
      'slack.appToken: it is missing, and mode: socket needs it; write mode: http, or an app-level token',
    ],
  ])('%j is refused with a reason', (lines, words) => {
    const problems = problemsOf(written(lines));

    expect(problems).toContain(words);
    expect(problems).not.toContain(secret);
  });
});

describe('the keys that seal secrets', () => {
  const block = /secrets:\n(?: {2}.*\n)+/u;

  test('come from the environment, and a secret lives a day', () => {
    const { secrets } = parseConfig(example, environment);

    expect(secrets.keys.map((key) => key.reveal())).toEqual([environment.RESTOREBOT_SECRET_KEY]);
    expect(JSON.stringify(secrets)).not.toContain(environment.RESTOREBOT_SECRET_KEY);
    expect(secrets.life).toBe(86_400_000);
  });

  test('may be left out', () => {
    expect(parseConfig(example.replace(block, ''), environment).secrets).toEqual({
      keys: [],
      life: 86_400_000,
    });
  });

  test.each([
    ['too short', Buffer.alloc(31, 7).toString('base64')],
    ['too long', Buffer.alloc(33, 7).toString('base64')],
    ['not base64', 'correct-horse-battery-staple'],
    ['hexadecimal', Buffer.alloc(32, 7).toString('hex')],
  ])('are refused where one is %s, without showing it', (_, key) => {
    const problems = problemsOf(example, { ...environment, RESTOREBOT_SECRET_KEY: key });

    expect(problems).toContain('secrets.keys.0: write base64 of 32 bytes');
    expect(problems).not.toContain(key);
  });
});

test('the rules of the sandbox ask two for billing, one of them of the database team', () => {
  const text = sandboxConfig({
    redisUrl: 'redis://127.0.0.1:6379',
    slackApiUrl: 'http://127.0.0.1:1/api/',
    slackSettings: { botToken: 'xoxb-1', appToken: 'xapp-1' },
    connections: { 'crdb-prod': { provider: 'cockroach' }, 'zilliz-vectors': { provider: 'zilliz' } },
  });

  expect(parseConfig(text, {}).rules[0]).toMatchObject({
    match: { targets: ['billing-prod'] },
    approve: { quorum: 2, atLeast: [{ group: 'S0DBA', count: 1 }] },
    escalation: { afterMs: 1_200_000, to: { users: ['U0DORA'], groups: [] } },
    breakGlass: { people: { users: ['U0CLEO'], groups: ['S0ONCALL'] }, tell: { channels: ['C0GENERAL'] } },
  });
});
