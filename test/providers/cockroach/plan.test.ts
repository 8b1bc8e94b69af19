import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FormInput } from '#core/provider.ts';
import { formatTableName, parseTableName, restoreBody } from '#providers/cockroach/wire.ts';
import { clusterIds, shopDataset } from '#sandbox/providers/cockroach/dataset.ts';
import { startCockroachHarness, type CockroachHarness } from '#test/support/provider-cockroach.ts';
import { call, callsOf } from '#test/support/provider-harness.ts';

const { ordersProd, ordersStaging, sessions } = clusterIds;

/** Kind, answers, and the field that is to blame. */
const wrongAnswers: readonly (readonly [string, FormInput, string])[] = [
  ['database', { databases: [] }, 'databases'],
  ['database', { databases: ['system'] }, 'databases'],
  ['database', { databases: ['a', 'b'], new_db_name: 'c' }, 'new_db_name'],
  ['database', { databases: ['a'], into_db: 'c' }, 'into_db'],
  ['table', { tables: [] }, 'tables'],
  ['table', { tables: ['a.b.c'], new_db_name: 'd' }, 'new_db_name'],
  ['cluster', { skip_missing_views: true }, 'skip_missing_views'],
  ['cluster', { databases: ['a'] }, 'databases'],
  ['cluster', { backup: 'no-such-backup' }, 'backup'],
  ['cluster', { backup: '' }, 'backup'],
  ['cluster', { source: 'nowhere' }, 'source'],
  ['cluster', { target: '' }, 'target'],
  ['cluster', { target: sessions }, 'target'],
  ['database', { source: sessions, target: sessions, databases: ['sessions'] }, 'source'],
  ['cluster', { source: sessions, target: sessions, skip_localities_check: true }, 'skip_localities_check'],
];

async function errorsOf({ provider }: CockroachHarness, kind: string, input: FormInput) {
  const result = await provider.plan(
    kind,
    { source: ordersProd, target: ordersProd, backup: 'latest', ...input },
    call(),
  );
  return result.type === 'rejected' ? result.errors : {};
}

describe('a plan', () => {
  test('names clusters by id or by name', async () => {
    await using harness = await startCockroachHarness();
    const input = {
      source: 'orders-prod',
      target: 'orders-staging',
      backup: 'latest',
      databases: 'orders, payments',
    };

    const result = await harness.provider.plan('database', input, call());

    expect(result).toMatchObject({
      plan: {
        source: { id: ordersProd, name: 'orders-prod' },
        target: { id: ordersStaging, name: 'orders-staging' },
        options: { databases: ['orders', 'payments'] },
      },
    });
  });

  test('keeps chosen names as they are, white space too: each may be another database', async () => {
    await using harness = await startCockroachHarness();
    const databases = ['orders ', 'orders', ' orders', 'a, b', 'Orders', 'o\u0301rders'];
    const input = { source: ordersProd, target: ordersProd, backup: 'latest', databases };

    const result = await harness.provider.plan('database', input, call());
    if (result.type !== 'planned') throw new Error(JSON.stringify(result.errors));

    expect(restoreBody(result.plan).objects).toEqual(databases.map((database) => ({ database })));
  });

  test('finds a backup on a later page', async () => {
    await using harness = await startCockroachHarness({ mostPerPage: 30 });
    const oldest = harness.simulator.backupsOf('orders-prod')[0];
    const input = { source: ordersProd, target: ordersProd, backup: oldest?.id ?? '', databases: ['orders'] };

    const result = await harness.provider.plan('database', input, call());

    expect(result).toMatchObject({ plan: { point: { backupId: oldest?.id, takenAt: oldest?.asOf } } });
    expect(callsOf(harness, { method: 'GET', path: '/backups' })).toHaveLength(6);
  });

  test('takes the newest backup for “latest”, with one small call', async () => {
    await using harness = await startCockroachHarness();
    const id = harness.simulator.addBackup('orders-prod');

    const result = await harness.provider.plan(harness.kind, harness.input, call());

    expect(result).toMatchObject({ plan: { point: { backupId: id } } });
    const [list] = callsOf(harness, { method: 'GET', path: '/backups' });
    expect(list?.query).toEqual({ 'pagination.limit': '1', 'pagination.sort_order': 'DESC' });
  });

  test('says what to write for a table without its schema', async () => {
    await using harness = await startCockroachHarness();

    expect(await errorsOf(harness, 'table', { tables: ['orders.items', 'items'] })).toEqual({
      tables:
        'Write “orders.items” with its schema: orders.public.items, if that is where it is. “items” is no table name: write database.schema.table, such as orders.public.items.',
    });
  });

  test.each(wrongAnswers)('of kind %s with %j is wrong in the field %s', async (kind, input, field) => {
    await using harness = await startCockroachHarness();

    const errors = await errorsOf(harness, kind, input);

    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toMatch(/^.{10,200}\.$/);
  });

  test.each([
    ['advanced-only', ['target']],
    ['same-plan', []],
  ] as const)('lets a Basic cluster go into another one by the setting %s', async (otherClusters, wrong) => {
    const dataset = (now: Date) => {
      const world = shopDataset(now);
      const basic = world.clusters.find(({ id }) => id === sessions);
      if (basic !== undefined)
        world.clusters.push({ ...basic, id: 'second', name: 'sessions-2', backups: [] });
      return world;
    };
    await using harness = await startCockroachHarness({ dataset }, { otherClusters });

    const errors = await errorsOf(harness, 'cluster', { source: sessions, target: 'second' });

    expect(Object.keys(errors)).toEqual(wrong);
  });

  test('says that a cluster has no backup', async () => {
    await using harness = await startCockroachHarness();
    for (const { id } of harness.simulator.backupsOf('orders-prod'))
      harness.simulator.dropBackup('orders-prod', id);

    expect(await errorsOf(harness, 'cluster', {})).toEqual({
      backup: '“orders-prod” has no backup that can be restored.',
    });
  });
});

