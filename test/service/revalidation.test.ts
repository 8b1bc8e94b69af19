import { describe, expect, test } from 'vitest';
import { currentAgreement } from '#core/restore-request.ts';
import { actAs } from '#test/support/act-as.ts';
import { startServiceHarness } from '#test/support/service-harness.ts';
import { stateAfterStep } from '#test/support/service-steps.ts';

/** One step of the worker, and where the request is after it. */
describe('between the vote and the submission', () => {
  test('F17: an approver who left the group: the votes are void, and nothing is sent', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    harness.directory.groups.set('S0DBA', ['U0BEN']);

    expect(await stateAfterStep(harness, id)).toMatchObject({ tag: 'pending-approval', votes: [] });
    expect(harness.provider.started()).toBe(0);
  });

  test('F17: a deactivated approver: the same', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    harness.directory.excluded.set('U0ADA', 'deactivated');

    expect(await stateAfterStep(harness, id)).toMatchObject({ tag: 'pending-approval', votes: [] });
  });

  test('a lookup that fails neither passes nor voids: it holds, and goes on when it works again', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    harness.directory.groups.set('S0DBA', 'lookup-failed');

    const held = await stateAfterStep(harness, id);
    harness.directory.groups.set('S0DBA', ['U0ADA']);
    const request = await harness.drive(id, ({ state }) => state.tag === 'restoring');

    expect(held).toMatchObject({
      tag: 'approved',
      hold: { text: expect.stringContaining('Slack cannot say') },
    });
    expect(request.state.tag).toBe('restoring');
  });

  test('F18: a target that was renamed: void, and old and new are shown', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    harness.provider.simulator.changeCluster('orders-prod', { name: 'orders-old' });

    const state = await stateAfterStep(harness, id);
    const { events, request } = await harness.load(id);

    expect(state.tag).toBe('pending-approval');
    expect(events.at(-1)).toMatchObject({
      type: 'votes-voided',
      differences: [expect.objectContaining({ before: 'orders-prod', after: 'orders-old' })],
    });
    const stale = await actAs(harness.service, 'approve', {
      requestId: id,
      by: 'U0ADA',
      commandId: 'stale',
      agreement: 'the-earlier-one',
      typed: 'orders-prod',
    });
    expect(stale).toMatchObject({ refusal: { code: 'outdated' } });
    const fresh = await actAs(harness.service, 'approve', {
      requestId: id,
      by: 'U0ADA',
      commandId: 'fresh',
      agreement: currentAgreement(request),
      typed: 'orders-prod',
    });
    expect(fresh.type).toBe('done');
  });

  test('F18: a newer backup is information and voids nothing', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    harness.provider.simulator.addBackup('orders-prod');

    expect((await stateAfterStep(harness, id)).tag).toBe('restoring');
  });

  test('F18: a backup that is gone: void', async () => {
    await using harness = await startServiceHarness();
    const { id, plan } = await harness.approved();
    const { point } = plan.plan;
    harness.provider.simulator.dropBackup('orders-prod', point.type === 'backup' ? point.backupId : '');

    expect((await stateAfterStep(harness, id)).tag).toBe('pending-approval');
  });

  test.each([
    ['has another major version', { version: 'v26.1.0' }, 'Destination version'],
    ['was recreated with the same name', { createdAt: '2026-03-01T02:59:00Z' }, 'Destination created'],
    ['was deleted', { state: 'DELETED' }, 'Destination'],
  ] as const)('F18: a target that %s: void, old and new are shown', async (_, change, label) => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    harness.provider.simulator.changeCluster('orders-prod', change);

    expect(await stateAfterStep(harness, id)).toMatchObject({ tag: 'pending-approval', votes: [] });
    const voided = (await harness.load(id)).events.at(-1);
    expect(voided).toMatchObject({
      type: 'votes-voided',
      differences: expect.arrayContaining([expect.objectContaining({ label })]),
    });
    expect(harness.provider.started()).toBe(0);
  });

  test('F18: a target that the vendor no longer knows: void, not held', async () => {
    await using harness = await startServiceHarness();
    const { id, plan } = await harness.approved();
    harness.provider.simulator.fault({
      method: 'GET',
      path: `/api/v1/clusters/${plan.plan.target.id}`,
      times: 1_000,
      action: { type: 'status', status: 404, message: 'cluster not found' },
    });

    expect(await stateAfterStep(harness, id)).toMatchObject({ tag: 'pending-approval', votes: [] });
  });

  test('F18: another restore that began since: void; the person who agrees to that waits for its end', async () => {
    await using harness = await startServiceHarness();
    const { id, plan } = await harness.approved();
    harness.provider.startElsewhere({
      ...plan.plan,
      options: { ...plan.plan.options, new_db_name: 'theirs' },
    });

    expect(await stateAfterStep(harness, id)).toMatchObject({ tag: 'pending-approval', votes: [] });
    const { request, events } = await harness.load(id);
    expect(events.at(-1)).toMatchObject({
      differences: [{ label: 'Another restore of the target', before: 'none', after: 'running' }],
    });
    await actAs(harness.service, 'approve', {
      requestId: id,
      by: 'U0ADA',
      commandId: 'knowing',
      agreement: currentAgreement(request),
    });
    expect(await stateAfterStep(harness, id)).toMatchObject({
      tag: 'approved',
      hold: { text: expect.any(String) },
    });
    harness.provider.simulator.finishRestores();
    await harness.service.checkNow(id);

    expect((await stateAfterStep(harness, id)).tag).toBe('restoring');
  });

  test('a cluster that is locked holds until it is free', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    harness.provider.simulator.changeCluster('orders-prod', { state: 'LOCKED' });

    const held = await stateAfterStep(harness, id);
    harness.provider.simulator.changeCluster('orders-prod', { state: 'CREATED' });
    await harness.service.checkNow(id);

    expect(held).toMatchObject({ tag: 'approved', hold: { text: expect.stringContaining('orders-prod') } });
    expect((await stateAfterStep(harness, id)).tag).toBe('restoring');
  });

  test('a vendor that is away holds, and expires with its words', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    harness.provider.simulator.fault({
      method: 'GET',
      path: '/api',
      times: 100_000,
      action: { type: 'status', status: 503, message: 'down for maintenance' },
    });

    const ended = await harness.drive(id);

    expect(ended.state).toMatchObject({
      tag: 'expired',
      text: expect.stringContaining('down for maintenance'),
    });
    expect(harness.provider.started()).toBe(0);
  });
});

