import { describe, expect, test } from 'vitest';
import { call, callsOf, longAgo, post, rejection, type FaultAction } from '#test/support/provider-harness.ts';
import {
  collectionPlan,
  startElsewhere,
  startZillizHarness,
  type ZillizHarness,
} from '#test/support/provider-zilliz.ts';

async function started({ provider, plan }: ZillizHarness) {
  const { operationId } = await provider.submit(plan, post());
  return { plan, operationId };
}

/** A submission whose answer is lost, found again. */
async function lostAndFound(harness: ZillizHarness) {
  const { provider, plan, simulator, submits } = harness;
  const baseline = await provider.baseline(plan, call());
  simulator.fault({ ...submits, action: { type: 'drop', applied: true } });
  await rejection(provider.submit(plan, post()));
  const found = await provider.find(plan, { ...call(), since: baseline.vendorTime, baseline });
  const [operation] = found.type === 'matches' ? found.operations : [];
  if (operation === undefined) throw new Error('it was not found');
  return { plan, operationId: operation.operationId };
}

describe('finding a new cluster', () => {
  test('goes by project and name, over all pages', async () => {
    await using harness = await startZillizHarness({ mostPerPage: 1 });
    const { simulator, provider, plan } = harness;
    const { name } = plan.target;
    simulator.changeCluster('catalogue-staging', { name });
    const { operationId } = await lostAndFound(harness);

    const found = await provider.find(plan, { ...call(), since: longAgo });

    expect(simulator.clustersNamed(name)).toHaveLength(2);
    expect(operationId).toBe(simulator.clustersNamed(name)[1]?.id);
    expect(found).toMatchObject({ type: 'matches', operations: [{ operationId }] });
  });

  test('leaves out what was there before, even where its time is not shown', async () => {
    await using harness = await startZillizHarness();
    const { provider, plan } = harness;
    harness.startElsewhere(plan);
    const baseline = await provider.baseline(plan, call());
    const action: FaultAction = { type: 'edit', remove: ['data.clusters.1.createTime'] };
    harness.simulator.fault({ ...harness.lists, action, times: 2 });

    const found = await provider.find(plan, { ...call(), since: longAgo, baseline });

    expect(found).toEqual({ type: 'matches', operations: [] });
  });

  test('is undecidable where the vendor does not show when it was made', async () => {
    await using harness = await startZillizHarness();
    harness.startElsewhere(harness.plan);
    harness.simulator.fault({
      ...harness.lists,
      action: { type: 'edit', remove: ['data.clusters.1.createTime'] },
      times: 2,
    });

    const result = await harness.provider.find(harness.plan, { ...call(), since: longAgo });

    expect(result).toMatchObject({
      type: 'undecidable',
      reason: expect.stringMatching(/when “in01-/) as string,
    });
  });

  test('leads to its end without the job, and says that the password may be lost', async () => {
    await using harness = await startZillizHarness({ restoreMs: 1_000 });
    harness.simulator.clock.setSpeed(0);
    const operation = await lostAndFound(harness);
    const details: unknown[] = [];

    for (const ms of [0, 500, 500]) {
      harness.simulator.clock.advance(ms);
      details.push(await harness.provider.poll(operation, call()));
    }

    expect(details).toMatchObject([
      { type: 'running', detail: 'Zilliz Cloud is creating the cluster; its job is not known.' },
      { type: 'running', detail: 'Zilliz Cloud is restoring into the new cluster; its job is not known.' },
      { type: 'succeeded' },
    ]);
    expect(await harness.provider.verify(operation, call())).toMatchObject({
      outcome: 'passed',
      findings: [{ code: 'cluster-running' }, { level: 'warning', code: 'password-lost' }],
    });
  });

  test('a cluster that fails goes on with an alarm, and one that is dropped is gone', async () => {
    await using harness = await startZillizHarness();
    const operation = await lostAndFound(harness);
    harness.fail('no more capacity');

    const failed = await harness.provider.poll(operation, call());
    harness.simulator.dropCluster(operation.operationId);

    expect(failed).toMatchObject({ type: 'running', alarm: expect.stringContaining('ABNORMAL') as string });
    expect(await harness.provider.poll(operation, call())).toMatchObject({ type: 'gone' });
  });

  test('a cluster of another name does not end our restore', async () => {
    await using harness = await startZillizHarness();
    const operationId = harness.simulator.clustersNamed('search-us')[0]?.id ?? '';

    await expect(harness.provider.poll({ plan: harness.plan, operationId }, call())).rejects.toMatchObject({
      kind: 'contract',
    });
  });
});

