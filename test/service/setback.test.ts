import { describe, expect, test } from 'vitest';
import type { SeenCard } from '#core/recovery.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { type ServiceHarness, startServiceHarness } from '#test/support/service-harness.ts';

/** Tells the service that the record went back while this request's card shows such a state. */
async function setBack(harness: ServiceHarness, request: RestoreRequest, state: string) {
  const card: SeenCard = {
    requestId: request.id,
    channel: request.channel,
    ts: '1772334000.000001',
    nonce: `${request.id}.card0`,
    requester: request.requester,
    state,
    version: request.version + 3,
    sequence: 40,
    text: 'What the card said',
  };
  const told = await harness.service.applySetback(card, AbortSignal.timeout(5_000));
  return { told, state: (await harness.load(request.id)).request.state };
}

describe('F12: a request whose record was set back', () => {
  test.each(['cancelled', 'denied', 'expired', 'lost'])(
    'and that was %s stays over, though it had been approved',
    async (seen) => {
      await using harness = await startServiceHarness();
      const request = await harness.approved();

      const { state } = await setBack(harness, request, seen);
      await harness.drive(request.id);

      expect(state).toMatchObject({ tag: 'expired', text: expect.stringContaining(seen) });
      expect(harness.provider.started()).toBe(0);
    },
  );

  test('and that is being submitted keeps its card, and recovery waiting, until that is over', async () => {
    let during: Awaited<ReturnType<typeof setBack>> | undefined;
    await using harness = await startServiceHarness({
      around: (provider) => ({
        ...provider,
        async submit(plan, options) {
          const [id] = harness.witness.lines.map(({ requestId }) => requestId);
          const { request } = await harness.load(id ?? '');
          // The same number in another history.
          during = await setBack(harness, { ...request, version: request.version - 3 }, 'cancelled');
          return provider.submit(plan, options);
        },
      }),
    });
    const { id } = await harness.approved();

    await harness.service.advance(id, AbortSignal.timeout(5_000));

    expect(during?.told).toMatchObject({ type: 'not-told' });
  });

  test('and that waits needs every yes again', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.approved();

    const { state } = await setBack(harness, request, 'approved');

    expect(state).toMatchObject({ tag: 'pending-approval', votes: [] });
  });

  test('and that had been sent is unknown, with what the vendor shows', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.asked();
    harness.provider.startElsewhere(request.plan.plan);

    const { state } = await setBack(harness, request, 'restoring');

    expect(state).toMatchObject({ tag: 'unknown', known: { because: 'set-back' } });
    expect(state.tag === 'unknown' && state.known.candidates).toHaveLength(1);
  });

  test('and whose thread knows of an attempt is unknown, whatever its card shows', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.approved();
    harness.witness.lines.push({ requestId: request.id, number: 1, token: 'of-a-lost-record' });

    expect((await setBack(harness, request, 'cancelled')).state.tag).toBe('unknown');
  });

  test('is unknown without candidates where the vendor does not answer', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.asked();
    harness.provider.simulator.fault({ times: 100, action: { type: 'status', status: 503 } });

    const { state } = await setBack(harness, request, 'submitting');

    expect(state).toMatchObject({ tag: 'unknown', known: { candidates: [] } });
  });

  test('stays as it is while its thread cannot be read, and says so', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.approved();
    harness.witness.reachable = false;

    const { told, state } = await setBack(harness, request, 'cancelled');

    expect(told).toMatchObject({
      type: 'not-told',
      because: { code: 'thread-unreadable', requestId: request.id },
    });
    expect(state.tag).toBe('approved');
  });

  test('and that runs by the record goes on', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    const request = await harness.drive(id, ({ state }) => state.tag === 'restoring');

    expect((await setBack(harness, request, 'succeeded')).state.tag).toBe('restoring');
  });
});
