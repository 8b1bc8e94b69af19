import { expect, test } from 'vitest';
import { differences } from '#core/fingerprint.ts';
import { isDestructive } from '#core/impact.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { zillizIds } from '#sandbox/providers/zilliz/dataset.ts';
import type { ZillizSimulator } from '#sandbox/providers/zilliz/index.ts';
import { call } from '#test/support/provider-harness.ts';
import {
  clusterPlan,
  collectionPlan,
  newestBackupId,
  startZillizHarness,
  type ZillizHarness,
} from '#test/support/provider-zilliz.ts';

const { catalogueStaging, searchUs, shop, staging } = zillizIds;

/** What needs attention, as `level code`. */
async function attention({ provider }: ZillizHarness, plan: RestorePlan): Promise<readonly string[]> {
  const { findings } = await provider.preflight(plan, call());
  expect(findings.map(({ text }) => text).filter((text) => !/^\S.+\.$/.test(text))).toEqual([]);
  return findings.filter(({ level }) => level !== 'ok').map(({ level, code }) => `${level} ${code}`);
}

type Change = (simulator: ZillizSimulator) => void;

test.each<readonly [string, Change, RestorePlan['options'], readonly string[]]>([
  ['all is well', () => undefined, {}, []],
  [
    'the backup is unfinished',
    (s) => s.changeBackup(newestBackupId, { status: 'CREATING' }),
    {},
    ['before-start backup-unfinished'],
  ],
  [
    'the backup is gone',
    (s) => s.dropBackup(newestBackupId),
    {},
    ['blocker backup-gone', 'warning region-not-shown'],
  ],
  [
    'the policy is not the backup’s',
    (s) => s.changeBackup(newestBackupId, { policies: ['LATEST'] }),
    { version_policy: 'ORIGINAL' },
    ['blocker policy-refused'],
  ],
  [
    'the backup shows no policy',
    (s) => s.changeBackup(newestBackupId, { policies: [] }),
    { version_policy: 'ORIGINAL' },
    ['warning policy-not-shown'],
  ],
  ['the source was dropped', (s) => s.dropCluster('catalogue-prod'), {}, ['warning source-gone']],
  [
    'the source is global',
    (s) => s.changeCluster('catalogue-prod', { globalRole: 'PRIMARY' }),
    {},
    ['blocker source-global'],
  ],
  [
    'the name is taken',
    (s) => s.changeCluster('catalogue-staging', { name: 'Catalogue-Restored', projectId: shop }),
    {},
    ['blocker name-taken'],
  ],
  [
    'another project has the name',
    (s) => s.changeCluster('catalogue-staging', { name: 'catalogue-restored' }),
    {},
    [],
  ],
  ['the size is smaller', () => undefined, { cu_size: 1 }, ['warning size-smaller']],
  ['the project is unknown', () => undefined, { project: 'proj-gone' }, ['blocker project-missing']],
])('before a new cluster: %s', async (_, change, options, found) => {
  await using harness = await startZillizHarness();
  change(harness.simulator);

  expect(await attention(harness, clusterPlan(harness.simulator, 'catalogue-restored', options))).toEqual(
    found,
  );
});

test('a project without the backup’s region cannot take the new cluster', async () => {
  await using harness = await startZillizHarness();
  const backup = harness.simulator.addBackup('search-us');
  const plan = {
    ...clusterPlan(harness.simulator, 'copy', { project: staging }),
    source: { id: searchUs, name: 'search-us' },
    point: { type: 'backup', backupId: backup, takenAt: new Date() },
  } as const;

  expect(await attention(harness, plan)).toEqual(['blocker region-missing']);
});

const nameNotShown = 'warning name-not-shown';

