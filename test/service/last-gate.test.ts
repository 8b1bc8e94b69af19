import { describe, expect, test } from 'vitest';
import { agreedAt } from '#core/gate.ts';
import { type StoredRequest, StoreUnavailable } from '#core/ports.ts';
import type { Duplicate } from '#core/provider.ts';
import type { Trust } from '#core/recovery.ts';
import { currentAgreement, isIn } from '#core/restore-request.ts';
import { untold } from '#core/thread.ts';
import type { ServiceDeps } from '#service/deps.ts';
import { actAs } from '#test/support/act-as.ts';
import { startAtGate, step } from '#test/support/last-gate.ts';
import { callsOf } from '#test/support/provider-harness.ts';
import { type ServiceHarness, startServiceHarness } from '#test/support/service-harness.ts';

const signal = () => AbortSignal.timeout(10_000);

/** The clocks of a machine that was suspended, and has not noticed yet. */
const stoppedClocks = () => ({ monotonicMs: 0, wallMs: 0 });

const lastTypes = ({ events }: StoredRequest, count: number) => events.slice(-count).map(({ type }) => type);

describe('the last gate', () => {
  test('lets a write through when nothing has changed, and once only', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();

    expect((await step(harness, id)).request.state.tag).toBe('restoring');
    expect(harness.provider.started()).toBe(1);
  });

  test('says yes once at most: a provider that asks again sends nothing more', async () => {
    const answers: boolean[] = [];
    await using harness = await startServiceHarness({
      around: (provider) => ({
        ...provider,
        submit: (plan, options) =>
          provider.submit(plan, {
            ...options,
            mayPost: async () => {
              answers.push(await options.mayPost(), await options.mayPost());
              return answers[0] ?? false;
            },
          }),
      }),
    });
    const { id } = await harness.approved();

    await step(harness, id);

    expect(answers).toEqual([true, false]);
  });

  test('a worker that was suspended past `postBy` never writes, and the request starts again', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    harness.barrier.happens = () => harness.pass(harness.timing.postWithinMs);

    const stored = await step(harness, id, { clocks: stoppedClocks });
    harness.barrier.happens = () => undefined;
    const again = await harness.drive(id, ({ state }) => state.tag === 'restoring');

    expect(stored.request.state).toMatchObject({
      tag: 'approved',
      hold: { text: expect.stringContaining('suspended') },
    });
    expect(again.attempts).toHaveLength(2);
    expect(harness.provider.started()).toBe(1);
  });

  test('a worker that was suspended past `dispatchBy`: nothing is sent, and the request expires', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    harness.barrier.happens = () => harness.pass(20 * 60_000);

    await step(harness, id);
    const { request } = await step(harness, id);

    expect(request.state.tag).toBe('expired');
    expect(harness.provider.started()).toBe(0);
  });

  test.each<Duplicate>(['refused', 'acts'])(
    'a worker that was suspended while others went on, where a duplicate is %s: one write',
    async (duplicate) => {
      await using harness = await startAtGate(duplicate);
      const { id } = await harness.approved();
      harness.barrier.happens = async () => {
        harness.barrier.happens = () => undefined;
        await startedByOthers(harness, id);
      };

      await step(harness, id, { clocks: stoppedClocks });

      expect(callsOf(harness.provider, harness.provider.submits)).toHaveLength(1);
      expect((await harness.load(id)).request.state.tag).toBe('restoring');
    },
  );

  test('a slow answer of Redis is no answer: the clock in it may be old', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    const { store } = harness;
    let isLate = false;
    harness.barrier.happens = () => {
      isLate = true;
    };
    let wallMs = 0;
    const deps = {
      clocks: () => ({ monotonicMs: 0, wallMs }),
      store: {
        ...store,
        load: async (requestId: string) => {
          const stored = await store.load(requestId);
          // The machine was frozen before the answer was read; only the wall clock counts that.
          if (isLate) wallMs += 60_000;
          return stored;
        },
      },
    };

    const { request } = await step(harness, id, deps);

    expect(request.state.tag).toBe('approved');
    expect(harness.provider.started()).toBe(0);
  });

  test.each<[string, (harness: ServiceHarness, id: string) => Partial<ServiceDeps>]>([
    ['that fails over', () => ({ record: trustThen({ type: 'recovering', because: 'other-run' }) })],
    ['that goes away', ({ store }) => ({ store: awayAfterIntent(store) })],
  ])('Redis %s between the intent and the write: nothing is sent', async (_, depsOf) => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();

    const { request } = await step(harness, id, depsOf(harness, id));

    expect(request.state.tag).toBe('approved');
    expect(harness.provider.started()).toBe(0);
  });

  test('a record that does not verify any more: nothing is sent', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    const { store } = harness;
    let isForged = false;
    harness.barrier.happens = () => {
      isForged = true;
    };
    const load: typeof store.load = async (requestId) =>
      isForged
        ? { tampered: 'changed', requestId, thread: untold, now: harness.now() }
        : store.load(requestId);

    await harness.another({ store: { ...store, load } }).advance(id, signal());

    expect(harness.provider.started()).toBe(0);
  });

  test.each(['cancelled', 'denied', 'expired', 'lost'])(
    'a card that says %s, which the record lost in a failover: nothing is sent, and it stays over',
    async (state) => {
      await using harness = await startAtGate();
      const { id } = await harness.approved();
      const { version } = (await harness.load(id)).request;
      harness.barrier.happens = ({ witness }) => {
        witness.card = { state, version: version + 1 };
      };

      const stored = await step(harness, id);

      expect(stored.request.state.tag).toBe('expired');
      expect(lastTypes(stored, 3)).toEqual(['dispatched', 'not-accepted', 'expired']);
      expect(harness.provider.started()).toBe(0);
    },
  );

  test('a failover that is still being compared: what the card says counts at once, before it is shown again', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    const { version } = (await harness.load(id)).request;
    harness.barrier.happens = ({ witness }) => {
      witness.card = { state: 'cancelled', version: version + 1 };
    };

    const record = trustThen({ type: 'recovering', because: 'other-run' });
    const { request } = await step(harness, id, { record });

    expect(request.state.tag).toBe('expired');
  });

  test('a card that shows a vote taken back, which the record lost: the votes are void', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    const { version } = (await harness.load(id)).request;
    // The intent has the same number: the two histories have parted.
    harness.barrier.happens = ({ witness }) => {
      witness.card = { state: 'pending-approval', version: version + 1 };
    };

    const stored = await step(harness, id);

    expect(stored.request.state).toMatchObject({ tag: 'pending-approval', votes: [] });
    expect(harness.provider.started()).toBe(0);
  });

  test('a card that is behind the record stops nothing', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    harness.witness.card = { state: 'pending-approval', version: 1 };

    expect((await step(harness, id)).request.state.tag).toBe('restoring');
  });

  test('an attempt in the thread that the record does not know: unknown, and nothing is sent', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    harness.barrier.happens = ({ witness }) => {
      witness.lines.push({ requestId: id, number: 1, token: 'another-worker' });
    };

    const { request } = await step(harness, id);

    expect(request.state).toMatchObject({
      tag: 'unknown',
      known: { because: 'found-before-submitting' },
    });
    expect(harness.provider.started()).toBe(0);
  });

  test('a yes says where the card was, in the signed record, as long as it counts', async () => {
    await using harness = await startAtGate();
    const request = await harness.asked();
    const card = { channel: 'C0OPS', ts: '1.000001' };
    const thread = { ...untold, version: 1, card: { tag: 'posted', nonce: 'n', ...card } } as const;
    await harness.store.saveThread(request.id, request.version, thread, undefined);

    await harness.approve(request);
    const voted = await harness.load(request.id);
    await actAs(harness.service, 'withdraw-vote', { requestId: request.id, by: 'U0ADA', commandId: 'back' });

    expect(agreedAt(voted)).toEqual([card]);
    expect(agreedAt(await harness.load(request.id))).toEqual([]);
  });

  test('an attempt in the thread that another worker makes just now is left to that worker', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    const { witness, barrier } = harness;
    const atGate = Promise.withResolvers<void>();
    const mayGoOn = Promise.withResolvers<void>();
    let other: Promise<unknown> | undefined;
    barrier.happens = async () => {
      atGate.resolve();
      await mayGoOn.promise;
    };

    await step(harness, id, {
      witness: {
        ...witness,
        async recall(stored) {
          other ??= step(harness, id);
          await atGate.promise;
          return witness.recall(stored);
        },
      },
    });
    expect((await harness.load(id)).request.state.tag).toBe('submitting');
    mayGoOn.resolve();
    await other;

    expect((await harness.load(id)).request.state.tag).toBe('restoring');
    expect(harness.provider.started()).toBe(1);
  });

  test.each<[Duplicate, number]>([
    ['acts', 0],
    ['refused', 1],
  ])(
    'the card is not where the record says, where a duplicate is %s: writes %i',
    async (duplicate, writes) => {
      await using harness = await startAtGate(duplicate);
      const { id } = await harness.approved();
      harness.barrier.happens = ({ witness }) => {
        witness.look = async () => ({ attempts: [], cards: [], partial: true });
      };

      const { request } = await step(harness, id);

      expect(request.state.tag).toBe(writes === 0 ? 'approved' : 'restoring');
      expect(harness.provider.started()).toBe(writes);
    },
  );

  test.each<[Duplicate, number]>([
    ['acts', 0],
    ['refused', 1],
  ])('Slack goes away before the write, where a duplicate is %s: writes %i', async (duplicate, writes) => {
    await using harness = await startAtGate(duplicate);
    const { id } = await harness.approved();
    harness.barrier.happens = ({ witness }) => {
      witness.reachable = false;
    };

    const { request } = await step(harness, id);

    expect(request.state.tag).toBe(writes === 0 ? 'approved' : 'restoring');
    expect(harness.provider.started()).toBe(writes);
  });
});

