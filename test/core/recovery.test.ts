import { describe, expect, test } from 'vitest';
import { compare, type SeenCard, trustOf } from '#core/recovery.ts';
import type { StateTag } from '#core/restore-request.ts';

function card(changes: Partial<SeenCard> = {}): SeenCard {
  return {
    requestId: 'r1',
    channel: 'C0OPS',
    ts: '100.000001',
    nonce: 'r1.card0',
    requester: 'U0RITA',
    state: 'pending-approval',
    version: 2,
    sequence: 10,
    text: 'Waiting for approval',
    ...changes,
  };
}

const epoch = { id: 'E1', run: 'a' };
const facts = { epoch, sequence: 10 };
/** A record that has waited for approval at each version but the last one. */
const known = (version: number, hasCard = true, last: StateTag = 'pending-approval') =>
  new Map([
    [
      'r1',
      {
        type: 'read',
        states: [...Array<StateTag>(version - 1).fill('pending-approval'), last],
        hasCard,
      } as const,
    ],
  ]);
const nothing = { lost: [], setBack: [], stale: [], known: [], wentBack: false };

describe('a record', () => {
  test('without an epoch is not relied on', () => {
    expect(trustOf({ epoch: undefined, run: 'a', sequence: 0 })).toEqual({
      type: 'recovering',
      because: 'no-epoch',
    });
  });

  test('is relied on as long as its server lives, and no longer', () => {
    const epoch = { id: 'E1', run: 'a' };

    expect(trustOf({ epoch, run: 'a', sequence: 0 })).toEqual({ type: 'trusted', epoch });
    expect(trustOf({ epoch, run: 'b', sequence: 0 })).toEqual({ type: 'recovering', because: 'other-run' });
  });
});

describe('compared with the cards', () => {
  test('nothing is missing where there are none, or where the record is as far', () => {
    expect(compare(facts, [], new Map())).toEqual(nothing);
    expect(compare(facts, [card()], known(2))).toEqual({ ...nothing, known: [card()] });
    expect(compare(facts, [card()], known(7))).toEqual({ ...nothing, known: [card()] });
  });

  test('an open card that nobody knows is lost; of several of one request the newest counts', () => {
    const older = card({ ts: '99.000001', nonce: 'r1.card0' });
    const newer = card({ ts: '100.000001', nonce: 'r1.card1' });

    expect(compare(facts, [newer, older], new Map())).toEqual({ ...nothing, lost: [newer], wentBack: true });
  });

  test.each(['succeeded', 'failed', 'denied', 'cancelled', 'expired', 'lost'])(
    'a card that is %s is not lost any more',
    (state) => {
      expect(compare(facts, [card({ state })], new Map())).toEqual(nothing);
    },
  );

  test('a state that only a newer restorebot knows is open', () => {
    expect(compare(facts, [card({ state: 'teleporting' })], new Map()).lost).toHaveLength(1);
  });

  test('a card that is further than the record means that it was set back', () => {
    expect(compare(facts, [card({ version: 3 })], known(2))).toMatchObject({
      setBack: [{ requestId: 'r1' }],
      wentBack: true,
    });
  });

  test('an audit that had come further means that it was set back, whatever the cards show', () => {
    expect(compare({ epoch, sequence: 9 }, [card()], known(2))).toEqual({
      ...nothing,
      known: [card()],
      wentBack: true,
    });
  });

  test('without an epoch nothing says that it is the newest', () => {
    expect(compare({ epoch: undefined, sequence: 10 }, [], new Map()).wentBack).toBe(true);
  });

  test('a request that was told to be lost, and is there again, was set back', () => {
    expect(compare(facts, [card({ state: 'lost' })], known(2))).toMatchObject({
      setBack: [{ requestId: 'r1' }],
      wentBack: true,
    });
  });

  test('a card that had ended, of a request that has not, means that it was set back, whatever the versions', () => {
    const ended = card({ state: 'cancelled', version: 2 });

    expect(compare(facts, [ended], known(2)).setBack).toHaveLength(1);
    expect(compare(facts, [ended], known(2, true, 'cancelled')).setBack).toHaveLength(0);
  });

  test('a card with another state than the record had at that version means that their histories parted', () => {
    const takenBack = card({ state: 'pending-approval', version: 4 });
    const states: readonly StateTag[] = [
      'pending-approval',
      'pending-approval',
      'approved',
      'submitting',
      'approved',
    ];

    const { setBack } = compare(
      facts,
      [takenBack],
      new Map([['r1', { type: 'read', states, hasCard: true }]]),
    );

    expect(setBack).toHaveLength(1);
  });

  test('a request that cannot be read is neither lost nor set back', () => {
    const unreadable = new Map([['r1', { type: 'unreadable' } as const]]);

    expect(compare(facts, [card({ version: 9 })], unreadable)).toEqual(nothing);
  });

  test('a card where the record knows of none is not posted a second time', () => {
    expect(compare(facts, [card()], known(2, false)).stale).toHaveLength(1);
  });

  test('a card that says "changed outside restorebot" of a record that verifies is drawn again', () => {
    const shown = card({ shows: 'tampered' });

    expect(compare(facts, [shown], known(2))).toEqual({ ...nothing, known: [shown], stale: [shown] });
    expect(compare(facts, [shown], new Map([['r1', { type: 'unreadable' }]])).stale).toEqual([]);
  });
});
