import { describe, expect, test } from 'vitest';
import { ask } from '#core/ask.ts';
import { decide } from '#core/decide.ts';
import { currentAgreement } from '#core/restore-request.ts';
import { aContext, anAsk, aRequest, aRequirement } from '#test/support/builders.ts';

const people = { users: ['U0BEN'], groups: [] };
const entitlement = { type: 'entitled' } as const;

describe('13.5 who did it', () => {
  test.each(['pending-approval', 'approved'] as const)(
    '13.5 only the requester withdraws what is %s; an approver denies it, with a reason',
    (state) => {
      const request = aRequest({ state });
      const cancel = (by: string) => decide(request, { type: 'cancel', by, entitlement }, aContext());

      expect(cancel('U0BEN')).toEqual({ type: 'refused', refusal: { code: 'not-your-request' } });
      expect(cancel('U0RITA')).toMatchObject({ events: [{ type: 'cancelled', by: 'U0RITA' }] });
    },
  );

  test('13.5 a running restore is stopped by its requester, or by an approver with a reason', () => {
    const request = aRequest({ state: 'restoring' });
    const stop = (by: string, reason?: string) =>
      decide(request, { type: 'cancel', by, entitlement, ...(reason && { reason }) }, aContext());

    expect(stop('U0RITA')).toMatchObject({ events: [{ type: 'cancel-asked', by: 'U0RITA' }] });
    expect(stop('U0BEN')).toEqual({ type: 'refused', refusal: { code: 'reason-missing' } });
    expect(stop('U0BEN', '  ')).toEqual({ type: 'refused', refusal: { code: 'reason-missing' } });
    expect(stop('U0BEN', 'Wrong cluster.')).toMatchObject({
      events: [{ type: 'cancel-asked', by: 'U0BEN', reason: 'Wrong cluster.' }],
    });
  });

  test('13.5 break-glass is nobody’s approval', () => {
    const breakGlass = {
      people,
      reviewers: { users: [], groups: ['S0DBA'] },
      tell: { channels: ['C0OPS'], users: [] },
      reviewWithinMs: 60_000,
    };
    const request = aRequest({ ask: { requirement: aRequirement({ breakGlass }) } });
    const decision = decide(
      request,
      {
        type: 'break-glass',
        by: 'U0BEN',
        entitlement,
        agreement: currentAgreement(request),
        reason: 'All is down.',
        typed: 'orders-prod',
      },
      aContext(),
    );
    const approved = decision.type === 'accepted' ? decision.events.at(-1) : undefined;

    expect(approved).toMatchObject({ type: 'approved', on: 'broken-glass' });
    expect(approved).not.toHaveProperty('by');
  });

  test('13.5 what the rule lets start is approved by the rule, not by the requester', () => {
    const approved = ask(anAsk({ requirement: aRequirement({ quorum: 0 }) }), aContext()).at(-1);

    expect(approved).toMatchObject({ type: 'approved', on: 'rule' });
    expect(approved).not.toHaveProperty('by');
  });
});
