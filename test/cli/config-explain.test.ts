import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '#config/config.ts';
import { Secret } from '#core/secret.ts';
import { providers } from '#providers/all.ts';
import { restorebot } from '#test/support/command-line.ts';

/** What every credential of the example ends with, wherever it is written. */
const mark = '5ecret';
const keys = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')] as const;

const whole = {
  slack: { botToken: `xoxb-${mark}`, appToken: '${APP_TOKEN}' },
  redis: { url: `redis://restorebot:${mark}@redis-1:6379/0` },
  connections: {
    'crdb-prod': { provider: 'cockroach', apiKey: `CCDB1_${mark}`, timeoutMs: '${VENDOR_TIMEOUT}' },
  },
  rules: [
    { name: 'payments', effect: 'deny', match: { targets: ['payments-*'] }, reason: 'Call them.' },
    {
      name: 'production',
      match: { times: { days: ['Fri'], at: '18:00', for: '62h', zone: 'Europe/Berlin' } },
      ask: { groups: ['${ON_CALL}'] },
      approve: { quorum: 2, groups: ['S0DBA'] },
    },
  ],
  checks: [
    {
      name: 'orders',
      sql: {
        query: 'SELECT count(*) FROM orders',
        expect: { min: 1 },
        database: 'o',
        user: 'r',
        password: `pw-${mark}`,
      },
    },
    {
      name: 'vectors',
      webhook: { url: `https://checks.example.com/${mark}`, key: mark.repeat(8) },
    },
  ],
  secrets: { keys: [keys[0]] },
  audit: { keys: [keys[1]] },
  log: { level: '${LEVEL}' },
};
const environment = {
  APP_TOKEN: `xapp-${mark}`,
  VENDOR_TIMEOUT: '9000',
  ON_CALL: 'S0ONCALL',
  LEVEL: 'warn',
  RESTOREBOT_HOST: '',
};

let dir: string;
let path: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'restorebot-config-explain-'));
  path = join(dir, 'restorebot.yaml');
  await writeFile(path, stringify(whole));
});

afterAll(() => rm(dir, { recursive: true }));

const explain = (...args: readonly string[]) =>
  restorebot({ ...environment, RESTOREBOT_CONFIG: path }, 'config', 'explain', ...args);

const Settings = z.array(
  z.object({ path: z.string(), value: z.string(), from: z.looseObject({ type: z.string() }) }),
);

async function settings() {
  const { stdout } = await explain('--json');
  return new Map(Settings.parse(JSON.parse(stdout)).map((each) => [each.path, each]));
}

/** Paths of everything in a configuration that is wrapped, so that nobody prints it. */
function secretPaths(value: unknown, at = ''): readonly string[] {
  if (value instanceof Secret) return [at];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    secretPaths(each, at === '' ? name : `${at}.${name}`),
  );
}

describe('restorebot config explain', () => {
  test('says of each setting what it is, and whether the file, the environment or a default says so', async () => {
    const said = await settings();

    expect(said.get('log.level')).toMatchObject({
      value: 'warn',
      from: { type: 'environment', names: ['LEVEL'] },
    });
    expect(said.get('connections.crdb-prod.timeoutMs')).toMatchObject({
      value: '9000',
      from: { type: 'environment' },
    });
    expect(said.get('connections.crdb-prod.settleMs')).toMatchObject({
      value: '120000',
      from: { type: 'default' },
    });
    expect(said.get('rules.1.approve.quorum')).toMatchObject({ value: '2', from: { type: 'file' } });
    expect(said.get('rules.1.window')).toMatchObject({ value: '1h', from: { type: 'default' } });
    expect(said.get('rules.1.match.times.for')).toMatchObject({ value: '62h', from: { type: 'file' } });
    expect(said.get('rules.0.effect')).toMatchObject({ value: 'deny', from: { type: 'file' } });
    expect(said.get('rules.0.window')).toBeUndefined();
    expect(said.get('slack.mode')).toMatchObject({ value: 'socket', from: { type: 'default' } });
    expect(said.get('limits.openPerPerson')).toMatchObject({ value: '20', from: { type: 'default' } });
    expect(said.get('checks.0.timeout')).toMatchObject({ value: '30s', from: { type: 'default' } });
  });

  test('shows no credential, and no text of the environment, which may be one', async () => {
    const { stdout } = await explain();
    const said = await settings();

    expect(stdout).not.toContain(mark);
    for (const each of keys) expect(stdout).not.toContain(each);
    expect(said.get('redis.url')?.value).toBe('redis://restorebot:***@redis-1:6379/0');
    expect(said.get('slack.appToken')).toMatchObject({ value: '***', from: { names: ['APP_TOKEN'] } });
    expect(said.get('rules.1.ask.groups')).toMatchObject({
      value: '["${ON_CALL}"]',
      from: { names: ['ON_CALL'] },
    });
    const wrapped = secretPaths(parseConfig(stringify(whole), environment)).filter(
      (at) => !at.startsWith('checks'),
    );
    expect(wrapped).toHaveLength(4);
    for (const at of wrapped)
      expect({ at, value: said.get(at)?.value ?? said.get(at.replace(/\.\d+$/u, ''))?.value }).toEqual({
        at,
        value: '***',
      });
  });

  test.each(providers.map((each) => [each.name, each] as const))(
    'shows no credential of a connection to %s',
    async (provider, { exampleSettings }) => {
      const file = join(dir, `${provider}.yaml`);
      const given = Object.fromEntries(Object.keys(exampleSettings).map((name) => [name, `${mark}${name}`]));
      await writeFile(
        file,
        stringify({ ...whole, checks: [], connections: { vendor: { provider, ...given } } }),
      );

      const { stdout, stderr } = await restorebot(
        { ...environment, RESTOREBOT_CONFIG: file },
        'config',
        'explain',
        'connections',
      );

      expect(stderr).toBe('');
      expect(stdout).toContain(`connections.vendor.provider: ${provider}`);
      const shown = Object.keys(given).filter((name) => stdout.includes(`${mark}${name}`));
      // The id of a service account is its name.
      expect(shown).toEqual(provider === 'atlas' ? ['clientId'] : []);
    },
  );

  test('takes one path, with everything below it', async () => {
    const { stdout } = await explain('rules.1.approve');

    expect(stdout).toMatch(/^rules\.1\.approve\.quorum: 2 +# .*restorebot\.yaml\n/u);
    expect(stdout.split('\n').filter((line) => !line.startsWith('rules.1.approve.'))).toEqual(['']);
  });

  test('says that nothing is set at a path', async () => {
    const { code, stderr } = await explain('rules.7');

    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nothing is set at “rules.7”'),
    });
  });

  test('says first what is wrong with a configuration that cannot be used', async () => {
    const file = join(dir, 'broken.yaml');
    await writeFile(file, stringify({ ...whole, retries: 3 }));

    const { code, stderr } = await restorebot(
      { ...environment, RESTOREBOT_CONFIG: file },
      'config',
      'explain',
    );

    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('retries') });
  });
});
