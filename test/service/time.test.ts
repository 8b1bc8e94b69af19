import { afterEach, describe, expect, test, vi } from 'vitest';
import type { State } from '#core/restore-request.ts';
import { aFreeze, hourOfIt, minutes } from '#test/support/freezes.ts';
import { startServiceHarness } from '#test/support/service-harness.ts';
import { step } from '#test/support/service-steps.ts';

describe('F19: time', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([10, -10])(
    'F19: expiry goes by the store’s clock, with this machine’s clock %i minutes off',
    async (off) => {
      await using harness = await startServiceHarness();
      vi.useFakeTimers({ toFake: ['Date'], now: harness.now().getTime() + minutes(off) });
      const { id } = await harness.asked();
      const pass = (ms: number) => {
        harness.pass(ms);
        vi.setSystemTime(harness.now().getTime() + minutes(off));
      };

      const { expiresAt } = pendingIn((await step(harness, id)).state);
      pass(minutes(60) - 1);
      const before = (await step(harness, id)).state.tag;
      pass(1);

      expect(expiresAt).toEqual(new Date('2026-03-01T04:00:00.000Z'));
      expect(before).toBe('pending-approval');
      expect((await step(harness, id)).state.tag).toBe('expired');
    },
  );

  test.each([10, -10])(
    'F19: a freeze begins and ends by the store’s clock, with this machine’s clock %i minutes off',
    async (off) => {
      await using harness = await startServiceHarness();
      vi.useFakeTimers({ toFake: ['Date'], now: harness.now().getTime() + minutes(off) });
      harness.freezes.push(aFreeze({ ...hourOfIt, from: '2026-03-01T03:05', until: '2026-03-01T03:08' }));
      const { id } = await harness.asked();
      harness.pass(minutes(5));
      const held = (await step(harness, id)).state;
      harness.pass(minutes(3));

      expect(held).toMatchObject({ tag: 'pending-approval', closed: {} });
      expect((await step(harness, id)).state).not.toHaveProperty('closed');
    },
  );
});

function pendingIn(state: State) {
  if (state.tag !== 'pending-approval') throw new Error(`it is ${state.tag}`);
  return state;
}
