import { describe, expect, test } from 'vitest';
import type { FormInput } from '#core/provider.ts';
import { databaseIds, shopDataset } from '#sandbox/providers/prisma/dataset.ts';
import { call, callsOf, type FaultAction } from '#test/support/provider-harness.ts';
import { startPrismaHarness, type PrismaHarness } from '#test/support/provider-prisma.ts';

const { shop, shopStaging, external } = databaseIds;

async function errorsOf({ provider }: PrismaHarness, input: FormInput) {
  const result = await provider.plan(
    'database',
    { source: shop, target: shop, backup: 'latest', ...input },
    call(),
  );
  return result.type === 'rejected' ? result.errors : {};
}

/** An answer of the backup list; the times are hours of one day, in this order. */
function backupsAt(hours: readonly string[], hasMore: boolean, status = 'completed'): FaultAction {
  const data = hours.map((hour) => ({
    id: `b-${hour}`,
    backupType: 'full',
    createdAt: `2026-11-22T${hour}:00:00Z`,
    status,
  }));
  const body = { data, meta: { backupRetentionDays: 7 }, pagination: { hasMore, limit: 100 } };
  return { type: 'status', status: 200, body };
}

describe('a plan', () => {
  test('names databases by id, by id without its prefix or by name', async () => {
    await using harness = await startPrismaHarness();
    const input = { source: 'shop-prod', target: shopStaging.replace('db_', ''), backup: 'latest' };

    const result = await harness.provider.plan('database', input, call());

    expect(result).toMatchObject({
      plan: {
        source: { id: shop, name: 'shop-prod' },
        target: { id: shopStaging, name: 'shop-staging' },
        options: {},
      },
    });
  });

  test('takes the newest completed backup for “latest”, whatever their order', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.addBackup('shop-prod', 'running');
    harness.simulator.addBackup('shop-prod', 'failed');

    const result = await harness.provider.plan(harness.kind, harness.input, call());

    const newest = harness.simulator.backupsOf('shop-prod').findLast(({ id }) => id.includes('prod'));
    expect(result).toMatchObject({ plan: { point: { backupId: newest?.id, takenAt: newest?.createdAt } } });
    const [list] = callsOf(harness, { method: 'GET', path: '/backups' });
    expect(list?.query).toEqual({ limit: '100' });
  });

  test('reads every page of databases', async () => {
    await using harness = await startPrismaHarness({ mostPerPage: 1 });

    await harness.provider.plan(harness.kind, { ...harness.input, target: 'warehouse' }, call());

    const cursors = callsOf(harness, harness.lists).map(
      ({ path, query }) => `${path} ${query['cursor'] ?? ''}`,
    );
    expect(cursors.slice(0, 4)).toEqual([
      '/v1/databases ',
      '/v1/databases 1',
      '/v1/databases 2',
      '/v1/databases 3',
    ]);
  });

  test.each([
    ['newest first', ['05', '04', '03'], true, 'b-05'],
    ['oldest first, and all of them', ['03', '04', '05'], false, 'b-05'],
    ['mixed, and all of them', ['04', '05', '03'], false, 'b-05'],
  ])('knows the latest of a list that is %s', async (_, hours, hasMore, id) => {
    await using harness = await startPrismaHarness();
    harness.simulator.fault({ path: '/backups', action: backupsAt(hours, hasMore) });

    const result = await harness.provider.plan(harness.kind, harness.input, call());

    expect(result).toMatchObject({ plan: { point: { backupId: id } } });
  });

  test('does not guess the latest of a list that was cut off and is in no order', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.fault({ path: '/backups', action: backupsAt(['03', '04', '05'], true) });

    expect(await errorsOf(harness, {})).toEqual({
      backup:
        '“shop-prod” has more backups than Prisma Postgres shows, so that nobody can tell the latest: choose one by its time.',
    });
  });

  test('reads a time without a zone as UTC', async () => {
    await using harness = await startPrismaHarness();
    const action: FaultAction = { type: 'edit', set: { 'data.0.createdAt': '2099-01-01 03:00:00.5' } };
    harness.simulator.fault({ path: '/backups', action });

    const result = await harness.provider.plan(harness.kind, harness.input, call());

    expect(result).toMatchObject({ plan: { point: { takenAt: new Date('2099-01-01T03:00:00.500Z') } } });
  });

  test('puts the id in the place of a name that two databases have', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.changeDatabase('shop-staging', { name: 'shop-prod' });

    const result = await harness.provider.plan(harness.kind, harness.input, call());

    expect(result).toMatchObject({ plan: { target: { id: shop, name: shop } } });
    expect(await errorsOf(harness, { target: 'shop-prod' })).toEqual({
      target: expect.stringContaining('use its id') as string,
    });
  });

  test.each<readonly [FormInput, string, RegExp]>([
    [{ source: '' }, 'source', /Choose the database that the backup belongs to/],
    [{ source: 'nowhere' }, 'source', /no database “nowhere”/],
    [{ target: '' }, 'target', /Choose the database to overwrite/],
    [{ backup: '' }, 'backup', /Choose a backup/],
    [{ backup: 'nothing' }, 'backup', /has no backup nothing/],
    [{ backup: 'bkp_shop-prod_03' }, 'backup', /is failed, not completed/],
    [{ source: external }, 'source', /Remote database backups are not supported/],
  ])('with %j is wrong in the field %s', async (input, field, words) => {
    await using harness = await startPrismaHarness();

    const errors = await errorsOf(harness, input);

    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toMatch(words);
  });

  test('says that a database has no completed backup', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.fault({ path: '/backups', action: backupsAt(['03'], false, 'running') });

    expect(await errorsOf(harness, {})).toEqual({
      backup: '“shop-prod” has no completed backup. The Free plan keeps none.',
    });
  });
});

