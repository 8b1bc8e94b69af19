import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { targetsNamed } from '#cli/target-checks.ts';
import { type CockroachSimulator, startCockroachSimulator } from '#sandbox/providers/cockroach/index.ts';
import { restorebot } from '#test/support/command-line.ts';
import { type OwnPostgres, startOwnPostgres } from '#test/support/postgres.ts';
import { startPrismaHarness } from '#test/support/provider-prisma.ts';

const shared = new AsyncDisposableStack();
const password = 'reader-password-4711';
let crdb: CockroachSimulator;
let postgres: OwnPostgres;
let dir: string;

beforeAll(async () => {
  crdb = shared.use(await startCockroachSimulator());
  postgres = shared.use(await startOwnPostgres());
  dir = await mkdtemp(join(tmpdir(), 'restorebot-checks-'));
  shared.defer(() => rm(dir, { recursive: true }));
  await postgres.owner('postgres', 'create database orders');
  await postgres.owner(
    'orders',
    `create table orders (id int); insert into orders select generate_series(1, 1200);
     create role reader login password '${password}'; grant select on orders to reader;
     create role writer login password '${password}'; grant all on orders to writer;`,
  );
  crdb.changeCluster('orders-prod', { sqlDns: `127.0.0.1:${postgres.port}` });
});
afterAll(() => shared.disposeAsync());

interface Written {
  readonly name?: string;
  readonly match?: object;
  readonly expect?: object;
  readonly user?: string;
  readonly webhook?: object;
}

async function run(checks: readonly Written[], ...args: readonly string[]) {
  const path = join(dir, `${crypto.randomUUID()}.yaml`);
  const key = () => ({ keys: [randomBytes(32).toString('base64')] });
  const text = stringify({
    slack: { botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl: 'http://127.0.0.1:1/api/' },
    redis: { url: 'redis://127.0.0.1:1' },
    connections: { 'crdb-prod': { provider: 'cockroach', apiKey: crdb.apiKey, baseUrl: crdb.url } },
    rules: [{ name: 'all', ask: { groups: ['S0ONCALL'] }, approve: { groups: ['S0DBA'] } }],
    secrets: key(),
    audit: key(),
    checks: checks.map(({ name = 'orders are there', match = { targets: ['orders-prod'] }, ...check }) => ({
      name,
      match,
      timeout: '5s',
      ...(check.webhook === undefined
        ? {
            sql: {
              query: 'SELECT count(*) FROM orders',
              expect: check.expect ?? { min: 1_000 },
              database: 'orders',
              user: check.user ?? 'reader',
              password: '${READER}',
            },
          }
        : { webhook: check.webhook }),
    })),
  });
  await writeFile(path, text);
  const said = await restorebot({ RESTOREBOT_CONFIG: path, READER: password }, ...args);
  expect(said.stdout + said.stderr).not.toContain(password);
  return said;
}

describe('restorebot checks try', () => {
  test('runs the checks of a target now, and says what each saw', async () => {
    const { code, stdout } = await run([{}], 'checks', 'try', 'orders-prod');

    expect(stdout).toBe(
      [
        'orders-prod on crdb-prod: 1 check, as if a restore had ended now.',
        'passed       orders are there: saw 1,200 (expected at least 1,000)',
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  test('one that fails, and one that cannot look, are said and exit with 1', async () => {
    const checks = [
      { name: 'many orders', expect: { min: 5_000 } },
      { name: 'with a writer', user: 'writer' },
      { name: 'of another target', match: { targets: ['billing-prod'] } },
    ];

    const { code, stdout } = await run(checks, 'checks', 'try', 'orders-prod', '--connection=crdb-prod');

    expect(stdout).toContain('FAILED       many orders: saw 1,200 (expected at least 5,000)');
    expect(stdout).toContain('not checked  with a writer: its role can do more than read.');
    expect(stdout).not.toContain('of another target');
    expect(code).toBe(1);
  });

  test('a target that nobody knows is said', async () => {
    const { code, stderr } = await run([{}], 'checks', 'try', 'orders-prid');

    expect({ code, stderr }).toEqual({ code: 1, stderr: 'No connection shows a target “orders-prid”.\n' });
  });
});

test('a target is found by its name where its label says more, and a vendor that does not answer is named', async () => {
  await using harness = await startPrismaHarness({});
  const { provider, plan } = harness;

  expect(await targetsNamed(provider, plan.source.name)).toEqual([{ provider, target: plan.source }]);
  await expect(targetsNamed(provider, plan.source.name, AbortSignal.abort())).rejects.toThrow(
    'could not list the targets of connection',
  );
});

describe('restorebot doctor', () => {
  test.each<[string, Written, string]>([
    [
      'a check that works',
      {},
      'ok         check orders are there: orders-prod: saw 1,200 (expected at least 1,000). Its role cannot write.',
    ],
    [
      'a role that can write',
      { user: 'writer' },
      'PROBLEM    check orders are there: Not checked on orders-prod: its role can do more than read.',
    ],
    [
      'a login that is refused',
      { user: 'nobody' },
      'PROBLEM    check orders are there: Not checked on orders-prod: the database refuses the login',
    ],
    [
      'no target',
      { match: { targets: ['order-prod'] } },
      'warning    check orders are there: No vendor shows a target',
    ],
    [
      'a webhook, which it does not ask',
      { webhook: { url: 'https://checks.example/', key: 'k'.repeat(32) } },
      'unchecked  check orders are there: Only a question shows whether it answers.',
    ],
  ])('looks at %s', async (_, check, line) => {
    const { stdout } = await run([check], 'doctor');

    expect(stdout).toContain(line);
  });
});