/** Other workers find nothing at the vendor; where a person must decide, they do, and agree again. */
async function startedByOthers(harness: ServiceHarness, id: string): Promise<void> {
  await harness.drive(id, ({ state }) => state.tag === 'unknown' || state.tag === 'restoring');
  if ((await harness.load(id)).request.state.tag === 'restoring') return;
  const click = (commandId: string) => ({ requestId: id, by: 'U0ADA', commandId });
  await actAs(harness.service, 'submit-again', click('again'));
  const { request } = await harness.load(id);
  const agreed = { agreement: currentAgreement(request), typed: request.plan.plan.target.name };
  await actAs(harness.service, 'approve', { ...click('approve-again'), ...agreed });
  await harness.drive(id, ({ state }) => state.tag === 'restoring');
}

function trustThen(later: Trust): ServiceDeps['record'] {
  let asked = 0;
  return {
    async trust() {
      asked += 1;
      return asked === 1 ? { type: 'trusted', epoch: { id: 'E1', run: 'R1' } } : later;
    },
  };
}

/** Away at the first load that finds the intent, and back for what must be recorded. */
function awayAfterIntent(store: ServiceHarness['store']): ServiceHarness['store'] {
  let wasAway = false;
  return {
    ...store,
    async load(id) {
      const stored = await store.load(id);
      if (
        stored?.tampered === undefined &&
        stored !== undefined &&
        isIn(stored.request, 'submitting') &&
        !wasAway
      ) {
        wasAway = true;
        throw new StoreUnavailable('away');
      }
      return stored;
    },
  };
}
