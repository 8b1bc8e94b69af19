import { describe, expect, test } from 'vitest';
import type { EpochStore, SeenCard } from '#core/recovery.ts';
import { createRecovery } from '#service/recovery.ts';
import { createMemoryEpoch } from '#test/support/memory-epoch.ts';
import { type ServiceHarness, silentLog, startServiceHarness } from '#test/support/service-harness.ts';

function cardOf(requestId: string, changes: Partial<SeenCard> = {}): SeenCard {
  return {
    requestId,
    channel: 'C0OPS',
    ts: '1772334000.000001',
    nonce: `${requestId}.card0`,
    requester: 'U0RITA',
    state: 'pending-approval',
    version: 1,
    sequence: 1,
    text: 'What the card said',
    ...changes,
  };
}

const dayMs = 86_400_000;
const slow = { code: 'slack', text: 'Slack wants fewer calls' } as const;

interface Setting {
  readonly harness: ServiceHarness;
  readonly cards: readonly SeenCard[];
  readonly epoch: EpochStore;
  readonly lookBackMs?: number;
  /** @default 'pause' */
  readonly afterLoss?: 'pause' | 'continue';
  /** Which of the calls, counted from 1, Slack does not answer. */
  readonly refused?: (call: number) => boolean;
}

function recoveryOf({
  harness,
  cards,
  epoch,
  refused = () => false,
  lookBackMs = 7 * dayMs,
  afterLoss = 'pause',
}: Setting) {
  const handled: string[] = [];
  const told: string[] = [];
  let calls = 0;
  const recovery = createRecovery({
    epoch,
    cards: {
      // As Slack does: what was posted before then is not in it.
      read: async (since) => ({
        type: 'read',
        cards: cards.filter(({ ts }) => Number(ts) * 1_000 >= since.getTime()),
      }),
      async tellLost({ requestId }) {
        told.push(requestId);
        return { type: 'told' };
      },
      tellSetBack: async () => ({ type: 'told' }),
    },
    store: harness.store,
    wakeups: { announce: async () => undefined },
    audit: harness.audit,
    work: {
      async applySetback(card, signal) {
        calls += 1;
        if (refused(calls)) return { type: 'not-told', because: slow };
        handled.push(card.requestId);
        return harness.service.applySetback(card, signal);
      },
    },
    pause: afterLoss === 'pause' ? harness.pause : undefined,
    lookBackMs,
    claimMs: 1_000,
    newId: () => 'E2',
    log: silentLog,
  });
  return { recovery, handled, told };
}

describe('a pause that Redis may have lost', () => {
  const lost = async (harness: ServiceHarness, more: Partial<Setting>) => {
    const { id, version } = await harness.approved();
    const card = cardOf(id, { version, state: 'approved', sequence: 9 });
    const { store } = createMemoryEpoch({ id: 'E1', run: 'a' }, 'b');
    const { recovery } = recoveryOf({ harness, cards: [card], epoch: store, ...more });
    await recovery.turn(() => true);
    return harness.pause.paused();
  };

  test('is on again once the record is known to have gone back', async () => {
    await using harness = await startServiceHarness();

    expect(await lost(harness, {})).toMatchObject({ type: 'paused', by: { type: 'restorebot' } });
    expect(harness.audit.sequence()).toBeGreaterThan(0);
  });

  test('is not put on where the configuration says to continue', async () => {
    await using harness = await startServiceHarness();

    expect(await lost(harness, { afterLoss: 'continue' })).toBeUndefined();
  });

  test('keeps who paused and why where it is still there', async () => {
    await using harness = await startServiceHarness();
    await harness.pause.pause({ type: 'person', userId: 'U0BEN' }, 'INC-9');

    expect(await lost(harness, {})).toMatchObject({
      by: { type: 'person', userId: 'U0BEN' },
      reason: 'INC-9',
    });
  });

  test('is not put on by a process that claims right after another one has finished', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    const { store, state } = createMemoryEpoch(undefined, 'b');
    const finished: EpochStore = {
      ...store,
      async claim(...args) {
        state.epoch = { id: 'E1', run: 'b' };
        return store.claim(...args);
      },
    };
    const { recovery } = recoveryOf({ harness, cards: [cardOf(id)], epoch: finished });

    const trust = await recovery.turn(() => true);

    expect(trust).toEqual({ type: 'trusted', epoch: { id: 'E1', run: 'b' } });
    expect(await harness.pause.paused()).toBeUndefined();
    expect(state.holder).toBe('');
  });

  test('is not put on by the first start of an installation', async () => {
    await using harness = await startServiceHarness();
    const { store } = createMemoryEpoch(undefined, 'b');
    const { recovery } = recoveryOf({ harness, cards: [], epoch: store });

    expect(await recovery.turn(() => true)).toMatchObject({ type: 'trusted' });
    expect(await harness.pause.paused()).toBeUndefined();
  });
});