describe('a table’s name', () => {
  test('survives being written and read, whatever is in it', () => {
    const part = fc.string({ minLength: 1, maxLength: 20 });

    fc.assert(
      fc.property(part, part, part, (database, schema, table) => {
        const name = { database, schema, table };
        expect(parseTableName(formatTableName(name))).toEqual(name);
      }),
    );
  });

  test.each(['', 'a', 'a.b', 'a.b.c.d', 'a..c', '.a.b.c', 'a.b.c.', 'a b.c.d', '"a.b.c', 'a.b.c"'])(
    'is not %j',
    (text) => {
      expect(parseTableName(text)).toBeUndefined();
    },
  );
});

describe('choices', () => {
  const ask = (harness: CockroachHarness, field: string, search = '', kind = 'database') =>
    harness.provider.choices({ kind, field, search, input: { source: ordersProd } }, call());

  test('are databases of the source without the empty system ones', async () => {
    await using harness = await startCockroachHarness();

    expect((await ask(harness, 'databases')).map(({ value }) => value)).toEqual([
      'movr',
      'orders',
      'payments',
    ]);
    expect(await ask(harness, 'databases', 'PAY')).toEqual([
      { value: 'payments', label: 'payments', description: '7 tables' },
    ]);
  });

  test('are clusters that this kind of restore can use', async () => {
    await using harness = await startCockroachHarness({ mostPerPage: 1 });
    const labels = async (field: string, kind: string) =>
      (await ask(harness, field, '', kind)).map(({ label }) => label);

    expect(await labels('source', 'cluster')).toEqual([
      'billing-prod (Advanced, v25.2)',
      'orders-prod (Advanced, v25.2)',
      'orders-staging (Advanced, v25.4)',
      'sessions (Basic, v25.2)',
    ]);
    expect(await labels('source', 'table')).toEqual([
      'billing-prod (Advanced, v25.2)',
      'orders-prod (Advanced, v25.2)',
      'orders-staging (Advanced, v25.4)',
    ]);
    expect(await labels('target', 'cluster')).toEqual([
      'orders-prod (Advanced, v25.2)',
      'billing-prod (Advanced, v25.2)',
      'orders-staging (Advanced, v25.4)',
    ]);
  });

  test('put the latest backup first and then the newest, with time and age', async () => {
    const realNow = () => Date.parse('2026-11-22T03:20:00Z');
    await using harness = await startCockroachHarness({ realNow });

    const choices = await ask(harness, 'backup');

    expect(choices).toHaveLength(100);
    expect(choices[0]).toMatchObject({
      value: 'latest',
      label: expect.stringContaining('2026-11-22 03:00 UTC') as string,
    });
    expect(choices[1]?.label).toMatch(/^(2026-11-22 )?03:00 UTC, .*newest$/);
    expect(choices[2]?.label).toMatch(/^(2026-11-22 )?02:00 UTC, /);
  });

  test('of backups can be searched by day and by time', async () => {
    const realNow = () => Date.parse('2026-11-22T03:20:00Z');
    await using harness = await startCockroachHarness({ realNow });
    const times = async (search: string) =>
      (await ask(harness, 'backup', search)).map(({ label }) => label.slice(0, 16));

    expect(await times('2026-11-20 07')).toEqual(['2026-11-20 07:00']);
    expect(await times('2026-11-20')).toHaveLength(24);
    expect(await times('05:00')).toHaveLength(7);
    expect(await times('nothing like it')).toEqual([]);
  });

  test.each([
    ['orders.items', ['orders.public.items']],
    ['orders.audit.logins', ['orders.audit.logins']],
    ['orders', []],
    ['a.b.c.d', []],
    ['', []],
  ])('of tables complete %j to %j', async (search, values) => {
    await using harness = await startCockroachHarness();

    expect((await ask(harness, 'tables', search, 'table')).map(({ value }) => value)).toEqual(values);
  });

  test('of backups and databases wait for a source', async () => {
    await using harness = await startCockroachHarness();

    for (const field of ['backup', 'databases']) {
      const query = { kind: 'database', field, search: '', input: {} };
      expect(await harness.provider.choices(query, call())).toEqual([]);
    }
  });
});
