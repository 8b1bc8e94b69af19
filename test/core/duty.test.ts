import { describe, expect, test } from 'vitest';
import { dueAt, dutyOf, isProgressDue, lookDelayMs, stateKey, type Timing } from '#core/duty.ts';
import { after } from '#core/instant.ts';
import type { Look } from '#core/look.ts';
import type { StateTag } from '#core/restore-request.ts';
import { untold } from '#core/thread.ts';
import { allStates, aRequest, at } from '#test/support/builders.ts';

const settleMs = 120_000;
const aLook = (tag: StateTag, changes: Partial<Look> = {}): Look => ({
  of: stateKey(aRequest({ state: tag }).state),
  at: at(200),
  next: at(230),
  count: 1,
  detail: 'Running.',
  ...changes,
});

describe('what is to be done', () => {
  test.each(allStates())('in %s, long afterwards', (tag) => {
    const duty = dutyOf(aRequest({ state: tag }), undefined, settleMs, at(86_400)).type;

    expect(duty).toBe(
      (
        {
          'pending-approval': 'expire',
          approved: 'expire',
          submitting: 'find',
          restoring: 'look',
          verifying: 'verify',
        } as Partial<Record<StateTag, string>>
      )[tag] ?? 'nothing',
    );
  });

  test('a find begins only when the vendor’s lists can be trusted', () => {
    const request = aRequest({ state: 'submitting' });
    const from = after(request.state.postBy, settleMs);

    expect(dutyOf(request, undefined, settleMs, after(from, -1))).toEqual({ type: 'wait', until: from });
    expect(dutyOf(request, undefined, settleMs, from)).toEqual({ type: 'find' });
  });

  test('a hold waits for its next look, and never past the time to start', () => {
    const request = aRequest({ state: 'approved' });
    const look = aLook('approved', { next: at(86_400) });

    expect(dutyOf(request, look, settleMs, at(200))).toEqual({
      type: 'wait',
      until: request.state.dispatchBy,
    });
    expect(dutyOf(request, aLook('approved'), settleMs, at(200))).toEqual({ type: 'wait', until: at(230) });
  });

  test('a look at an earlier state delays nothing in a later one', () => {
    const look = aLook('approved', { next: at(86_400) });

    expect(dutyOf(aRequest({ state: 'restoring' }), look, settleMs, at(200))).toEqual({ type: 'look' });
  });
});

describe('what is owed', () => {
  test.each(allStates())('%s owes its telling at once', (tag) => {
    expect(dueAt(aRequest({ state: tag }), undefined, untold, settleMs, at(10))).toEqual(at(10));
  });

  test.each(['succeeded', 'failed', 'denied', 'cancelled', 'expired', 'unknown'] as const)(
    '%s owes nothing once it is told',
    (tag) => {
      const request = aRequest({ state: tag });

      expect(
        dueAt(request, undefined, { ...untold, shown: request.version }, settleMs, at(10)),
      ).toBeUndefined();
    },
  );
});

describe('looking', () => {
  const timing = { lookFirstMs: 5_000, lookMaxMs: 60_000 } as Timing;

  test('is quick at first and never slower than the ceiling', () => {
    const delays = Array.from({ length: 100 }, (_, index) => lookDelayMs('r1', index + 1, timing));

    expect(delays[0]).toBeGreaterThan(4_750);
    expect(delays[0]).toBeLessThanOrEqual(5_000);
    expect(Math.min(...delays.slice(10))).toBeGreaterThanOrEqual(57_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(60_000);
  });

  test('of restores that began in the same second is spread over many seconds after ten looks', () => {
    const looks = Array.from({ length: 10 }, (_, index) => index + 1);
    const seconds = Array.from({ length: 100 }, (_, index) =>
      looks.reduce((ms, count) => ms + lookDelayMs(`r${index}`, count, timing), 0),
    ).map((ms) => Math.floor(ms / 1_000));

    expect(new Set(seconds).size).toBeGreaterThanOrEqual(5);
  });

  test('shows progress after 1 and 10 minutes, then every 30, and after an outage of Slack once', () => {
    const request = aRequest({ state: 'restoring' });
    const { submittedAt } = request.state;
    const minutes = (count: number) => after(submittedAt, count * 60_000);
    const edits: number[] = [];
    let shownAt: Date | undefined;
    for (let minute = 0; minute <= 150; minute += 0.5) {
      const look = aLook('restoring', { at: minutes(minute) });
      const isAway = minute > 35 && minute < 95;
      if (isAway || !isProgressDue(request, look, shownAt, 60_000)) continue;
      edits.push(minute);
      shownAt = look.at;
    }

    expect(edits).toEqual([1, 10, 30, 95, 120, 150]);
  });

  test('shows the progress of no other state', () => {
    const look = aLook('submitting', { at: at(3_600) });

    expect(isProgressDue(aRequest({ state: 'restoring' }), look, undefined, 60_000)).toBe(false);
    expect(isProgressDue(aRequest({ state: 'submitting' }), look, undefined, 60_000)).toBe(false);
  });
});

describe('F31: a freeze that ends what waits', () => {
  const due = (state: StateTag, now: Date, endsAt: Date) => {
    const request = aRequest({ state });
    return dueAt(request, undefined, { ...untold, shown: request.version }, settleMs, now, { endsAt });
  };

  test('F31: is due when it begins, in what the sweep finds as well', () => {
    expect(due('pending-approval', at(60), at(90))).toEqual(at(90));
    expect(due('pending-approval', at(90), at(90))).toEqual(at(90));
    expect(due('pending-approval', at(60), at(86_400))).toEqual(at(3_600));
  });

  test.each(['submitting', 'restoring', 'unknown', 'succeeded'] as const)(
    'F31: is nothing to a request that is %s',
    (tag) => {
      const request = aRequest({ state: tag });

      expect(dutyOf(request, undefined, settleMs, at(600), { endsAt: at(500) })).toEqual(
        dutyOf(request, undefined, settleMs, at(600)),
      );
    },
  );
});