test.each<readonly [string, Change, RestorePlan['options'], readonly string[]]>([
  ['all is well', () => undefined, {}, [nameNotShown]],
  [
    'the collection is not in the backup',
    () => undefined,
    { collection: 'gone' },
    ['blocker collection-missing', nameNotShown],
  ],
  [
    'the backup lists nothing',
    (s) => s.changeBackup(newestBackupId, { databases: [] }),
    {},
    ['warning collections-not-listed', nameNotShown],
  ],
  [
    'the destination is stopped',
    (s) => s.changeCluster(catalogueStaging, { status: 'STOPPED' }),
    {},
    ['before-start target-not-running', nameNotShown],
  ],
  [
    'the destination is in a state that nobody knows',
    (s) => s.changeCluster(catalogueStaging, { status: 'MELTING' }),
    {},
    ['before-start target-not-running', nameNotShown],
  ],
  ['the destination is gone', (s) => s.dropCluster(catalogueStaging), {}, ['blocker target-gone']],
  [
    'the destination is global',
    (s) => s.changeCluster(catalogueStaging, { globalRole: 'SECONDARY' }),
    {},
    ['blocker target-global', nameNotShown],
  ],
  [
    'the destination is serverless',
    (s) => s.changeCluster(catalogueStaging, { deploymentOption: 'Serverless' }),
    {},
    ['blocker target-not-dedicated', nameNotShown],
  ],
  [
    'the destination is elsewhere',
    (s) => s.changeCluster(catalogueStaging, { regionId: 'gcp-us-west1' }),
    {},
    ['blocker region-differs', nameNotShown],
  ],
  [
    'the destination is of another type',
    (s) => s.changeCluster(catalogueStaging, { cuType: 'Capacity-optimized' }),
    {},
    ['warning type-differs', nameNotShown],
  ],
])('before a collection: %s', async (_, change, options, found) => {
  await using harness = await startZillizHarness();
  change(harness.simulator);
  const target = { id: catalogueStaging, name: 'catalogue-staging' };

  expect(await attention(harness, collectionPlan(harness.simulator, options, { target }))).toEqual(found);
});

test('neither kind destroys anything, and both say what they create', async () => {
  await using harness = await startZillizHarness();
  const { provider, simulator, plan } = harness;
  const collection = collectionPlan(simulator, { dest_database: 'rescue' });

  const impacts = [
    (await provider.preflight(plan, call())).impact,
    (await provider.preflight(collection, call())).impact,
  ];

  expect(impacts.map(isDestructive)).toEqual([false, false]);
  expect(impacts.map(({ creates }) => creates)).toEqual([
    ['cluster catalogue-restored'],
    ['collection restore_medium_articles in database rescue on catalogue-prod'],
  ]);
});

test.each<readonly [string, Change, readonly string[]]>([
  [
    'is another cluster under its name',
    (s) => s.changeCluster('catalogue-prod', { createdAt: '2026-01-01T00:00:00Z' }),
    ['Destination created'],
  ],
  ['was renamed', (s) => s.changeCluster('catalogue-prod', { name: 'catalogue' }), ['Destination']],
  ['has another size', (s) => s.changeCluster('catalogue-prod', { cuSize: 8 }), []],
  ['has a newer backup', (s) => void s.addBackup('catalogue-prod'), []],
  ['lost the backup', (s) => s.dropBackup(newestBackupId), ['Backup']],
])('a destination that %s is seen as different in %j', async (_, change, labels) => {
  await using harness = await startZillizHarness();
  const plan = collectionPlan(harness.simulator);
  const before = await harness.provider.observe(plan, call());
  change(harness.simulator);

  const changed = differences(before, await harness.provider.observe(plan, call()));

  expect(changed.map(({ label }) => label)).toEqual(labels);
});

test('two names in one project, or one name in two, do not lock each other', async () => {
  await using harness = await startZillizHarness();
  const { provider, simulator } = harness;
  const plans = [
    clusterPlan(simulator, 'Copy'),
    clusterPlan(simulator, 'copy'),
    clusterPlan(simulator, 'copy-2'),
    clusterPlan(simulator, 'copy', { project: staging }),
    collectionPlan(simulator),
    collectionPlan(simulator, { dest_database: 'default', collection: 'products' }),
    collectionPlan(simulator, { dest_database: 'rescue' }),
    collectionPlan(simulator, { dest_collection: 'other' }),
  ];

  const [first, same, ...rest] = plans.flatMap((plan) => provider.lockKeys(plan));

  expect(same).toBe(first);
  expect(rest[2]).toBe(rest[3]);
  expect(new Set([first, ...rest]).size).toBe(6);
});

test('a backup that has expired is called one that may be gone, by the vendor’s clock', async () => {
  await using harness = await startZillizHarness();
  const { clock } = harness.simulator;
  const expireTime = new Date(clock.now().getTime() - 60_000).toISOString();
  const path = `/backups/${newestBackupId}`;
  harness.simulator.fault({
    method: 'GET',
    path,
    action: { type: 'edit', set: { 'data.expireTime': expireTime } },
  });

  expect(await attention(harness, harness.plan)).toEqual(['warning backup-expired']);
});
