import { describe, expect, test } from 'vitest';
import type { Command, Refusal } from '#core/commands.ts';
import { decide } from '#core/decide.ts';
import { aBaseline, aContext, aRequest, at } from '#test/support/builders.ts';

const refusedAs = (refusal: Refusal) => ({ type: 'refused', refusal });

describe('dispatching', () => {
  const approved = aRequest({ state: 'approved' });
  const dispatch = (version: number): Command => ({
    type: 'dispatch',
    version,
    token: 'token-2',
    baseline: aBaseline(),
  });

  test('what has changed since it was revalidated is not dispatched', () => {
    expect(decide(approved, dispatch(approved.version - 1), aContext({ now: at(130) }))).toEqual(
      refusedAs({ code: 'outdated' }),
    );
  });

  test('a yes at 3 a.m. never starts at noon', () => {
    const noon = aContext({ now: at(9 * 3_600) });

    expect(decide(approved, dispatch(approved.version), noon)).toEqual(refusedAs({ code: 'window-over' }));
    const decision = decide(approved, { type: 'expire' }, noon);
    expect(decision).toMatchObject({
      events: [{ text: expect.stringContaining('could not start in time') }],
    });
  });

  test('only the process that holds the attempt may say what came of it', () => {
    const submitting = aRequest({ state: 'submitting' });
    const decision = decide(
      submitting,
      { type: 'report-refusal', token: 'somebody-else', reason: { code: 'refused-by-vendor', text: 'No.' } },
      aContext({ now: at(130) }),
    );

    expect(decision).toEqual(refusedAs({ code: 'not-our-attempt' }));
  });

  test('a second operation id is never written over the first', () => {
    const restoring = aRequest({ state: 'restoring' });
    const decision = decide(
      restoring,
      { type: 'record-submission', operationId: 'operation-2', found: false },
      aContext(),
    );

    expect(decision).toMatchObject({ refusal: { code: 'other-operation-recorded' } });
  });

  test('a running restore is not cancelled where the vendor cannot', () => {
    const cancel: Command = { type: 'cancel', by: 'U0RITA', entitlement: { type: 'entitled' } };
    const context = aContext({ canCancel: false });

    expect(decide(aRequest({ state: 'restoring' }), cancel, context)).toEqual(
      refusedAs({ code: 'cannot-cancel-running' }),
    );
  });
});
