import { describe, expect, test } from 'vitest';
import type { Entitlement } from '#core/approval.ts';
import type { Command } from '#core/commands.ts';
import { decide } from '#core/decide.ts';
import { evolve } from '#core/evolve.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { aContext, aRequest, at, said } from '#test/support/builders.ts';

describe('taking over', () => {
  const context = aContext({ now: at(200) });
  const entitlement = { type: 'entitled' } as const;
  const takeOver = (request: RestoreRequest, changes: { readonly entitlement?: Entitlement } = {}) =>
    decide(request, { type: 'take-over', by: 'U0BEN', entitlement, ...changes }, context);
  const after = (request: RestoreRequest, ...given: readonly Command[]) =>
    given.reduce<RestoreRequest>((before, command) => {
      const decision = decide(before, command, context);
      if (decision.type !== 'accepted') throw new Error(`${command.type} was refused`);
      return decision.events.reduce<RestoreRequest>(evolve, before);
    }, request);
  const trouble: Command = {
    type: 'report-trouble',
    why: said('The key was revoked.'),
    cause: 'unauthorized',
  };
  const stall: Command = { type: 'report-stall', since: at(60), times: 1 };
  const restoring = aRequest({ state: 'restoring' });
  const submitting = aRequest({ state: 'submitting' });

  test.each<readonly [string, RestoreRequest, readonly string[], string]>([
    ['cannot be followed', after(restoring, trouble), ['operation-1'], 'The key was revoked.'],
    ['makes no progress', after(restoring, stall), ['operation-1'], 'no progress'],
    ['cannot be looked for', after(submitting, trouble), [], 'The key was revoked.'],
  ])('a restore that %s becomes unknown, with what is known of it', (_, request, candidates, text) => {
    expect(takeOver(request)).toMatchObject({
      events: [
        {
          type: 'became-unknown',
          by: 'U0BEN',
          known: { because: 'taken-over', candidates, text: expect.stringContaining(text) },
        },
      ],
    });
  });

  test('needs the right to decide about the request', () => {
    const stranger = { entitlement: { type: 'refused', because: 'not-in-the-rule' } } as const;

    expect(takeOver(after(restoring, trouble), stranger)).toMatchObject({
      refusal: { code: 'not-entitled' },
    });
  });

  test('is over once the trouble is', () => {
    const moving = after(restoring, stall, { type: 'report-movement' });
    const seen = after(submitting, trouble, { type: 'report-recovery' });

    expect(takeOver(moving)).toMatchObject({ refusal: { code: 'nothing-to-take-over' } });
    expect(takeOver(seen)).toMatchObject({ refusal: { code: 'nothing-to-take-over' } });
  });
});
