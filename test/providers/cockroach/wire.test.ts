import { expect, test } from 'vitest';
import type { FormInput } from '#core/provider.ts';
import { clusterIds } from '#sandbox/providers/cockroach/dataset.ts';
import { startCockroachHarness } from '#test/support/provider-cockroach.ts';
import { call, callsOf, post } from '#test/support/provider-harness.ts';

const { ordersProd, ordersStaging } = clusterIds;
/** The newest backup of orders-prod in the data set. */
const newest = 'b0c4a2d6-0000-4000-8100-000000000000';
const older = 'b0c4a2d6-0000-4000-8100-000000000007';

const same = { source: ordersProd, target: ordersProd };
const other = { source: ordersProd, target: ordersStaging };
const two = ['tpcc.public.warehouse', 'tpcc.public.customer'];
const warehouse = { database: 'tpcc', schema: 'public', table: 'warehouse' };
const customer = { database: 'tpcc', schema: 'public', table: 'customer' };

/** Every request in the vendor's guide to managed restores; ours adds the backup that “latest” was pinned to. */
const guide: readonly (readonly [string, string, FormInput, object])[] = [
  [
    'a whole cluster from the latest backup',
    'cluster',
    { ...same, backup: 'latest' },
    { backup_id: newest, source_cluster_id: ordersProd, type: 'CLUSTER' },
  ],
  [
    'a whole cluster from one backup',
    'cluster',
    { ...same, backup: older },
    { backup_id: older, type: 'CLUSTER' },
  ],
  [
    'a whole cluster into another',
    'cluster',
    { ...other, backup: 'latest' },
    { backup_id: newest, source_cluster_id: ordersProd, type: 'CLUSTER' },
  ],
  [
    'two databases',
    'database',
    { ...same, backup: 'latest', databases: ['tpcc', 'movr'] },
    {
      backup_id: newest,
      source_cluster_id: ordersProd,
      type: 'DATABASE',
      objects: [{ database: 'tpcc' }, { database: 'movr' }],
    },
  ],
  [
    'a database under a new name',
    'database',
    { ...same, backup: 'latest', databases: ['tpcc'], new_db_name: 'tpcc2' },
    {
      backup_id: newest,
      source_cluster_id: ordersProd,
      type: 'DATABASE',
      objects: [{ database: 'tpcc' }],
      restore_opts: { new_db_name: 'tpcc2' },
    },
  ],
  [
    'a database from one backup',
    'database',
    { ...same, backup: older, databases: ['tpcc'] },
    { backup_id: older, type: 'DATABASE', objects: [{ database: 'tpcc' }] },
  ],
  [
    'a database into another cluster',
    'database',
    { ...other, backup: 'latest', databases: ['tpcc'] },
    { backup_id: newest, source_cluster_id: ordersProd, type: 'DATABASE', objects: [{ database: 'tpcc' }] },
  ],
  [
    'a database from one backup into another cluster',
    'database',
    { ...other, backup: older, databases: ['tpcc'] },
    { backup_id: older, source_cluster_id: ordersProd, type: 'DATABASE', objects: [{ database: 'tpcc' }] },
  ],
  [
    'two tables',
    'table',
    { ...same, backup: 'latest', tables: two },
    { backup_id: newest, source_cluster_id: ordersProd, type: 'TABLE', objects: [warehouse, customer] },
  ],
  [
    'two tables into another database',
    'table',
    { ...same, backup: 'latest', tables: two, into_db: 'tpcc2' },
    {
      backup_id: newest,
      source_cluster_id: ordersProd,
      type: 'TABLE',
      objects: [warehouse, customer],
      restore_opts: { into_db: 'tpcc2' },
    },
  ],
  [
    'a table from one backup',
    'table',
    { ...same, backup: older, tables: ['tpcc.public.warehouse'] },
    { backup_id: older, type: 'TABLE', objects: [warehouse] },
  ],
  [
    'a table into another cluster',
    'table',
    { ...other, backup: 'latest', tables: ['tpcc.public.warehouse'] },
    { backup_id: newest, source_cluster_id: ordersProd, type: 'TABLE', objects: [warehouse] },
  ],
];

