import { describe, expect, test } from 'vitest';
import { callsOf, type FaultAction } from '#test/support/provider-harness.ts';
import { startServiceHarness, type ServiceHarness } from '#test/support/service-harness.ts';

const minute = 60_000;
const signal = () => AbortSignal.timeout(10_000);

/** A running restore that stays at 70 % until a test lets it go on. */
async function running(harness: ServiceHarness): Promise<string> {
  const { id } = await harness.approved();
  await harness.drive(id, ({ state }) => state.tag === 'restoring');
  harness.provider.simulator.clock.setSpeed(0);
  return id;
}

/** Looks for so long, as a worker would. */
async function watch(harness: ServiceHarness, id: string, ms: number): Promise<void> {
  const end = harness.now().getTime() + ms;
  while (harness.now().getTime() < end) {
    const { next } = await harness.service.advance(id, signal());
    const waitMs = (next?.getTime() ?? end) - harness.now().getTime();
    harness.pass(Math.min(Math.max(1, waitMs), end - harness.now().getTime()));
  }
}

async function told(harness: ServiceHarness, id: string): Promise<readonly string[]> {
  const { events } = await harness.load(id);
  return events.slice(events.findIndex(({ type }) => type === 'submitted') + 1).map(({ type }) => type);
}

const edit = (set: Record<string, unknown>, remove: string[] = []): FaultAction => ({
  type: 'edit',
  set,
  remove,
});

describe('a restore that makes no progress', () => {
  test.each<readonly [string, FaultAction]>([
    ['at 70 %', edit({ completion_percent: 0.7 })],
    ['as finished, and never finishing', edit({ status: 'SUCCESS' }, ['completed_at'])],
    ['as pending, without any number', edit({ status: 'PENDING' }, ['completion_percent'])],
  ])('F21: %s for seven hours is told three times, and never ended by a guess', async (_, action) => {
    await using harness = await startServiceHarness();
    const id = await running(harness);
    harness.provider.simulator.fault({ ...harness.provider.polls, times: 10_000, action });

    await watch(harness, id, 29 * minute);
    expect(await told(harness, id)).toEqual([]);
    await watch(harness, id, 7 * 60 * minute);

    const { request, events } = await harness.load(id);
    expect(await told(harness, id)).toEqual(['stalled', 'stalled', 'stalled']);
    expect(events.at(-1)).toMatchObject({ type: 'stalled', times: 3 });
    expect(request.state).toMatchObject({ tag: 'restoring', stalled: { times: 3 } });
  });

  test('F21: one that moves again is told so, and may stop again', async () => {
    await using harness = await startServiceHarness();
    const id = await running(harness);
    const at = (completion_percent: number) =>
      harness.provider.simulator.fault({
        ...harness.provider.polls,
        times: 10_000,
        action: edit({ completion_percent }),
      });

    at(0.7);
    await watch(harness, id, 40 * minute);
    harness.provider.simulator.clearFaults();
    at(0.8);
    await watch(harness, id, 5 * minute);
    expect(await told(harness, id)).toEqual(['stalled', 'moving-again']);
    expect((await harness.load(id)).request.state).not.toHaveProperty('stalled');
    await watch(harness, id, 40 * minute);

    expect(await told(harness, id)).toEqual(['stalled', 'moving-again', 'stalled']);
  });
});

describe('a vendor in trouble', () => {
  test('F20: 5xx, time-outs and a proxy’s pages by turns for an hour are told once, and nothing is concluded', async () => {
    await using harness = await startServiceHarness();
    const id = await running(harness);
    for (let turn = 0; turn < 100; turn += 1) {
      for (const action of [{ type: 'status', status: 503 }, { type: 'html' }, { type: 'drop' }] as const) {
        // A look tries three times.
        harness.provider.simulator.fault({ ...harness.provider.polls, times: 3, action });
      }
    }

    await watch(harness, id, 4 * minute);
    expect(await told(harness, id)).toEqual([]);
    await watch(harness, id, 56 * minute);
    expect(await told(harness, id)).toEqual(['trouble-began']);
    harness.provider.simulator.clearFaults();
    await watch(harness, id, 2 * minute);

    expect(await told(harness, id)).toEqual(['trouble-began', 'trouble-ended']);
    expect((await harness.load(id)).request.state.tag).toBe('restoring');
  });

  test('F20: 429 is looked at again no sooner than the vendor asked for', async () => {
    await using harness = await startServiceHarness();
    const id = await running(harness);
    harness.provider.simulator.forgetCalls();
    harness.provider.simulator.fault({
      ...harness.provider.polls,
      action: { type: 'status', status: 429, headers: { 'retry-after': '240' } },
    });

    await watch(harness, id, 3 * minute);
    expect(callsOf(harness.provider, harness.provider.polls)).toHaveLength(1);
    await watch(harness, id, 2 * minute);

    expect(callsOf(harness.provider, harness.provider.polls).length).toBeGreaterThan(1);
    expect(await told(harness, id)).toEqual([]);
  });

  test('F20: a revoked key in ever new words is told once; the new one goes on with the same operation', async () => {
    await using harness = await startServiceHarness();
    const id = await running(harness);
    for (let call = 0; call < 100; call += 1) {
      harness.provider.simulator.fault({
        ...harness.provider.polls,
        action: { type: 'status', status: 401, message: `call ${call} has no valid key` },
      });
    }

    await watch(harness, id, 20 * minute);
    expect(await told(harness, id)).toEqual(['trouble-began']);
    harness.provider.simulator.clearFaults();
    harness.provider.finish();
    await watch(harness, id, 2 * minute);

    expect(await told(harness, id)).toEqual(['trouble-began', 'restored', 'verified']);
    expect(harness.provider.started()).toBe(1);
  });
});
