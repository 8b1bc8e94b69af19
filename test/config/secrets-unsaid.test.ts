import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { restorebot } from '#test/support/command-line.ts';
import { rule, rules } from '#test/support/written-rules.ts';

/** No four characters in a row of a secret are in what was said. */
function partsSaid(secret: string, said: string): readonly string[] {
  return Array.from({ length: Math.max(0, secret.length - 3) }, (_, at) => secret.slice(at, at + 4)).filter(
    (part) => /[A-Za-z0-9]/u.test(part) && said.includes(part),
  );
}

const settings = {
  REDIS_URL: 'redis://127.0.0.1:1',
  BOT_TOKEN: 'xoxb-1',
  APP_TOKEN: 'xapp-1',
  SECRET_KEY: 'Ln0sA6lQeuJl7PW1NWiFpTOTogKdJBOUmXJloaJa78Y=',
  AUDIT_KEY: 'GKw+c0PwFokMUQ6T+TUmEWnZ4/VlQ2Qpgw+vCTT0+OQ=',
  CRDB_KEY: 'CCDB1_x',
  PROVIDER: 'cockroach',
  PORT: '8090',
};

const whole = `
slack: { botToken: \${BOT_TOKEN}, appToken: \${APP_TOKEN} }
redis: { url: \${REDIS_URL} }
connections: { crdb-prod: { provider: \${PROVIDER}, apiKey: \${CRDB_KEY} } }
secrets: { keys: [\${SECRET_KEY}] }
audit: { keys: [\${AUDIT_KEY}] }
health: { port: \${PORT} }
${rules(rule())}
`;

/** What Node itself would print on stderr. */
const warnings: Error[] = [];
process.on('warning', (warning) => warnings.push(warning));

const folder = await mkdtemp(join(tmpdir(), 'restorebot-unsaid-'));
const configPath = join(folder, 'restorebot.yaml');

async function told(written: string, environment: Readonly<Record<string, string>>, ...args: string[]) {
  await writeFile(configPath, written);
  return restorebot({ RESTOREBOT_CONFIG: configPath, ...environment }, ...args);
}

const check = ['config', 'check', '--offline'] as const;

test('the settings of these tests are taken', async () => {
  expect(await told(whole, settings, ...check)).toMatchObject({ code: 0 });
});

/** shared/cases/01 and others of its kind: what the value is, and the parts of it that are secret. */
const urls: readonly (readonly [written: string, secret: string])[] = [
  ['redis://:Zk9/Qm2+hunter2==@cache.example.com:6380', 'Zk9/Qm2+hunter2=='],
  ['redis://:57#Wc903z@127.0.0.1:7101', '57#Wc903z'],
  ['redis://:p%ss@127.0.0.1:7101', 'p%ss'],
  ['redis://default:7101/S3cret@127.0.0.1:7101/0', 'S3cret'],
  ['"redis://:hunter2@127.0.0.1:7101"', 'hunter2'],
  ["'redis://:hunter2@127.0.0.1:7101'", 'hunter2'],
  ['redis.prod.svc:6390', '.prod.svc:6390'],
  ['cache:hunter2@127.0.0.1:6379', 'hunter2'],
  ['redis:hunter2@127.0.0.1:6379', 'hunter2'],
  ['redis://:hunt?er2@127.0.0.1:7101', 'hunt?er2'],
  ['redis://:hunt\ner2@127.0.0.1:7101', 'hunt'],
  ['redis://:hunt er2@127.0.0.1:7101', 'er2@'],
  ['redis://127.0.0.1:7101/hunter2', 'hunter2'],
  ['redis://127.0.0.1:7101/0?password=hunter2', 'hunter2'],
  ['redis://127.0.0.1:7101/0#hunter2', 'hunter2'],
  ['rediss://:hunter2@:7101', 'hunter2'],
  ['redis://:hunter2@127.0.0.1:710100', 'hunter2'],
  ['redis://:hunter2@', 'hunter2'],
  ['https://:hunter2@127.0.0.1', 'hunter2'],
  ['hunter2', 'hunter2'],
];

