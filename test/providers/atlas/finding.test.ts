import { describe, expect, test } from 'vitest';
import { clusterIds } from '#sandbox/providers/atlas/dataset.ts';
import { planned, startAtlasHarness, type AtlasHarness } from '#test/support/provider-atlas.ts';
import { call, longAgo, type FaultAction } from '#test/support/provider-harness.ts';

const { orders, ordersStaging } = clusterIds;

function edit(set: Readonly<Record<string, unknown>>, remove: readonly string[] = []): FaultAction {
  return { type: 'edit', set, remove: [...remove] };
}

/** Looks for a plan in a list whose first job is changed like this. */
async function foundAfter(harness: AtlasHarness, action: FaultAction, plan = harness.plan): Promise<unknown> {
  harness.startElsewhere(plan);
  harness.simulator.fault({ method: 'GET', path: '/backup/restoreJobs', action });
  const result = await harness.provider.find(plan, { ...call(), since: longAgo });
  return result.type === 'matches' ? result.operations.length : result.type;
}

const someoneElse = '6a0000000000000000000fff';

describe('finding our job', () => {
  test.each([
    ['another snapshot', edit({ 'results.0.snapshotId': someoneElse }), 0],
    ['another target', edit({ 'results.0.targetClusterName': 'orders-staging' }), 0],
    ['a target of another project', edit({ 'results.0.targetGroupId': someoneElse }), 0],
    ['another kind', edit({ 'results.0.deliveryType': 'download' }), 0],
    ['a kind that nobody knows', edit({ 'results.0.deliveryType': 'teleport' }), 'undecidable'],
    ['no snapshot shown', edit({}, ['results.0.snapshotId']), 'undecidable'],
    ['no target shown', edit({ 'results.0.targetGroupId': null }), 'undecidable'],
    ['an id from before 2020', edit({ 'results.0.id': `5a${someoneElse.slice(2)}` }), 0],
    [
      'a name for the target’s node that nobody documents',
      edit({ 'results.0.targetDeploymentItemName': 'x' }),
      1,
    ],
    ['flags that are null', edit({ 'results.0.failed': null, 'results.0.expired': null }), 1],
  ] as const)('a job with %s', async (_, action, found) => {
    await using harness = await startAtlasHarness();

    expect(await foundAfter(harness, action)).toBe(found);
  });

  test.each([
    ['as it was sent', edit({}), 1],
    ['another second', edit({ 'results.0.pointInTimeUTCSeconds': 1_700_000_000 }), 0],
    ['no moment', edit({}, ['results.0.pointInTimeUTCSeconds']), 'undecidable'],
    ['whichever snapshot Atlas took for it', edit({ 'results.0.snapshotId': someoneElse }), 1],
  ] as const)('a point in time that shows %s', async (_, action, found) => {
    await using harness = await startAtlasHarness();
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const plan = await planned(harness, 'point-in-time', { source: orders, target: ordersStaging, at });

    expect(await foundAfter(harness, action, plan)).toBe(found);
  });

  test('an entry of the oplog is told from its neighbour, and from its second', async () => {
    const oplogTs = Math.floor(Date.now() / 1_000) - 3_600;
    const moments = [
      [edit({}), 1],
      [edit({ 'results.0.oplogInc': 8 }), 0],
      [
        edit({ 'results.0.pointInTimeUTCSeconds': oplogTs }, ['results.0.oplogTs', 'results.0.oplogInc']),
        'undecidable',
      ],
      [
        edit(
          { 'results.0.desiredTimestamp': { date: new Date(oplogTs * 1_000).toISOString(), increment: 7 } },
          ['results.0.oplogTs', 'results.0.oplogInc'],
        ),
        1,
      ],
    ] as const;
    for (const [action, found] of moments) {
      await using harness = await startAtlasHarness();
      const input = { source: orders, target: ordersStaging, oplogTs, oplogInc: 7 };
      const plan = await planned(harness, 'point-in-time', input);

      expect(await foundAfter(harness, action, plan)).toBe(found);
    }
  });

  test('every page is read, and a baseline keeps only what a find could meet', async () => {
    await using harness = await startAtlasHarness({ simulator: { mostPerPage: 2 } });
    const { provider, simulator, plan } = harness;
    for (let at = 0; at < 3; at += 1) {
      harness.startElsewhere(plan);
      harness.finish();
    }
    simulator.clock.advance(2 * 3_600_000);
    for (let at = 0; at < 2; at += 1) {
      harness.startElsewhere(plan);
      harness.finish();
    }

    const { operationIds } = await provider.baseline(plan, call());
    const found = await provider.find(plan, { ...call(), since: longAgo });

    expect(operationIds).toHaveLength(2);
    expect(found.type === 'matches' ? found.operations : []).toHaveLength(5);
  });

  test('a job that shows too little but was there before does not make it undecidable', async () => {
    await using harness = await startAtlasHarness();
    harness.startElsewhere(harness.plan);
    const baseline = await harness.provider.baseline(harness.plan, call());
    const action = edit({}, ['results.0.snapshotId']);
    harness.simulator.fault({ method: 'GET', path: '/backup/restoreJobs', action });

    const since = baseline.vendorTime;

    await expect(harness.provider.find(harness.plan, { ...call(), since, baseline })).resolves.toEqual({
      type: 'matches',
      operations: [],
    });
  });
});