describe('choices', () => {
  const ask = (harness: PrismaHarness, field: string, search = '') =>
    harness.provider.choices({ kind: 'database', field, search, input: { source: shop } }, call());

  test('are databases with project and region, found by any of them or by id', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.changeDatabase('reports', { status: 'recovering' });
    const labels = async (search: string) => (await ask(harness, 'source', search)).map(({ label }) => label);

    expect(await labels('')).toEqual([
      'shop-prod · shop (eu-central-1)',
      'shop-staging · shop (eu-central-1)',
      'reports · analytics (us-east-1)',
      'warehouse · analytics (eu-central-1)',
    ]);
    expect(await labels('ANALYTICS')).toHaveLength(2);
    expect(await labels(shop.replace('db_', ''))).toEqual(['shop-prod · shop (eu-central-1)']);
    expect((await ask(harness, 'source', 'reports'))[0]?.description).toBe('now recovering');
  });

  test('of targets begin with the source', async () => {
    await using harness = await startPrismaHarness();
    const query = { kind: 'database', field: 'target', search: '', input: { source: shopStaging } };

    const [first, ...more] = await harness.provider.choices(query, call());

    expect(first).toMatchObject({ value: shopStaging, description: 'the source itself' });
    expect(more).toHaveLength(3);
  });

  test('of backups are completed ones, newest first, with the latest before them', async () => {
    const realNow = () => Date.parse('2026-11-22T03:20:00Z');
    await using harness = await startPrismaHarness({ realNow });

    const choices = await ask(harness, 'backup');

    expect(choices.map(({ value }) => value)).toEqual([
      'latest',
      'bkp_shop-prod_00',
      'bkp_shop-prod_01',
      'bkp_shop-prod_02',
      'bkp_shop-prod_04',
      'bkp_shop-prod_05',
      'bkp_shop-prod_06',
    ]);
    expect(choices[0]?.label).toMatch(/^Latest backup: (2026-11-22 )?02:00 UTC, .+, 12 MB$/);
    expect((await ask(harness, 'backup', '2026-11-20')).map(({ value }) => value)).toEqual([
      'bkp_shop-prod_02',
    ]);
  });

  test('of backups name no latest where nobody can tell it', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.fault({ path: '/backups', action: backupsAt(['03', '04'], true) });

    expect((await ask(harness, 'backup')).map(({ value }) => value)).toEqual(['b-04', 'b-03']);
  });

  test('of backups wait for a source', async () => {
    await using harness = await startPrismaHarness();
    const query = { kind: 'database', field: 'backup', search: '', input: {} };

    expect(await harness.provider.choices(query, call())).toEqual([]);
  });
});

test('the token is introduced with its workspace, and with its person if it has one', async () => {
  await using harness = await startPrismaHarness({
    dataset: (now) => ({ ...shopDataset(now), databases: shopDataset(now).databases.slice(0, 1) }),
  });
  const sentence = () => harness.provider.whoAmI(call());

  expect(await sentence()).toBe(
    'A service token in the workspace Acme Shop at Prisma Postgres that sees 1 database.',
  );
  harness.simulator.fault({
    path: '/v1/me',
    action: {
      type: 'edit',
      set: { 'data.user': { id: 'usr_1', email: 'ada@example.com', name: null }, 'data.workspace': null },
    },
  });
  expect(await sentence()).toBe(
    'A service token of ada@example.com at Prisma Postgres that sees 1 database.',
  );
});