test.each(guide)('sends %s as the vendor’s guide prints it', async (_, kind, input, body) => {
  await using harness = await startCockroachHarness();
  const answer = {
    id: 'example-aeb7-4daa-9e2c-eda541765f8a',
    backup_id: older,
    status: 'PENDING',
    completion_percent: 1,
  };
  harness.simulator.fault({ ...harness.submits, action: { type: 'status', status: 200, body: answer } });
  const result = await harness.provider.plan(kind, input, call());
  if (result.type !== 'planned') throw new Error(JSON.stringify(result.errors));

  const { operationId } = await harness.provider.submit(result.plan, post());

  expect(operationId).toBe(answer.id);
  const [sent] = callsOf(harness, harness.submits);
  expect(sent?.body).toEqual(body);
  expect(sent?.path).toBe(`/api/v1/clusters/${String(input['target'])}/restores`);
  expect(sent?.headers).toMatchObject({ 'cc-version': '2024-09-16', 'content-type': 'application/json' });
});

const toggles = [
  'schema_only',
  'skip_localities_check',
  'skip_missing_foreign_keys',
  'skip_missing_sequences',
  'skip_missing_views',
];

test.each(toggles)('sends the option %s where it is on, and nothing where it is off', async (option) => {
  await using harness = await startCockroachHarness();
  const base = { ...same, backup: newest, databases: ['orders'] };

  for (const value of [true, false]) {
    harness.simulator.fault({
      ...harness.submits,
      action: { type: 'status', status: 200, body: { id: 'r' } },
    });
    const result = await harness.provider.plan('database', { ...base, [option]: value }, call());
    if (result.type === 'planned') await harness.provider.submit(result.plan, post());
  }

  const bodies = callsOf(harness, harness.submits).map(({ body }) => body);
  const plain = { backup_id: newest, type: 'DATABASE', objects: [{ database: 'orders' }] };
  expect(bodies).toEqual([{ ...plain, restore_opts: { [option]: true } }, plain]);
});

test('the form has a field for every option of the vendor', async () => {
  await using harness = await startCockroachHarness();

  const fields = new Set(harness.provider.kinds.flatMap((kind) => kind.fields.map(({ id }) => id)));

  expect([...fields]).toEqual(expect.arrayContaining([...toggles, 'new_db_name', 'into_db']));
});

test('a JWT brings the organization’s name and the user along', async () => {
  await using harness = await startCockroachHarness({}, { vanityName: 'acme', username: 'bot' });

  await harness.provider.whoAmI(call());

  expect(harness.simulator.calls()[0]?.headers).toMatchObject({
    'cc-vanity-name': 'acme',
    'cc-username': 'bot',
  });
});

test.each([
  [
    ['CLUSTER_ADMIN', 'ORG_MEMBER'],
    'A service account of Acme Shop (acme-shop) at CockroachDB Cloud that sees 4 clusters.',
  ],
  [
    ['CLUSTER_ADMIN'],
    'A service account at CockroachDB Cloud that sees 4 clusters; it may not read its organization’s name.',
  ],
] as const)('a key with the roles %j is introduced', async (roles, sentence) => {
  await using harness = await startCockroachHarness({ keys: [{ secret: 'k', roles }] });

  await expect(harness.provider.whoAmI(call())).resolves.toBe(sentence);
});

test('a precondition that the vendor refuses as a bad request is a conflict, in its words', async () => {
  await using harness = await startCockroachHarness();
  const plan = { ...harness.plan, options: { databases: ['orders'] } };

  await expect(harness.provider.submit(plan, post())).rejects.toMatchObject({
    kind: 'conflict',
    facts: { detail: 'database "orders" already exists', code: '9', httpStatus: 400 },
  });
});
