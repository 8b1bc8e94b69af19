import { expect, test } from 'vitest';
import type { RestorePlan } from '#core/restore-plan.ts';
import { startCockroachHarness } from '#test/support/provider-cockroach.ts';
import { startPrismaHarness } from '#test/support/provider-prisma.ts';

const options = () => ({ signal: AbortSignal.timeout(5_000) });

async function cockroachReach(kind: string, given: RestorePlan['options'] = {}) {
  await using harness = await startCockroachHarness({});
  const target = harness.simulator.clusters()[0] ?? { id: '', name: '' };
  const point = { type: 'instant', at: new Date() } as const;
  const plan = { provider: 'cockroach', connection: 'crdb-prod', source: target, target, point };
  return await harness.provider.reach?.({ ...plan, kind, options: given }, options());
}

test.each<[string, string, RestorePlan['options'], unknown]>([
  ['a database', 'database', { databases: ['payments'] }, [{ name: 'payments', as: 'payments' }]],
  [
    'a database under a new name',
    'database',
    { databases: ['payments'], new_db_name: 'payments_then' },
    [{ name: 'payments', as: 'payments_then' }],
  ],
  ['tables', 'table', { tables: ['movr.public.rides'] }, [{ name: 'movr', as: 'movr' }]],
  [
    'tables in another database',
    'table',
    { tables: ['movr.public.rides'], into_db: 'b' },
    [{ name: 'b', as: 'b' }],
  ],
  ['a cluster', 'cluster', {}, 'any'],
  ['a schema without rows', 'database', { databases: ['payments'], schema_only: true }, []],
])('CockroachDB Cloud: %s can be read at the cluster’s SQL interface', async (_, kind, given, databases) => {
  expect(await cockroachReach(kind, given)).toEqual({
    host: 'orders-prod.example.cockroachlabs.cloud',
    port: 26_257,
    databases,
    credentialOpens: 'any',
  });
});

test('Prisma Postgres: a database can be read at its direct endpoint, by a credential that opens only it', async () => {
  await using harness = await startPrismaHarness({});
  const planned = await harness.provider.plan(harness.kind, harness.input, options());
  if (planned.type !== 'planned') throw new Error('not planned');

  expect(await harness.provider.reach?.(planned.plan, options())).toEqual({
    host: 'db.prisma.io',
    port: 5_432,
    databases: [{ name: 'postgres', as: 'postgres' }],
    credentialOpens: 'one',
  });
});
