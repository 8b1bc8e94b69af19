import { describe, expect, test } from 'vitest';
import { clusterIds } from '#sandbox/providers/atlas/dataset.ts';
import { planned, startAtlasHarness, type AtlasVariant } from '#test/support/provider-atlas.ts';
import { call, callsOf, post } from '#test/support/provider-harness.ts';

const target = { targetClusterName: 'orders', targetGroupId: clusterIds.orders.split('/')[0] };
const vnd = (date: string) => `application/vnd.atlas.${date}+json`;

describe('what is sent', () => {
  test.each([
    [
      'v2',
      clusterIds.orders,
      'automated',
      (id: string) => ({ deliveryType: 'automated', snapshotId: id, ...target }),
      'backup/restoreJobs',
      vnd('2023-01-01'),
    ],
    [
      'v1.0',
      clusterIds.orders,
      'automated',
      (id: string) => ({ deliveryType: 'automated', snapshotId: id, ...target }),
      'backup/restoreJobs',
      'application/json',
    ],
    [
      'download',
      clusterIds.orders,
      'download',
      (id: string) => ({ deliveryType: 'download', snapshotId: id }),
      'backup/restoreJobs',
      vnd('2023-01-01'),
    ],
    [
      'flex',
      clusterIds.sessions,
      'automated',
      (id: string) => ({
        snapshotId: id,
        targetDeploymentItemName: 'sessions',
        targetProjectId: target.targetGroupId,
      }),
      'backup/restoreJobs',
      vnd('2024-11-13'),
    ],
    [
      'flex-download',
      clusterIds.sessions,
      'download',
      (id: string) => ({ snapshotId: id }),
      'backup/download',
      vnd('2024-11-13'),
    ],
    [
      'tenant',
      clusterIds.forum,
      'automated',
      (id: string) => ({
        snapshotId: id,
        targetDeploymentItemName: 'forum',
        targetProjectId: clusterIds.forum.split('/')[0],
      }),
      'backup/tenant/restore',
      vnd('2023-01-01'),
    ],
  ] as const)('for %s is exactly the documented body', async (variant, cluster, kind, body, path, accept) => {
    await using harness = await startAtlasHarness({ variant: variant satisfies AtlasVariant });
    const plan = await planned(harness, kind, { source: cluster, target: cluster, backup: 'latest' });

    await harness.provider.submit(plan, post());

    const [sent] = callsOf(harness, harness.submits);
    const newest = harness.simulator.snapshotsOf(cluster).at(-1)?.id ?? '';
    expect(sent?.body).toEqual(body(newest));
    expect(sent?.path.endsWith(path)).toBe(true);
    expect(sent?.headers['accept']).toBe(accept);
    expect(harness.started()).toBe(1);
  });

  test('a point in time goes out in whole seconds, an entry of the oplog in its two parts', async () => {
    await using harness = await startAtlasHarness();
    const ends = { source: clusterIds.orders, target: clusterIds.ordersStaging };
    const seconds = Math.floor(Date.now() / 1_000) - 7_200;
    const at = new Date(seconds * 1_000 + 789).toISOString();
    const inputs = [
      { ...ends, at },
      { ...ends, oplogTs: seconds, oplogInc: 3 },
    ];

    for (const input of inputs) {
      const plan = await planned(harness, 'point-in-time', input);
      await harness.provider.submit(plan, post());
      harness.finish();
    }

    const into = {
      deliveryType: 'pointInTime',
      targetClusterName: 'orders-staging',
      targetGroupId: target.targetGroupId,
    };
    expect(callsOf(harness, harness.submits).map(({ body }) => body)).toEqual([
      { ...into, pointInTimeUTCSeconds: seconds },
      { ...into, oplogTs: seconds, oplogInc: 3 },
    ]);
    expect(harness.simulator.holds('orders-staging')).toBe(
      `orders at ${new Date(seconds * 1_000).toISOString()}`,
    );
  });

  test('a sharded cluster goes by its own snapshot, from the lists of sharded clusters', async () => {
    await using harness = await startAtlasHarness();
    const { events, eventsStaging } = clusterIds;
    const plan = await planned(harness, 'automated', {
      source: events,
      target: eventsStaging,
      backup: 'latest',
    });

    await harness.provider.submit(plan, post());
    harness.finish();

    const newest = harness.simulator.snapshotsOf('events').at(-1);
    expect(plan.point).toMatchObject({ backupId: newest?.id });
    expect(harness.simulator.holds('events-staging')).toContain('events at');
    const lists = callsOf(harness, { method: 'GET', path: '/backup/snapshots/' });
    expect(lists.map(({ path }) => path.split('/').at(-1))).toEqual(['shardedClusters']);
  });

  test('every read asks for the version of its resource', async () => {
    await using harness = await startAtlasHarness();
    const { provider, plan } = harness;
    await provider.preflight(plan, call());
    await provider.whoAmI(call());
    await provider.choices({ kind: 'automated', field: 'source', input: {}, search: '' }, call());

    const accepts = Object.fromEntries(
      harness.simulator
        .calls()
        .filter(({ handshake }) => handshake !== true)
        .map(({ path, headers }) => [
          path.replace(/^.*\/groups/, '').replaceAll(/[0-9a-f]{24}/g, 'x'),
          headers['accept'],
        ]),
    );

    expect(accepts).toEqual({
      '': vnd('2023-01-01'),
      '/x/clusters': vnd('2024-08-05'),
      '/x/flexClusters': vnd('2024-11-13'),
      '/x/clusters/orders': vnd('2024-08-05'),
      '/x/clusters/orders/backup/restoreJobs': vnd('2023-01-01'),
      '/x/clusters/orders/backup/snapshots/x': vnd('2023-01-01'),
    });
  });
});
