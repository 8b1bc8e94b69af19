import { describe, expect, test } from 'vitest';
import { differences } from '#core/fingerprint.ts';
import { isDestructive } from '#core/impact.ts';
import type { Resource, RestorePlan } from '#core/restore-plan.ts';
import { clusterIds } from '#sandbox/providers/cockroach/dataset.ts';
import {
  newestBackup,
  planOf,
  startCockroachHarness,
  type CockroachHarness,
} from '#test/support/provider-cockroach.ts';
import { call } from '#test/support/provider-harness.ts';

const staging: Resource = { id: clusterIds.ordersStaging, name: 'orders-staging' };
const basic: Resource = { id: clusterIds.sessions, name: 'sessions' };

/** What needs attention, as `level code`. */
async function attention({ provider }: CockroachHarness, plan: RestorePlan): Promise<readonly string[]> {
  const { findings } = await provider.preflight(plan, call());
  // People read names; ids are under Details.
  for (const { text } of findings) expect(text).not.toMatch(/[\da-f]{8}-[\da-f]{4}-/u);
  return findings.filter(({ level }) => level !== 'ok').map(({ level, code }) => `${level} ${code}`);
}

async function sentence(
  { provider }: CockroachHarness,
  plan: RestorePlan,
  code: string,
): Promise<string | undefined> {
  const { findings } = await provider.preflight(plan, call());
  return findings.find((finding) => finding.code === code)?.text;
}

function wholeCluster({ simulator }: CockroachHarness, target: Resource = staging): RestorePlan {
  return planOf(simulator, {}, { kind: 'cluster', target });
}

describe('before a whole cluster is restored', () => {
  test('everything in the way is named, and starts automatically once it is dropped', async () => {
    await using harness = await startCockroachHarness();
    harness.simulator.createDatabase('orders-staging', 'defects', ['public.reports']);
    const plan = wholeCluster(harness);

    expect(await sentence(harness, plan, 'target-not-empty')).toBe(
      '“orders-staging” must be empty first and holds “movr” (6 tables) and “defects” (1 table): drop them and the restore starts automatically.',
    );
    expect(await attention(harness, plan)).toEqual(['before-start target-not-empty']);

    harness.simulator.dropDatabase('orders-staging', 'movr');
    harness.simulator.dropDatabase('orders-staging', 'defects');

    expect(await attention(harness, plan)).toEqual([]);
  });

  test('the impact is destructive even where the cluster looks empty', async () => {
    await using harness = await startCockroachHarness();
    harness.simulator.dropDatabase('orders-staging', 'movr');

    const { impact } = await harness.provider.preflight(wholeCluster(harness), call());

    expect(isDestructive(impact)).toBe(true);
    expect(impact.overwrites).toEqual([
      'users and passwords of orders-staging',
      'grants and settings of orders-staging',
    ]);
    expect(impact.unavailable).toEqual(['orders-staging']);
  });

  test('the impact lists every database that is there', async () => {
    await using harness = await startCockroachHarness();

    const { impact } = await harness.provider.preflight(
      wholeCluster(harness, { id: clusterIds.ordersProd, name: 'orders-prod' }),
      call(),
    );

    expect(impact.overwrites.slice(0, 3)).toEqual([
      'movr (6 tables)',
      'orders (12 tables)',
      'payments (7 tables)',
    ]);
  });

  test('tables in defaultdb are in the way too', async () => {
    await using harness = await startCockroachHarness();
    const { simulator } = harness;
    simulator.dropDatabase('orders-staging', 'movr');
    simulator.dropDatabase('orders-staging', 'defaultdb');
    simulator.createDatabase('orders-staging', 'defaultdb', ['public.scratch']);

    expect(await attention(harness, wholeCluster(harness))).toEqual(['before-start target-not-empty']);
  });

  test.each([
    ['FINALIZED', []],
    ['UPGRADE_AVAILABLE', []],
    ['PENDING_FINALIZATION', ['before-start upgrade-not-final']],
    ['ROLLBACK_RUNNING', ['before-start upgrade-not-final']],
  ])('an upgrade that is %s gives %j', async (upgradeStatus, found) => {
    await using harness = await startCockroachHarness();
    harness.simulator.dropDatabase('orders-staging', 'movr');
    harness.simulator.changeCluster('orders-staging', { upgradeStatus });

    expect(await attention(harness, wholeCluster(harness))).toEqual(found);
  });

  test('two plans do not mix', async () => {
    await using harness = await startCockroachHarness();
    harness.simulator.dropDatabase('sessions', 'sessions');

    expect(await attention(harness, wholeCluster(harness, basic))).toEqual(['blocker plan-mismatch']);
  });
});

