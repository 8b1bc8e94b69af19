import { expect, test } from 'vitest';
import type { FormInput } from '#core/provider.ts';
import { zillizIds } from '#sandbox/providers/zilliz/dataset.ts';
import { call, callsOf, post, type CallMatch } from '#test/support/provider-harness.ts';
import { newestBackupId, startZillizHarness, type ZillizHarness } from '#test/support/provider-zilliz.ts';

const { catalogueProd, catalogueStaging, shop } = zillizIds;
const restores: CallMatch = { method: 'POST', path: '/restore' };

/** Plans and submits, the vendor answering with this; gives what was sent and what was made of the answer. */
async function submitted(harness: ZillizHarness, kind: string, input: FormInput, answer: object) {
  const body = { code: 0, data: answer };
  harness.simulator.fault({ ...restores, action: { type: 'status', status: 200, body } });
  const result = await harness.provider.plan(
    kind,
    { source: catalogueProd, backup: newestBackupId, ...input },
    call(),
  );
  if (result.type !== 'planned') throw new Error(JSON.stringify(result.errors));
  const submission = await harness.provider.submit(result.plan, post());
  const [sent] = callsOf(harness, restores);
  return { submission, sent };
}

test('sends a full restore as the vendor’s guide prints it, and keeps the password of its answer apart', async () => {
  await using harness = await startZillizHarness({}, { projectIdAs: 'targetProjectId' });
  const input = { project: shop, cluster_name: 'Dedicated-01-backup', cu_size: 1, collection_status: 'KEEP' };
  const answer = {
    clusterId: 'inxx-xxxxxxxxxxxxxxx',
    username: 'db_admin',
    password: 'xxxxxxxxx',
    jobId: 'job-xxxxxxxxxxxxxx',
  };

  const { submission, sent } = await submitted(harness, 'cluster', input, answer);

  expect(submission).toEqual({
    operationId: 'job-xxxxxxxxxxxxxx',
    secrets: { 'Password of db_admin': 'xxxxxxxxx' },
  });
  expect(sent?.path).toBe(`/v2/clusters/${catalogueProd}/backups/${newestBackupId}/restoreCluster`);
  expect(sent?.headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' });
  expect(sent?.body).toEqual({
    targetProjectId: shop,
    clusterName: 'Dedicated-01-backup',
    cuSize: 1,
    collectionStatus: 'KEEP',
  });
});

test('sends a full restore as the vendor’s reference prints it', async () => {
  await using harness = await startZillizHarness();
  const input = { project: shop, cluster_name: 'Dedicated-12', cu_size: 2, version_policy: 'LATEST' };

  const { sent } = await submitted(harness, 'cluster', input, { clusterId: 'in01-1', jobId: 'job-1' });

  expect(sent?.body).toEqual({
    projectId: shop,
    clusterName: 'Dedicated-12',
    cuSize: 2,
    collectionStatus: 'KEEP',
    restoreVersionPolicy: 'LATEST',
  });
});

test('sends a restore of one collection as the vendor’s guide prints it', async () => {
  await using harness = await startZillizHarness();
  const input = {
    collection: 'medium_articles',
    target: catalogueStaging,
    dest_collection: 'restore_medium_articles',
    dest_status: 'LOADED',
  };
  const answer = { jobId: 'job-04bf9335838dzkeydpxxxx' };

  const { submission, sent } = await submitted(harness, 'collection', input, answer);

  expect(submission).toEqual({ operationId: 'job-04bf9335838dzkeydpxxxx' });
  expect(sent?.path).toBe(`/v2/clusters/${catalogueProd}/backups/${newestBackupId}/restoreCollection`);
  expect(sent?.body).toEqual({
    destClusterId: catalogueStaging,
    dbCollections: [
      {
        collections: [
          {
            collectionName: 'medium_articles',
            destCollectionName: 'restore_medium_articles',
            destCollectionStatus: 'LOADED',
          },
        ],
      },
    ],
  });
});

test('names both databases where the backup names one', async () => {
  await using harness = await startZillizHarness();
  const from = { collection: 'analytics.queries', target: catalogueStaging };

  const { sent } = await submitted(harness, 'collection', from, { jobId: 'job-1' });
  harness.simulator.forgetCalls();
  const other = await submitted(
    harness,
    'collection',
    { ...from, dest_database: 'rescue', dest_status: 'UNLOADED' },
    { jobId: 'job-2' },
  );

  expect(sent?.body).toMatchObject({
    dbCollections: [
      {
        dbName: 'analytics',
        destDbName: 'analytics',
        collections: [
          {
            collectionName: 'queries',
            destCollectionName: expect.stringMatching(/^queries_restored_\w{6}$/) as string,
          },
        ],
      },
    ],
  });
  expect(other.sent?.body).toMatchObject({
    dbCollections: [
      { dbName: 'analytics', destDbName: 'rescue', collections: [{ destCollectionStatus: 'UNLOADED' }] },
    ],
  });
});

test.each([{ collection: '' }, { collection: 'a.b.c' }, { dest_collection: ' ' }, { dest_status: '' }])(
  'never sends a plan of a collection with a hole in it: %j',
  async (hole) => {
    await using harness = await startZillizHarness();
    const { plan, provider } = harness;
    const options = { collection: 'products', dest_collection: 'x', dest_status: 'LOADED', ...hole };
    const target = { id: catalogueStaging, name: 'catalogue-staging' };

    await expect(provider.submit({ ...plan, kind: 'collection', target, options }, post())).rejects.toThrow(
      RangeError,
    );

    expect(harness.simulator.calls()).toEqual([]);
  },
);

test('an older answer without a job is followed by its cluster, and its password is not lost', async () => {
  await using harness = await startZillizHarness();
  const answer = { clusterId: 'in01-7d2c', username: 'db_admin', password: 'only once' };

  const { submission } = await submitted(harness, 'cluster', { cluster_name: 'copy' }, answer);

  expect(submission).toEqual({
    operationId: 'in01-7d2c',
    secrets: { 'Password of db_admin': 'only once' },
  });
});

test('reads the answers of the vendor’s reference', async () => {
  await using harness = await startZillizHarness();
  const { simulator, provider, plan } = harness;
  const answer = (path: string, data: unknown) =>
    simulator.fault({
      method: 'GET',
      path,
      action: { type: 'status', status: 200, body: { code: 0, data } },
    });
  answer('/v2/jobs/', {
    jobId: 'job-03e1eefbd82dmo2oeb8pe2',
    type: 'RESTORE',
    status: 'SUCCESSFUL',
    progress: '100',
    startTime: '2024-07-30T16:49:50Z',
    endTime: '2024-07-30T17:30:50Z',
    reason: '',
  });
  // As recorded: without regions, organization type and description.
  answer('/v2/projects', [
    {
      projectName: 'Default Project',
      projectId: 'proj-x',
      instanceCount: 2,
      createTime: '2023-08-16T07:34:06Z',
      plan: 'Enterprise',
    },
  ]);

  const poll = await provider.poll({ plan, operationId: 'job-03e1eefbd82dmo2oeb8pe2' }, call());
  const who = await provider.whoAmI(call());

  expect(poll).toEqual({ type: 'succeeded', finishedAt: new Date('2024-07-30T17:30:50Z') });
  expect(who).toBe('An API key of Zilliz Cloud that sees Default Project, with 4 clusters.');
});
