import { describe, expect, test } from 'vitest';
import type { Freeze } from '#core/freeze.ts';
import type { RestoreProvider } from '#core/provider.ts';
import { currentAgreement } from '#core/restore-request.ts';
import { actAs } from '#test/support/act-as.ts';
import { aFreeze, hourOfIt, minutes, tenMinutesLater } from '#test/support/freezes.ts';
import { startServiceHarness, type ServiceHarness } from '#test/support/service-harness.ts';
import { approve, firstRule, step } from '#test/support/service-steps.ts';

/** Lets Ben start any restore alone. */
function allowBen(harness: ServiceHarness): void {
  harness.rules[0] = {
    ...firstRule(harness),
    breakGlass: {
      people: { users: ['U0BEN'], groups: [] },
      reviewers: { users: [], groups: ['S0DBA'] },
      tell: { channels: ['C0OPS'], users: [] },
      reviewWithinMs: minutes(60),
    },
  };
}

function breakGlass(harness: ServiceHarness, request: Awaited<ReturnType<ServiceHarness['asked']>>) {
  return actAs(harness.service, 'break-glass', {
    requestId: request.id,
    by: 'U0BEN',
    commandId: 'glass',
    agreement: currentAgreement(request),
    reason: 'Nobody answers.',
    typed: request.plan.plan.target.name,
  });
}

describe('F31: a freeze that ends what waits', () => {
  test('F31: ends a request that nobody approved at the moment it begins, which is due then', async () => {
    await using harness = await startServiceHarness();
    harness.freezes.push(aFreeze(tenMinutesLater, { pending: 'end' }));
    const { id } = await harness.asked();
    const begins = new Date('2026-03-01T03:10:00.000Z');

    const before = await step(harness, id);
    harness.pass(minutes(10));
    const { state } = await step(harness, id);

    expect(before.next).toEqual(begins);
    expect(state).toMatchObject({
      tag: 'expired',
      text: expect.stringContaining('The freeze “release” began'),
    });
  });

  test('F31: ends one that waits for the end of another freeze', async () => {
    await using harness = await startServiceHarness();
    harness.freezes.push(
      aFreeze(hourOfIt, { name: 'first' }),
      aFreeze({ ...hourOfIt, from: '2026-03-01T03:05' }, { name: 'second', pending: 'end' }),
    );
    const { id, state: asked } = await harness.asked();

    await step(harness, id);
    harness.pass(minutes(5));
    const { state } = await step(harness, id);

    expect(asked).toMatchObject({ closed: { freeze: 'first' } });
    expect(state).toMatchObject({ tag: 'expired', text: expect.stringContaining('“second” began') });
  });

  test('F31: refuses asking, by name', async () => {
    await using harness = await startServiceHarness();
    harness.freezes.push(aFreeze(hourOfIt, { pending: 'end' }));

    await expect(harness.asked()).rejects.toThrow(/"code":"frozen","freeze":"release"/);
  });

  test('F31: refuses an approval that comes before the worker has ended it', async () => {
    await using harness = await startServiceHarness();
    harness.freezes.push(aFreeze(tenMinutesLater, { pending: 'end' }));
    const request = await harness.asked();
    harness.pass(minutes(10));

    expect(await approve(harness, request)).toMatchObject({
      type: 'refused',
      refusal: { code: 'frozen', freeze: 'release' },
    });
    expect((await harness.load(request.id)).request.state).toMatchObject({ votes: [] });
  });

  test('F31: at the end of the only times in which restores may start', async () => {
    await using harness = await startServiceHarness();
    harness.freezes.push(aFreeze(hourOfIt, { effect: 'allow', pending: 'end' }));
    const { id } = await harness.asked();

    const before = await step(harness, id);
    harness.pass(minutes(10));

    expect(before.next).toEqual(new Date('2026-03-01T03:10:00.000Z'));
    expect((await step(harness, id)).state).toMatchObject({
      tag: 'expired',
      text: expect.stringContaining('is over'),
    });
  });
});

describe('F31: a restore that runs when a freeze begins', () => {
  function stoppable(provider: RestoreProvider) {
    const asked: string[] = [];
    const changed: RestoreProvider = {
      ...provider,
      poll: async () =>
        asked.length > 0 ? { type: 'cancelled' } : { type: 'running', detail: 'Restoring.' },
      async cancel({ operationId }) {
        asked.push(operationId);
        return { type: 'asked' };
      },
    };
    return { asked, provider: changed };
  }

  async function overrun(running: Freeze['running'], others: readonly Freeze[] = []) {
    const harness = await startServiceHarness();
    const { id } = await harness.approved();
    await harness.drive(id, ({ state }) => state.tag === 'restoring');
    const { asked, provider } = stoppable(harness.provider.provider);
    const worker = harness.another({ providers: new Map([['crdb-prod', provider]]) });
    harness.freezes.push(aFreeze(hourOfIt, { running }), ...others);
    await worker.advance(id, AbortSignal.timeout(5_000));
    const { request, events } = await harness.load(id);
    await harness[Symbol.asyncDispose]();
    return { asked, state: request.state, events };
  }

  test('F31: goes on where the freeze says so: a window that is overrun stops nothing', async () => {
    const { asked, state } = await overrun('continue');

    expect(asked).toEqual([]);
    expect(state.tag).toBe('restoring');
  });

  test('F31: is stopped where the freeze says so, and the record names the freeze', async () => {
    const { asked, state, events } = await overrun('stop');

    expect(asked).toHaveLength(1);
    expect(state.tag).toBe('cancelled');
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'cancel-asked',
        freeze: { freeze: 'release', text: 'The freeze “release” stops what runs.' },
      }),
    );
  });

  test('F31: is stopped by the one of several that says so, although another lasts longer', async () => {
    const longer = aFreeze({ ...hourOfIt, until: '2026-03-05T00:00' }, { name: 'longer' });
    const { asked } = await overrun('stop', [longer]);

    expect(asked).toHaveLength(1);
  });
});

describe('F31: break-glass', () => {
  test('F31: passes through a freeze that says so', async () => {
    await using harness = await startServiceHarness();
    allowBen(harness);
    harness.freezes.push(aFreeze(hourOfIt, { breakGlass: 'passes' }));
    const request = await harness.asked();

    await breakGlass(harness, request);

    expect((await step(harness, request.id)).state.tag).toBe('restoring');
  });

  test('F31: is refused under one that it does not pass, also where another would let it through', async () => {
    await using harness = await startServiceHarness();
    allowBen(harness);
    harness.freezes.push(
      aFreeze(hourOfIt),
      aFreeze({ ...hourOfIt, until: '2026-03-05T00:00' }, { name: 'longer', breakGlass: 'passes' }),
    );
    const request = await harness.asked();

    expect(await breakGlass(harness, request)).toMatchObject({
      type: 'refused',
      refusal: { code: 'not-open', freeze: 'release' },
    });
    expect((await step(harness, request.id)).state).toMatchObject({ tag: 'pending-approval' });
    expect(harness.provider.started()).toBe(0);
  });
});