describe('before databases are restored', () => {
  test('a taken name holds the start and offers the ways out', async () => {
    await using harness = await startCockroachHarness();
    const plan = planOf(harness.simulator, { databases: ['orders'] });

    expect(await sentence(harness, plan, 'database-exists')).toBe(
      '“orders-prod” still has “orders” (12 tables): drop or rename it and the restore starts automatically, or ask again with a new name.',
    );
    expect(await attention(harness, plan)).toEqual(['before-start database-exists']);
  });

  test('they are created, and nothing is overwritten', async () => {
    await using harness = await startCockroachHarness();

    const { impact } = await harness.provider.preflight(harness.plan, call());

    expect(impact).toMatchObject({
      type: 'new-target',
      overwrites: [],
      creates: ['database orders_restored on orders-prod'],
      unavailable: [],
    });
    expect(impact.notes.join(' ')).toMatch(/Privileges.+Zone configurations/);
  });

  test.each([
    [{ state: 'LOCKED' }, 'before-start target-busy'],
    [{ state: 'CREATION_FAILED' }, 'blocker target-unusable'],
    [{ operationStatus: 'CRDB_SCALE_RUNNING' }, 'before-start target-operation-running'],
    [{ operationStatus: 'CRDB_PATCH_FAILED' }, 'warning target-operation-failed'],
    [{ upgradeStatus: 'MAJOR_UPGRADE_RUNNING' }, 'warning upgrade-not-final'],
    [{ version: 'v25.1.9' }, 'blocker version-older'],
    [{ version: 'nightly' }, 'warning version-unknown'],
  ] as const)('a destination with %j gives “%s”', async (change, found) => {
    await using harness = await startCockroachHarness();
    const plan = planOf(harness.simulator, { databases: ['orders'] }, { target: staging });
    harness.simulator.changeCluster('orders-staging', change);

    expect(await attention(harness, plan)).toEqual([found]);
  });

  test('an expired backup is a blocker', async () => {
    await using harness = await startCockroachHarness();
    harness.simulator.dropBackup('orders-prod', newestBackup(harness.simulator, 'orders-prod').backupId);

    expect(await attention(harness, harness.plan)).toEqual(['blocker backup-gone']);
  });

  test('another restore on the destination is a blocker while it runs, and a warning afterwards', async () => {
    await using harness = await startCockroachHarness();
    harness.startElsewhere(harness.otherPlan);

    expect(await attention(harness, harness.plan)).toEqual(['before-start restore-running']);
    harness.finish();
    expect(await attention(harness, harness.plan)).toEqual(['warning restored-recently']);
  });

  test('a key without the role is told so before anybody approves', async () => {
    await using harness = await startCockroachHarness({
      keys: [{ secret: 'k', roles: ['CLUSTER_DEVELOPER'] }],
    });

    expect(await attention(harness, harness.plan)).toEqual(['blocker role-missing']);
  });
});

describe('before tables are restored', () => {
  test('their database must be there, and the rest cannot be seen', async () => {
    await using harness = await startCockroachHarness();
    const plan = planOf(
      harness.simulator,
      { tables: ['orders.public.items'], into_db: 'rescue' },
      { kind: 'table' },
    );

    expect(await attention(harness, plan)).toEqual([
      'before-start database-missing',
      'warning tables-not-shown',
    ]);
    harness.simulator.createDatabase('orders-prod', 'rescue');
    expect(await attention(harness, plan)).toEqual(['warning tables-not-shown']);
    expect((await harness.provider.preflight(plan, call())).impact.creates).toEqual([
      'table rescue.public.items on orders-prod',
    ]);
  });
});

describe('the fingerprint', () => {
  test('does not change with a newer backup, with tables or with a busy cluster', async () => {
    await using harness = await startCockroachHarness();
    const before = await harness.provider.observe(harness.plan, call());

    harness.simulator.addBackup('orders-prod');
    harness.simulator.createDatabase('orders-prod', 'more', ['public.things']);
    harness.simulator.changeCluster('orders-prod', { state: 'LOCKED', version: 'v25.2.4' });

    expect(differences(before, await harness.provider.observe(harness.plan, call()))).toEqual([]);
  });

  test.each([
    [{ name: 'orders-old' }, 'Destination'],
    [{ version: 'v25.4.0' }, 'Destination version'],
    [{ createdAt: '2026-11-22T01:00:00Z' }, 'Destination created'],
  ])('shows a destination with %j', async (change, label) => {
    await using harness = await startCockroachHarness();
    const before = await harness.provider.observe(harness.plan, call());

    harness.simulator.changeCluster('orders-prod', change);

    const changed = differences(before, await harness.provider.observe(harness.plan, call()));
    expect(changed.map((difference) => difference.label)).toEqual([label]);
  });

  test('shows that the backup or the destination is gone', async () => {
    await using harness = await startCockroachHarness();
    harness.simulator.dropBackup('orders-prod', newestBackup(harness.simulator, 'orders-prod').backupId);
    harness.simulator.changeCluster('orders-prod', { state: 'DELETED' });

    expect(await harness.provider.observe(harness.plan, call())).toEqual({
      Destination: 'no longer there',
      Backup: 'no longer listed',
    });
  });

  test('takes a cluster that the vendor does not know for gone, and a failing look for an error', async () => {
    await using harness = await startCockroachHarness();
    const unknown = planOf(
      harness.simulator,
      { databases: ['orders'] },
      { target: { id: 'x', name: 'old' } },
    );
    expect(await harness.provider.observe(unknown, call())).toMatchObject({ Destination: 'no longer there' });

    harness.simulator.fault({ path: '/clusters', times: 50, action: { type: 'status', status: 403 } });
    await expect(harness.provider.observe(unknown, call())).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('what rules match as tags', () => {
  test.each([
    [staging, { env: 'staging' }],
    [{ id: clusterIds.ordersProd, name: 'orders-prod' }, { env: 'production' }],
  ])('are the labels of the destination: $name', async (target, labels) => {
    await using harness = await startCockroachHarness();

    const { tags } = await harness.provider.preflight(wholeCluster(harness, target), call());

    expect(tags).toEqual(labels);
  });
});

test('a database that is not on the source now is said to be unconfirmed, and one that is there is not', async () => {
  await using harness = await startCockroachHarness();
  harness.simulator.dropDatabase('orders-prod', 'payments');
  const dropped = planOf(harness.simulator, { databases: ['payments'] });

  expect(await attention(harness, dropped)).toContain('warning name-unconfirmed');
  expect(await sentence(harness, dropped, 'name-unconfirmed')).toContain(
    'cannot confirm that the backup holds “payments”',
  );
  const there = planOf(harness.simulator, { databases: ['orders'], new_db_name: 'orders_2' });
  expect(await attention(harness, there)).toEqual([]);
});
