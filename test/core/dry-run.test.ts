import { describe, expect, test } from 'vitest';
import { offered } from '#core/dry-run.ts';
import { evolve } from '#core/evolve.ts';
import type { PersonCommandType } from '#core/person-command.ts';
import type { StateTag } from '#core/restore-request.ts';
import { allStates, aRequest, aRequirement, at } from '#test/support/builders.ts';

const breakGlass = {
  people: { users: ['U0BEN'], groups: [] },
  reviewers: { users: [], groups: ['S0DBA'] },
  tell: { channels: ['C0OPS'], users: [] },
  reviewWithinMs: 60_000,
};

/** What is offered where everything is as it should be, the vendor can cancel, and the rule lets people break glass. */
const table: Readonly<Record<StateTag, readonly PersonCommandType[]>> = {
  'pending-approval': ['approve', 'break-glass', 'cancel', 'deny', 'use-newer-backup'],
  approved: ['cancel', 'deny', 'use-newer-backup', 'withdraw-vote'],
  submitting: [],
  restoring: ['cancel'],
  verifying: [],
  unknown: ['adopt', 'close', 'submit-again'],
  succeeded: [],
  failed: [],
  denied: [],
  cancelled: [],
  expired: [],
};

describe('what a card offers', () => {
  test.each(allStates())('of a request that is %s is what a dry run accepts', (tag) => {
    const request = aRequest({ state: tag, ask: { requirement: aRequirement({ breakGlass }) } });

    const types = offered(request, { now: at(600), canCancel: true });

    expect([...types].toSorted()).toEqual(table[tag]);
  });

  test('is no approval once the time for it is over, before a worker has said so', () => {
    const request = aRequest({ state: 'pending-approval' });

    const types = offered(request, { now: at(7_200), canCancel: false });

    expect([...types].toSorted()).toEqual(['cancel']);
  });

  test('is no approval while approvals are closed', () => {
    const closed = { freeze: 'release', effect: 'deny', opensAt: at(1_000) } as const;
    const request = evolve(aRequest({ state: 'pending-approval' }), {
      type: 'approvals-closed',
      at: at(60),
      commandId: 'c9',
      expiresAt: at(4_600),
      ...closed,
    });

    expect(offered(request, { now: at(600), canCancel: false })).not.toContain('approve');
  });

  test('is no cancelling where the vendor cannot, and no second one', () => {
    const request = aRequest({ state: 'restoring' });
    const asked = evolve(request, { type: 'cancel-asked', at: at(400), commandId: 'c9', by: 'U0RITA' });

    expect(offered(request, { now: at(600), canCancel: false })).not.toContain('cancel');
    expect(offered(asked, { now: at(600), canCancel: true })).not.toContain('cancel');
  });

  test('is taking over as soon as trouble was told', () => {
    const troubled = evolve(aRequest({ state: 'restoring' }), {
      type: 'trouble-began',
      at: at(400),
      commandId: 'c9',
      text: 'The key was revoked.',
    });

    expect(offered(troubled, { now: at(600), canCancel: false })).toContain('take-over');
  });
});