describe('13.17: a Redis URL that is none is refused in a sentence, without any of it', () => {
  test.each(urls)('%j', async (url, secret) => {
    const environment = { ...settings, REDIS_URL: url };
    for (const args of [[], ['start', '--role=bot'], check, ['audit', 'verify'], ['audit', 'export']]) {
      const { code, stdout, stderr } = await told(whole, environment, ...args);

      expect(code).toBe(1);
      expect(stderr).toMatch(/^The configuration cannot be used:\n {2}- line \d+: redis\.url: .*\.\n$/u);
      expect(stdout).toBe('');
      expect(partsSaid(secret, stderr)).toEqual([]);
    }
  });

  test('and the process says no more than that', async () => {
    await writeFile(configPath, whole);
    for (const [url, secret] of urls.slice(0, 4)) {
      const child = spawn(process.execPath, ['src/main.ts'], {
        env: { ...settings, REDIS_URL: url, RESTOREBOT_CONFIG: configPath },
      });
      const [out, said, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'exit'),
      ]);

      expect([code, out]).toEqual([1, '']);
      expect(said).toMatch(/^The configuration cannot be used:\n {2}- line \d+: redis\.url: .*\.\n$/u);
      expect(partsSaid(secret, said)).toEqual([]);
    }
  });

  test('nor of a proxy with a line end behind it, which Node refuses before anything is read', async () => {
    const child = spawn(process.execPath, ['src/main.ts', ...check], {
      env: { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: 'http://user:hunter2@127.0.0.1:3128\n' },
    });
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);

    expect(code).toBe(1);
    expect(said).toMatch(/^HTTPS_PROXY or HTTP_PROXY is no address of a proxy, .*\.\n$/u);
    expect(partsSaid('hunter2', said)).toEqual([]);
  });

  test('a line end behind it, as a file of a secret has, is no part of it', async () => {
    expect(
      await told(whole, { ...settings, REDIS_URL: 'redis://:pw@127.0.0.1:7101/0\r\n' }, ...check),
    ).toMatchObject({ code: 0 });
  });
});

describe('13.17: a secret that cannot be one is refused in a sentence, without any of it', () => {
  const names = ['BOT_TOKEN', 'APP_TOKEN', 'CRDB_KEY', 'SECRET_KEY', 'AUDIT_KEY'] as const;
  const wrongs = ['"Zq7WZq7W"', "'Zq7WZq7W'", 'Zq7W Zq7W', 'Zq7W\nZq7W', 'Zq7W\u0007Zq7W'];

  test.each(names.flatMap((name) => wrongs.map((value) => [name, value] as const)))(
    '%s: %j',
    async (name, value) => {
      const { code, stdout, stderr } = await told(whole, { ...settings, [name]: value }, ...check);

      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).not.toMatch(/\n\s+at /u);
      expect(partsSaid(value, stderr)).toEqual([]);
    },
  );

  test.each(names)('%s with a line end behind it is taken', async (name) => {
    expect(await told(whole, { ...settings, [name]: `${settings[name]}\n` }, ...check)).toMatchObject({
      code: 0,
    });
  });
});

describe('13.17: whatever is written', () => {
  const letters = Array.from('Zq7Wx9#%/@:?&"\'`{}[]!*|>-+=., \\$\n\t\u0007é');
  const secret = fc
    .array(fc.constantFrom(...letters), {
      minLength: 6,
      maxLength: 24,
    })
    .map((drawn) => drawn.join(''))
    // What a sentence of ours would say in any case says nothing about a secret.
    .filter((text) => text.trim().length >= 6);

  test('a secret in any setting of the environment is not said', async () => {
    const asked = fc.record({
      name: fc.constantFrom(...(Object.keys(settings) as (keyof typeof settings)[])),
      value: fc.oneof(
        secret.map((text) => ({ text, secret: text })),
        secret.map((text) => ({ text: `redis://:${text}@127.0.0.1:7101`, secret: text })),
        secret.map((text) => ({ text: `rediss://user:${text}@127.0.0.1/0`, secret: text })),
        secret.map((text) => ({ text: `"${text}"`, secret: text })),
      ),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ name, value }) => {
        const { code, stdout, stderr } = await told(whole, { ...settings, [name]: value.text }, ...check);

        expect(stderr).not.toMatch(/\n\s+at /u);
        expect([0, 1]).toContain(code);
        if (code === 1) expect(stderr).toMatch(/^The configuration cannot be used:\n/u);
        expect(partsSaid(value.secret, stdout + stderr)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('a secret that stands in the file itself is not said, even where that is no YAML', async () => {
    const file = fc.record({
      secret,
      line: fc.constantFrom(
        'slack: { botToken: xoxb-1, appToken: SECRET }',
        'redis: { url: SECRET }',
        'redis: { url: "SECRET }',
        'redis: {url:SECRET}',
        'connections: { crdb-prod: { provider: SECRET } }',
        'connections: { crdb-prod: { provider: cockroach, apiKey:SECRET } }',
        'connections:\n  crdb-prod:\n    provider: cockroach\n    apiKey:SECRET',
        'secrets: { keys: [SECRET] }',
        'audit: { keys: *SECRET }',
        'health: { port: SECRET }',
        'log: { level: !SECRET x }',
        'SECRET',
      ),
      withRest: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(file, async ({ secret: hidden, line, withRest }) => {
        // Alone on a line this is a comment, and the rest is a good configuration.
        fc.pre(line !== 'SECRET' || !hidden.startsWith('#'));
        const written = `${withRest ? whole : ''}\n${line.replace('SECRET', () => hidden)}\n`;
        const { code, stdout, stderr } = await told(written, settings, ...check);

        expect(code).toBe(1);
        expect(stderr).toMatch(/^The configuration cannot be used:\n/u);
        expect(stderr).not.toMatch(/\n\s+at /u);
        expect(partsSaid(hidden, stdout + stderr)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

test('13.17: Node had nothing to warn of in any of it', () => {
  expect(warnings).toEqual([]);
});