describe('a Redis that was started again', () => {
  test('and is as far as the cards leaves every vote as it is', async () => {
    await using harness = await startServiceHarness();
    const { id, version } = await harness.approved();
    const { store } = createMemoryEpoch({ id: 'E1', run: 'a' }, 'b');
    const { recovery, handled } = recoveryOf({
      harness,
      cards: [cardOf(id, { version, state: 'approved' })],
      epoch: store,
    });

    expect(await recovery.turn(() => true)).toMatchObject({ type: 'trusted', epoch: { id: 'E1', run: 'b' } });

    expect(handled).toEqual([]);
    expect((await harness.load(id)).request.state.tag).toBe('approved');
  });

  test('F12: and whose audit was further asks for every yes again', async () => {
    await using harness = await startServiceHarness();
    const { id, version } = await harness.approved();
    const { store } = createMemoryEpoch({ id: 'E1', run: 'a' }, 'b');
    const card = cardOf(id, { version, state: 'approved', sequence: 9 });
    const { recovery } = recoveryOf({ harness, cards: [card], epoch: store });

    expect(await recovery.turn(() => true)).toMatchObject({ type: 'trusted', epoch: { id: 'E2', run: 'b' } });

    expect((await harness.load(id)).request.state).toMatchObject({ tag: 'pending-approval', votes: [] });
  });

  test('F12: and went back goes on where Slack wants fewer calls, each request once, and knows after a crash', async () => {
    await using harness = await startServiceHarness();
    const ids = [(await harness.asked()).id, (await harness.asked()).id, (await harness.asked()).id];
    const cards = ids.map((id) => cardOf(id, { sequence: 9 }));
    const { store, state } = createMemoryEpoch({ id: 'E1', run: 'a' }, 'b');
    const { recovery, handled } = recoveryOf({
      harness,
      cards,
      epoch: store,
      refused: (call) => call % 2 === 0,
    });

    expect((await recovery.turn(() => true)).type).toBe('recovering');
    expect(state.epoch).toBeUndefined();
    expect(await recovery.problem()).toEqual({ because: 'no-epoch', obstacle: slow });
    // The audit has grown past what the cards have seen; that the record went back is known all the same.
    state.sequence = 100;
    await recovery.turn(() => true);
    expect((await recovery.turn(() => true)).type).toBe('trusted');

    expect(handled).toEqual(ids);
  });

  test('11.4: and knows a request of nine days ago as it was before its withdrawal does not start it', async () => {
    await using harness = await startServiceHarness();
    const [rule] = harness.rules;
    if (rule === undefined) throw new Error('there is no rule');
    harness.rules.splice(0, 1, { ...rule, windowMs: 30 * dayMs });
    const { id, version } = await harness.asked();
    const ts = `${harness.now().getTime() / 1_000}.000001`;
    harness.pass(9 * dayMs);
    const { store } = createMemoryEpoch({ id: 'E1', run: 'a' }, 'b');
    const withdrawn = cardOf(id, { ts, version: version + 1, state: 'cancelled', sequence: 1 });
    // The rules have become shorter since: what the record holds decides how far back is read.
    const { recovery } = recoveryOf({ harness, cards: [withdrawn], epoch: store, lookBackMs: 0 });

    expect(await recovery.turn(() => true)).toMatchObject({ type: 'trusted', epoch: { id: 'E2' } });

    expect((await harness.load(id)).request.state.tag).toBe('expired');
  });

  test('11.4: tells of a request of nine days ago that it has lost', async () => {
    await using harness = await startServiceHarness();
    const card = cardOf('gone', { ts: `${harness.now().getTime() / 1_000 - 9 * 86_400}.000001` });
    const { store } = createMemoryEpoch({ id: 'E1', run: 'a' }, 'b');
    const { recovery, told } = recoveryOf({ harness, cards: [card], epoch: store, lookBackMs: 30 * dayMs });

    await recovery.turn(() => true);

    expect(told).toEqual(['gone']);
  });
});
