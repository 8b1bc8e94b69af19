import { describe, expect, test } from 'vitest';
import { currentAgreement } from '#core/restore-request.ts';
import { clusterIds } from '#sandbox/providers/cockroach/dataset.ts';
import { actAs } from '#test/support/act-as.ts';
import { startServiceHarness } from '#test/support/service-harness.ts';

describe('a restore', () => {
  test('is asked, approved, submitted once, followed and checked', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.approved();
    await harness.drive(request.id, ({ state }) => state.tag === 'restoring');

    harness.provider.finish();
    const ended = await harness.drive(request.id);

    expect(ended.state).toMatchObject({ tag: 'succeeded', verification: { outcome: 'passed' } });
    expect(harness.provider.started()).toBe(1);
    expect(harness.witness.lines).toHaveLength(1);
    const { events } = await harness.load(request.id);
    expect(events.map(({ type }) => type)).toEqual([
      'asked',
      'vote-cast',
      'approved',
      'dispatched',
      'submitted',
      'restored',
      'verified',
    ]);
  });

  test('fails in the vendor’s words', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.approved();
    await harness.drive(request.id, ({ state }) => state.tag === 'restoring');

    harness.provider.fail('restore job failed: no space left');
    const ended = await harness.drive(request.id);

    expect(ended.state).toMatchObject({
      tag: 'failed',
      reason: { code: 'failed-at-vendor', text: expect.stringContaining('no space left') },
    });
  });

  test('that nobody approves ends, and sends nothing', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.asked();

    const ended = await harness.drive(request.id);

    expect(ended.state.tag).toBe('expired');
    expect(harness.provider.started()).toBe(0);
  });

  test('into a cluster that is not empty waits until it is wiped, then starts automatically', async () => {
    await using harness = await startServiceHarness();
    const input = { source: clusterIds.ordersProd, target: clusterIds.ordersStaging, backup: 'latest' };
    const request = await harness.approved(input, 'cluster');

    await harness.service.advance(request.id, AbortSignal.timeout(5_000));
    const held = (await harness.load(request.id)).request;
    harness.provider.simulator.dropDatabase('orders-staging', 'movr');
    await harness.drive(request.id, ({ state }) => state.tag === 'restoring');

    expect(held.state).toMatchObject({ tag: 'approved', hold: { text: expect.stringContaining('movr') } });
    expect(harness.provider.started()).toBe(1);
  });

  test('that never can start ends after its time, saying what it waited for', async () => {
    await using harness = await startServiceHarness();
    const input = { source: clusterIds.ordersProd, target: clusterIds.ordersStaging, backup: 'latest' };
    const request = await harness.approved(input, 'cluster');

    const ended = await harness.drive(request.id);

    expect(ended.state).toMatchObject({
      tag: 'expired',
      text: expect.stringMatching(/could not start in time.*movr/),
    });
    expect(harness.provider.started()).toBe(0);
  });
});

describe('the same thing twice', () => {
  test('one form submitted three times is one request', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.asked();

    const again = await Promise.all(
      [1, 2, 3].map(() => harness.service.ask({ requestId: id, by: 'U0RITA', commandId: `view-${id}` })),
    );

    expect(again.every((outcome) => outcome.type === 'done' && outcome.repeated)).toBe(true);
    expect((await harness.load(id)).events).toHaveLength(1);
  });

  test('one click delivered three times at once is one vote', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.asked();
    const vote = {
      requestId: request.id,
      by: 'U0ADA',
      commandId: 'the-click',
      agreement: currentAgreement(request),
      typed: 'orders-prod',
    };

    const outcomes = await Promise.all(
      [vote, vote, vote].map((each) => actAs(harness.service, 'approve', each)),
    );

    expect(outcomes.map(({ type }) => type)).toEqual(['done', 'done', 'done']);
    expect((await harness.load(request.id)).events.filter(({ type }) => type === 'vote-cast')).toHaveLength(
      1,
    );
  });

  test('an approval and a denial in the same moment make one decision, and the later one is told', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.asked();
    const agreement = currentAgreement(request);

    const outcomes = await Promise.all([
      actAs(harness.service, 'approve', {
        requestId: request.id,
        by: 'U0ADA',
        commandId: 'a',
        agreement,
        typed: 'orders-prod',
      }),
      actAs(harness.service, 'deny', {
        requestId: request.id,
        by: 'U0BEN',
        commandId: 'b',
        reason: 'Wrong backup.',
      }),
    ]);
    const { state } = (await harness.load(request.id)).request;

    expect(outcomes.some(({ type }) => type === 'done')).toBe(true);
    expect(['approved', 'denied']).toContain(state.tag);
  });

  test('two workers at once submit once', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.approved();
    const second = harness.another();
    const signal = AbortSignal.timeout(10_000);

    await Promise.all([
      harness.service.advance(request.id, signal),
      second.advance(request.id, signal),
      second.advance(request.id, signal),
    ]);
    await harness.drive(request.id, ({ state }) => state.tag === 'restoring');

    expect(harness.provider.started()).toBe(1);
  });
});

describe('one target', () => {
  test('two requests for it: the second can be asked, and is told which one holds it when it would be approved', async () => {
    await using harness = await startServiceHarness();
    const first = await harness.approved();
    const second = await harness.asked();

    const outcome = await actAs(harness.service, 'approve', {
      requestId: second.id,
      by: 'U0ADA',
      commandId: 'click',
      agreement: currentAgreement(second),
      typed: 'orders-prod',
    });

    expect(outcome).toMatchObject({ type: 'refused', refusal: { code: 'target-held', holder: first.id } });
    expect((await harness.load(second.id)).request.state).toMatchObject({
      tag: 'pending-approval',
      votes: [],
    });
  });

  test('it is free again when the first has ended', async () => {
    await using harness = await startServiceHarness();
    const first = await harness.approved();
    await actAs(harness.service, 'cancel', { requestId: first.id, by: 'U0RITA', commandId: 'withdraw' });

    const second = await harness.approved();

    expect(second.state.tag).toBe('approved');
  });
});
