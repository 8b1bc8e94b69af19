import { describe, expect, test } from 'vitest';
import { ConfigError } from '#config/config.ts';
import { digestConfig } from '#config/digest.ts';
import { readRules, rule, rules } from '#test/support/written-rules.ts';

const secrets = { PW: 'reader-password-4711', KEY: 'k'.repeat(32) };

interface Written {
  readonly sql?: object;
  readonly [setting: string]: unknown;
}

const sql = {
  query: 'SELECT count(*) FROM orders;',
  expect: { min: 1 },
  user: 'reader',
  password: '${PW}',
};
const webhook = { url: 'https://checks.example/restorebot', key: '${KEY}' };

function read(...checks: readonly Written[]) {
  const written = checks.map((check) => ({ name: 'orders are there', ...check }));
  return readRules(`${rules(rule())}\nchecks: ${JSON.stringify(written)}`, secrets);
}

function problemsOf(...checks: readonly Written[]): string {
  try {
    read(...checks);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n');
    throw error;
  }
  throw new Error('the configuration was taken');
}

test('a check is read, without the semicolon that ends its query', () => {
  const [check] = read({ sql }).checks;

  expect(check).toMatchObject({
    by: 'sql',
    query: 'SELECT count(*) FROM orders',
    expect: { type: 'range', min: 1 },
    timeoutMs: 30_000,
  });
});

describe('what is refused', () => {
  test.each<[string, Written, string]>([
    ['a query that is no SELECT', { sql: { ...sql, query: 'DELETE FROM orders' } }, 'SELECT or WITH'],
    ['no expectation', { sql: { ...sql, expect: {} } }, 'min and max, or equals, or freshWithin'],
    ['two expectations', { sql: { ...sql, expect: { min: 1, equals: 2 } } }, 'min and max, or equals'],
    ['nothing that fits', { sql: { ...sql, expect: { min: 2, max: 1 } } }, 'min is greater than max'],
    ['a host that a target’s name alone decides', { sql: { ...sql, host: '{name}' } }, 'a domain of yours'],
    ['a domain that a target’s name ends', { sql: { ...sql, host: 'db.{name}' } }, 'a domain of yours'],
    ['a host that is that of every target', { sql: { ...sql, host: 'db.example' } }, '{id} or {name}'],
    ['a check that holds a restore for long', { sql, timeout: '1h' }, '1s to 2m'],
    ['a webhook without TLS', { webhook: { ...webhook, url: 'http://checks.example/' } }, 'https://'],
    [
      'a webhook with a user name',
      { webhook: { ...webhook, url: 'https://a:b@checks.example/' } },
      'https://',
    ],
    ['a short key', { webhook: { ...webhook, key: 'short' } }, 'at least 32 characters'],
    ['both', { sql, webhook }, 'there is no setting sql here'],
    ['neither', {}, 'sql'],
  ])('%s', (_, written, says) => {
    expect(problemsOf(written)).toContain(says);
  });

  test('two checks of one name', () => {
    expect(problemsOf({ sql }, { webhook })).toContain('another check has this name');
  });
});

test('no secret of a check is in what is printed, and a changed query changes the digest', () => {
  const config = read({ sql }, { name: 'other', webhook });
  const changed = read({ sql: { ...sql, query: 'SELECT 2 FROM orders' } }, { name: 'other', webhook });

  expect(JSON.stringify(config)).not.toMatch(/4711|kkk|checks\.example/u);
  expect(digestConfig(config).parts['checks']).not.toBe(digestConfig(changed).parts['checks']);
});