describe('a collection', () => {
  test('cannot be found, and the sentence says where to look', async () => {
    await using harness = await startZillizHarness();
    const plan = collectionPlan(harness.simulator);
    startElsewhere(harness.simulator, plan);

    const result = await harness.provider.find(plan, { ...call(), since: longAgo });

    expect(result).toMatchObject({
      type: 'undecidable',
      reason: expect.stringMatching(/Jobs page .+ job’s id/) as string,
    });
  });

  test('is restored alone, under its new name, and the check says who can see it', async () => {
    await using harness = await startZillizHarness();
    const plan = collectionPlan(harness.simulator, {
      collection: 'analytics.queries',
      dest_database: 'rescue',
    });
    const before = harness.simulator.databasesOf('catalogue-prod');
    const { operationId, secrets } = await harness.provider.submit(plan, post());
    harness.finish();

    const ended = await harness.provider.poll({ plan, operationId }, call());
    const verification = await harness.provider.verify({ plan, operationId }, call());

    expect(secrets).toBeUndefined();
    expect(ended.type).toBe('succeeded');
    expect(harness.simulator.databasesOf('catalogue-prod')).toEqual([
      ...before,
      { name: 'rescue', collections: [{ name: 'restore_medium_articles', status: 'LOADED' }] },
    ]);
    expect(verification).toMatchObject({
      outcome: 'not-possible',
      findings: [{ code: 'collections-not-shown' }],
    });
  });

  test('whose job the vendor has forgotten is gone', async () => {
    await using harness = await startZillizHarness();
    const plan = collectionPlan(harness.simulator);
    const { operationId } = await harness.provider.submit(plan, post());
    harness.simulator.forgetJob(operationId);

    expect(await harness.provider.poll({ plan, operationId }, call())).toMatchObject({ type: 'gone' });
  });
});

describe('following a job', () => {
  test('waits, shows its share, and then its end', async () => {
    await using harness = await startZillizHarness({ restoreMs: 1_000 });
    harness.simulator.clock.setSpeed(0);
    const operation = await started(harness);
    const waiting = await harness.provider.poll(operation, call());
    harness.simulator.clock.advance(400);

    expect(waiting).toEqual({ type: 'running', detail: 'Waiting at Zilliz Cloud.' });
    expect(await harness.provider.poll(operation, call())).toEqual({
      type: 'running',
      fraction: 0.4,
      detail: 'Zilliz Cloud is restoring.',
    });
  });

  test('that somebody cancels at the vendor ends as cancelled, not before', async () => {
    await using harness = await startZillizHarness();
    const operation = await started(harness);
    harness.simulator.cancelRestores('CANCELING');
    const cancelling = await harness.provider.poll(operation, call());
    harness.simulator.cancelRestores('CANCELED');

    expect(cancelling).toMatchObject({
      type: 'running',
      detail: 'Somebody is cancelling it at Zilliz Cloud.',
    });
    expect(await harness.provider.poll(operation, call())).toEqual({ type: 'cancelled' });
  });

  test.each([
    [{ 'data.progress': 'half' }, undefined],
    [{ 'data.progress': '100' }, undefined],
    [{ 'data.progress': 25 }, 0.25],
  ])('believes %j as %j', async (set, fraction) => {
    await using harness = await startZillizHarness();
    const operation = await started(harness);
    const action = { type: 'edit', set: { 'data.status': 'IN_PROGRESS', ...set } } as const;
    harness.simulator.fault({ ...harness.polls, action });

    const poll = await harness.provider.poll(operation, call());

    expect(poll.type === 'running' && poll.fraction).toBe(fraction);
  });

  test('says so where a failure has no reason', async () => {
    await using harness = await startZillizHarness();
    const operation = await started(harness);
    harness.fail('');

    expect(await harness.provider.poll(operation, call())).toMatchObject({
      type: 'failed',
      reason: 'Zilliz Cloud gave no reason',
    });
  });

  test.each([{ 'data.jobId': 'job-other' }, { 'data.type': 'BACKUP' }])(
    'does not believe an answer with %j',
    async (set) => {
      await using harness = await startZillizHarness();
      const operation = await started(harness);
      harness.finish();
      harness.simulator.fault({ ...harness.polls, action: { type: 'edit', set } });

      await expect(harness.provider.poll(operation, call())).rejects.toMatchObject({ kind: 'contract' });
    },
  );

  test('goes over to the new cluster where the vendor has forgotten the job', async () => {
    await using harness = await startZillizHarness();
    const operation = await started(harness);
    harness.simulator.forgetJob(operation.operationId);

    expect(await harness.provider.poll(operation, call())).toMatchObject({
      type: 'running',
      detail: 'Zilliz Cloud is creating the cluster; its job is not known.',
    });
    expect(callsOf(harness, { method: 'GET', path: '/v2/clusters' })).not.toHaveLength(0);
  });
});

describe('verifying a new cluster', () => {
  test.each([
    ['RUNNING', 'passed', ['cluster-running', 'password-new']],
    ['ABNORMAL', 'failed', ['cluster-not-running', 'password-new']],
    ['RESIZING', 'not-possible', ['cluster-not-running', 'password-new']],
    ['DELETED', 'failed', ['cluster-missing']],
  ])('that is %s has %s', async (status, outcome, codes) => {
    await using harness = await startZillizHarness();
    const operation = await started(harness);
    harness.finish();
    harness.simulator.changeCluster(harness.plan.target.name, { status });

    const verification = await harness.provider.verify(operation, call());

    expect(verification.outcome).toBe(outcome);
    expect(verification.findings.map(({ code }) => code)).toEqual(codes);
  });

  test('sees that it is not there, and that its size is another', async () => {
    await using harness = await startZillizHarness();
    const operation = await started(harness);
    harness.finish();
    harness.simulator.changeCluster(harness.plan.target.name, { cuSize: 2 });
    const other = await harness.provider.verify(operation, call());
    harness.simulator.dropCluster(harness.plan.target.name);

    expect(other.findings.map(({ code }) => code)).toContain('size-differs');
    expect(await harness.provider.verify(operation, call())).toMatchObject({
      outcome: 'failed',
      findings: [{ code: 'cluster-missing' }],
    });
  });
});
