import { describe, expect, test } from 'vitest';
import type { Look } from '#core/look.ts';
import type { StateOf } from '#core/restore-request.ts';
import { stallCommand, stallToldAfterMs, stillSince } from '#core/stall.ts';
import { aRequest, at } from '#test/support/builders.ts';

const minute = 60_000;
const state = aRequest({ state: 'restoring' }).state;
const stalled = (times: number): StateOf<'restoring'> => ({ ...state, stalled: { since: at(300), times } });
const aLook = (changes: Partial<Look> = {}): Look => ({
  of: 'restoring',
  at: at(600),
  next: at(660),
  count: 9,
  detail: 'Restoring.',
  fraction: 0.7,
  ...changes,
});

test('a stall is told after 30 minutes, 2 h and 6 h, and then twice as late each time', () => {
  const minutes = [0, 1, 2, 3, 4].map((times) => stallToldAfterMs(times, 30 * minute) / minute);

  expect(minutes).toEqual([30, 120, 360, 720, 1_440]);
});

describe('since when it makes no progress', () => {
  const found = { fraction: 0.7, detail: 'Restoring.' };

  test('is the first of the looks that saw the same', () => {
    expect(stillSince(state, aLook(), found)).toEqual(at(600));
    expect(stillSince(state, aLook({ stillSince: at(400) }), found)).toEqual(at(400));
  });

  test.each([
    ['another fraction', { fraction: 0.71, detail: 'Restoring.' }],
    ['a fraction that goes back', { fraction: 0.5, detail: 'Restoring.' }],
    ['other words', { fraction: 0.7, detail: 'Finishing.' }],
    ['no fraction any more', { detail: 'Restoring.' }],
  ])('ends with %s', (_, other) => {
    expect(stillSince(state, aLook({ stillSince: at(400) }), other)).toBeUndefined();
  });

  test('needs no fraction: the vendor’s words are enough', () => {
    const { fraction: _, ...wordsOnly } = aLook();

    expect(stillSince(state, wordsOnly, { detail: 'Restoring.' })).toEqual(at(600));
  });

  test('is not known from a look that was lost, or was at an earlier operation', () => {
    expect(stillSince(state, undefined, found)).toBeUndefined();
    expect(stillSince(state, aLook({ at: at(1) }), found)).toBeUndefined();
    expect(stillSince(stalled(1), undefined, found)).toEqual(at(300));
  });
});

describe('what a look says of it', () => {
  const after = (ms: number, of: StateOf<'restoring'> = state) =>
    stallCommand(of, { at: new Date(at(300).getTime() + ms), stillSince: at(300) }, 30 * minute);

  test('is nothing before it is long enough', () => {
    expect(after(30 * minute - 1)).toBeUndefined();
    expect(after(30 * minute)).toEqual({ type: 'report-stall', since: at(300), times: 1 });
  });

  test('is nothing more until it is much longer', () => {
    expect(after(119 * minute, stalled(1))).toBeUndefined();
    expect(after(120 * minute, stalled(1))).toMatchObject({ times: 2 });
    expect(after(359 * minute, stalled(2))).toBeUndefined();
    expect(after(360 * minute, stalled(2))).toMatchObject({ times: 3 });
  });

  test('is that it moves again, only where a stall was told', () => {
    expect(stallCommand(stalled(2), { at: at(900) }, minute)).toEqual({ type: 'report-movement' });
    expect(stallCommand(stalled(2), { at: at(900), stillSince: at(899) }, minute)).toEqual({
      type: 'report-movement',
    });
    expect(stallCommand(state, { at: at(900) }, minute)).toBeUndefined();
  });
});