describe('asking', () => {
  test('somebody in no rule is offered nothing, and a guest is told why', async () => {
    await using harness = await startServiceHarness();
    harness.directory.excluded.set('U0RITA', 'guest');

    expect(await harness.service.offers('U0NOBODY')).toEqual({ type: 'none', because: 'not-in-the-rule' });
    expect(await harness.service.offers('U0RITA')).toEqual({ type: 'none', because: 'guest' });
  });

  test('a blocker cannot be asked', async () => {
    await using harness = await startServiceHarness();
    const { plan, impact, fingerprint } = await harness.asked();
    const blocker = { level: 'blocker', code: 'plan-mismatch', text: 'Both must be Advanced.' } as const;
    await harness.service.saveDraft({
      requestId: 'ANOTHER',
      requester: 'U0RITA',
      channel: 'C0OPS',
      connection: 'crdb-prod',
      kind: 'database',
      input: {},
      reason: 'INC-7',
      reviewed: { planJson: plan.json, impact, fingerprint, findings: [blocker] },
    });

    const outcome = await harness.service.ask({ requestId: 'ANOTHER', by: 'U0RITA', commandId: 'view' });

    expect(outcome).toMatchObject({ refusal: { code: 'blocked', findings: [blocker] } });
  });

  test('another person’s form is not mine', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.asked();

    const outcome = await harness.service.ask({ requestId: id, by: 'U0ZOE', commandId: 'view' });

    expect(outcome).toMatchObject({ refusal: { code: 'not-your-form' } });
  });
});

describe('following', () => {
  test('a revoked key is told at once, concludes nothing, and following goes on when it is fixed', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    await harness.drive(id, ({ state }) => state.tag === 'restoring');
    harness.provider.simulator.fault({
      ...harness.provider.polls,
      times: 1_000,
      action: { type: 'status', status: 401 },
    });

    harness.pass(60_000);
    const troubled = await stateAfterStep(harness, id);
    harness.pass(120_000);
    await stateAfterStep(harness, id);
    harness.provider.simulator.clearFaults();
    harness.pass(120_000);
    const recovered = await stateAfterStep(harness, id);
    const { events } = await harness.load(id);

    expect(troubled).toMatchObject({
      tag: 'restoring',
      trouble: { text: expect.stringContaining('revoked') },
    });
    expect(recovered).toMatchObject({ tag: 'restoring' });
    expect(recovered).not.toHaveProperty('trouble');
    expect(events.filter(({ type }) => type === 'trouble-began')).toHaveLength(1);
  });

  test('a vendor that is briefly away is no news', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    await harness.drive(id, ({ state }) => state.tag === 'restoring');
    harness.provider.simulator.fault({
      ...harness.provider.polls,
      times: 10,
      action: { type: 'status', status: 503 },
    });

    harness.pass(60_000);
    await stateAfterStep(harness, id);
    const { request, look } = await harness.load(id);

    expect(request.state).not.toHaveProperty('trouble');
    expect(look?.failingSince).toBeDefined();
  });

  test('a status that nobody knows is an alarm, and never an end', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    await harness.drive(id, ({ state }) => state.tag === 'restoring');
    harness.provider.simulator.fault({ ...harness.provider.polls, action: harness.provider.strangeStatus });

    harness.pass(60_000);

    expect(await stateAfterStep(harness, id)).toMatchObject({
      tag: 'restoring',
      trouble: { text: expect.stringContaining('MELTING') },
    });
  });

  test('F20: an operation that the vendor no longer knows, look after look, is left to a person', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    const { state } = await harness.drive(id, (request) => request.state.tag === 'restoring');
    harness.provider.forget(state.tag === 'restoring' ? state.operationId : '');

    const looks = [];
    for (let look = 0; look < 3; look += 1) {
      harness.pass(60_000);
      looks.push((await stateAfterStep(harness, id)).tag);
    }

    expect(looks).toEqual(['restoring', 'restoring', 'unknown']);
    expect((await harness.load(id)).request.state).toMatchObject({ known: { because: 'operation-gone' } });
  });

  test('F20: two 404 of a proxy make no operation gone', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    await harness.drive(id, (request) => request.state.tag === 'restoring');
    for (let round = 0; round < 4; round += 1) {
      harness.provider.simulator.fault({
        ...harness.provider.polls,
        times: 2,
        action: { type: 'status', status: 404 },
      });
      for (let look = 0; look < 3; look += 1) {
        harness.pass(60_000);
        await stateAfterStep(harness, id);
      }
    }

    const { events, look } = await harness.load(id);
    expect(events.at(-1)?.type).toBe('submitted');
    expect(look?.gone).toBeUndefined();
  });
});
