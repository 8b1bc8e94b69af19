import { describe, expect, test } from 'vitest';
import type { Vote } from '#core/approval.ts';
import type { Command } from '#core/commands.ts';
import { decide } from '#core/decide.ts';
import type { RequestEvent } from '#core/events.ts';
import { evolve, fold } from '#core/evolve.ts';
import { after } from '#core/instant.ts';
import { costNow, costOf, type Objective, tickOf, unacknowledged } from '#core/objectives.ts';
import { currentAgreement, type RestoreRequest } from '#core/restore-request.ts';
import { isAgreed, wasAgreed } from '#core/voting.ts';
import { aContext, aPlan, aRequest, aRequirement, askedAt, at, someEvents } from '#test/support/builders.ts';

const minute = 60_000;
/** The backup is three hours old when it is asked; people have 1 h, and it may start 15 min later. */
const atLatest = (180 + 60 + 15) * minute;

function objective(changes: Partial<Objective> = {}): Objective {
  return { name: 'payments', rpoMs: 15 * minute, overRpo: 'acknowledge', ...changes };
}

function asked(objectives: Objective[], quorum = 1, plan = aPlan()): RestoreRequest {
  const loss = plan.source.id === plan.target.id ? atLatest : ('all' as const);
  const acknowledged = { loss, startsBy: after(askedAt, 75 * minute) };
  return aRequest({ ask: { plan, requirement: aRequirement({ objectives, quorum }), acknowledged } });
}

function approve(request: RestoreRequest, by: string, acknowledged?: string, now = at(60)) {
  const agreement = currentAgreement(request);
  const { name } = request.plan.plan.target;
  return decide(
    request,
    { type: 'approve', by, agreement, typed: name, acknowledged, entitlement: { type: 'entitled' } },
    aContext({ now, commandId: `approve-${by}` }),
  );
}

function tick(request: RestoreRequest): string {
  const cost = costNow(request);
  return cost === undefined ? '' : tickOf(cost);
}

function decided(request: RestoreRequest, decision: ReturnType<typeof decide>): RestoreRequest {
  if (decision.type === 'refused') throw new Error(decision.refusal.code);
  return decision.events.reduce<RestoreRequest>(evolve, request);
}

describe('what a restore costs', () => {
  test('is counted to the latest possible start, and does not grow while people decide', () => {
    const request = asked([objective()]);
    expect(costNow(request)).toMatchObject({ loss: atLatest, effect: 'acknowledge' });

    const approved = decided(request, approve(request, 'U0ADA', tick(request)));

    expect(costNow(approved)?.startsBy).toEqual(after(at(60), 15 * minute));
    expect(costNow(approved)?.loss).toBeLessThan(atLatest);
  });

  test('is measured against the strictest objective that it exceeds', () => {
    const objectives = [
      objective({ name: 'warns early', rpoMs: 5 * minute, overRpo: 'warn' }),
      objective({ name: 'refuses late', rpoMs: 240 * minute, overRpo: 'refuse' }),
      objective({ name: 'acknowledges', rpoMs: 60 * minute }),
      objective({ name: 'never reached', rpoMs: 600 * minute, overRpo: 'refuse' }),
    ];
    const { plan, impact } = asked([]);
    const costWith = (some: Objective[]) =>
      costOf({ plan, impact, requirement: { objectives: some } }, after(askedAt, 75 * minute));
    expect(costWith(objectives)).toMatchObject({ objective: { name: 'refuses late' }, effect: 'refuse' });
    expect(costWith(objectives.slice(0, 1))).toMatchObject({ effect: 'warn' });
    expect(costWith(objectives.slice(3))).toMatchObject({ effect: 'within' });
    expect(costWith([])).toBeUndefined();
  });

  test('of another target is all of its data, which is always acknowledged where an objective is about it', () => {
    const plan = aPlan({ source: { id: 'other', name: 'orders-staging' } });
    const warns = asked([objective({ overRpo: 'warn' })], 1, plan);
    expect(costNow(warns)).toMatchObject({ loss: 'all', effect: 'acknowledge' });
    expect(costNow(asked([], 1, plan))).toBeUndefined();
  });

  test('is nothing where nothing is overwritten', () => {
    const { plan, requirement } = asked([objective()]);
    const impact = {
      type: 'new-target',
      overwrites: [],
      creates: ['x'],
      unavailable: [],
      notes: [],
    } as const;
    expect(
      costOf(
        { plan, impact: { ...impact, overwrites: [], creates: [], unavailable: [], notes: [] }, requirement },
        at(0),
      ),
    ).toBeUndefined();
  });
});

describe('a loss that must be acknowledged', () => {
  test('is part of the vote: without its number, or with another one, nobody approves', () => {
    const request = asked([objective()]);
    const refused = { type: 'refused', refusal: { code: 'not-acknowledged' } };
    expect(approve(request, 'U0ADA')).toMatchObject(refused);
    expect(approve(request, 'U0ADA', `${60 * minute}/${15 * minute}`)).toMatchObject(refused);
    expect(approve(request, 'U0ADA', 'all/none')).toMatchObject(refused);

    const decision = approve(request, 'U0ADA', tick(request));

    expect(decision).toMatchObject({
      events: [{ type: 'vote-cast', vote: { acknowledged: { loss: atLatest } } }, { type: 'approved' }],
    });
  });

  test('a vote that lacks it does not count, the person who wrote it: an older version, or a forger', () => {
    const request = asked([objective()], 2);
    const vote: Vote = { by: 'U0ADA', at: at(30), agreement: currentAgreement(request) };
    const forged = evolve(request, { type: 'vote-cast', at: at(30), commandId: 'forged', by: 'U0ADA', vote });

    const second = approve(forged, 'U0BEN', tick(forged));

    expect(second).toMatchObject({ events: [{ type: 'vote-cast' }] });
    expect(second).not.toMatchObject({ events: [{}, { type: 'approved' }] });
  });

  test('an approval that rests on such a vote starts nothing, and the audit finds it', () => {
    const events = someEvents({
      state: 'approved',
      ask: { requirement: aRequirement({ objectives: [objective()] }) },
    });
    const request = fold(events);
    if (request === undefined) throw new Error('nothing was asked');
    expect(isAgreed(request)).toBe(false);
    expect(wasAgreed(request)).toBe(false);
    const without = aRequest({ state: 'approved' });
    expect(isAgreed(without) && wasAgreed(without)).toBe(true);
  });

  test('when a vote is withdrawn late, those that acknowledged less are taken off', () => {
    const request = asked([objective()], 2);
    const one = decided(request, approve(request, 'U0ADA', tick(request), at(60)));
    const both = decided(one, approve(one, 'U0BEN', tick(one), at(50 * 60)));
    expect(both.state.tag).toBe('approved');
    const withdrawn = decide(
      both,
      { type: 'withdraw-vote', by: 'U0BEN' },
      aContext({ now: at(55 * 60), commandId: 'withdraw' }),
    );
    const back = decided(both, withdrawn);
    // The window starts over, so more may be lost than Ada saw.
    expect(back.state).toMatchObject({ tag: 'pending-approval', votes: [] });
  });

  test('when the vote begins again late, the requester must acknowledge the new loss before votes complete', () => {
    const request = asked([objective()]);
    const approved = decided(request, approve(request, 'U0ADA', tick(request), at(50 * 60)));
    const withdraw = { type: 'withdraw-vote', by: 'U0ADA' } as const;
    const back = decided(approved, decide(approved, withdraw, aContext({ now: at(55 * 60) })));
    const acknowledge = (by: string, from: RestoreRequest, acknowledged = tick(from)) =>
      decide(from, { type: 'acknowledge', by, acknowledged }, aContext({ now: at(58 * 60) }));
    expect(unacknowledged(request)).toBeUndefined();
    expect(acknowledge('U0RITA', request)).toMatchObject({ refusal: { code: 'nothing-to-acknowledge' } });

    const voted = decided(back, approve(back, 'U0BEN', tick(back), at(57 * 60)));

    expect(voted.state).toMatchObject({ tag: 'pending-approval', votes: [{ by: 'U0BEN' }] });
    expect(acknowledge('U0BEN', voted)).toMatchObject({ refusal: { code: 'requester-acknowledges' } });
    expect(acknowledge('U0RITA', voted, tick(request))).toMatchObject({
      refusal: { code: 'not-acknowledged' },
    });
    expect(acknowledge('U0RITA', back)).toMatchObject({ events: [{ type: 'acknowledged' }] });
    const done = decided(voted, acknowledge('U0RITA', voted));
    expect(done.state.tag).toBe('approved');
    expect(isAgreed(done) && wasAgreed(done)).toBe(true);
    expect(done.acknowledged?.loss).toBeGreaterThan(atLatest);
  });

  test('when it begins again early, its window ends while what the requester acknowledged is still true', () => {
    const request = asked([objective()]);
    const approved = decided(request, approve(request, 'U0ADA', tick(request), at(5 * 60)));
    const withdraw = { type: 'withdraw-vote', by: 'U0ADA' } as const;
    const back = decided(approved, decide(approved, withdraw, aContext({ now: at(6 * 60) })));

    expect(back.state).toMatchObject({ expiresAt: after(askedAt, 60 * minute) });
    expect(unacknowledged(back)).toBeUndefined();
  });

  test.each<[string, RestoreRequest, object]>([
    ['so many writes', asked([objective()]), { loss: atLatest + 10 * minute }],
    [
      'all data of another target',
      asked([objective()], 1, aPlan({ source: { id: 'other', name: 'orders-staging' } })),
      { loss: 'all' },
    ],
  ])('when it is submitted again, nobody has accepted %s for that submission', (_, request, loss) => {
    const approved = decided(request, approve(request, 'U0ADA', tick(request), at(5 * 60)));
    const again = [
      {
        type: 'leave-undetermined',
        known: { because: 'answer-lost', text: 'No answer came.', candidates: [] },
      },
      { type: 'submit-again', by: 'U0ADA', fingerprint: {}, entitlement: { type: 'entitled' } },
    ] satisfies Command[];
    const back = again.reduce<RestoreRequest>(
      (from, command, n) =>
        decided(from, decide(from, command, aContext({ now: at(10 * 60), commandId: `again-${n}` }))),
      approved,
    );

    // Early enough that a vote withdrawn now would keep the end of its window.
    expect(back.state).toMatchObject({ votes: [], expiresAt: after(at(10 * 60), 60 * minute) });
    expect(unacknowledged(back)).toMatchObject(loss);
    const voted = decided(back, approve(back, 'U0BEN', tick(back), at(11 * 60)));
    expect(voted.state.tag).toBe('pending-approval');
    const word = { type: 'acknowledge', by: 'U0RITA', acknowledged: tick(voted) } as const;
    const done = decided(voted, decide(voted, word, aContext({ now: at(12 * 60) })));
    expect(done).toMatchObject({ state: { tag: 'approved' }, acknowledged: loss });
  });

  test('nothing leaves after what was acknowledged: the write belongs to the time in which it may start', () => {
    const request = asked([objective()]);
    const approved = decided(request, approve(request, 'U0ADA', tick(request)));
    if (approved.state.tag !== 'approved') throw new Error('not approved');
    const { dispatchBy } = approved.state;
    const decision = decide(
      approved,
      {
        type: 'dispatch',
        version: approved.version,
        token: 't',
        baseline: { operationIds: [], vendorTime: at(0) },
      },
      aContext({ now: after(dispatchBy, -1_000), commandId: 'dispatch', postWithinMs: 10_000 }),
    );
    expect(decision).toMatchObject({ events: [{ type: 'dispatched', postBy: dispatchBy }] });
  });

  test('an older version refuses the record, because it would not ask for it', () => {
    expect(asked([objective()]).schema).toBe(2);
    expect(asked([]).schema).toBe(1);
    const requirement = aRequirement({ objectives: [objective()] });
    const voided: RequestEvent = {
      type: 'votes-voided',
      at: at(60),
      commandId: 'void',
      text: '',
      differences: [],
      fingerprint: {},
      requirement,
      expiresAt: at(600),
    };
    expect(evolve(asked([]), voided).schema).toBe(2);
  });
});

describe('an objective that refuses', () => {
  const request = () => asked([objective({ overRpo: 'refuse' })]);

  test('lets nobody approve, whatever they tick', () => {
    expect(approve(request(), 'U0ADA', tick(request()))).toMatchObject({
      refusal: { code: 'over-objective', cost: { loss: atLatest } },
    });
  });

  test('is passed by break-glass', () => {
    const breakGlass = {
      people: { users: ['U0EVE'], groups: [] },
      reviewers: { users: ['U0ADA'], groups: [] },
      tell: { channels: ['C0'], users: [] },
      reviewWithinMs: 60 * minute,
    };
    const requirement = aRequirement({ objectives: [objective({ overRpo: 'refuse' })], breakGlass });
    const before = aRequest({ ask: { requirement } });
    const decision = decide(
      before,
      {
        type: 'break-glass',
        by: 'U0EVE',
        agreement: currentAgreement(before),
        typed: 'orders-prod',
        reason: 'Nobody is awake.',
        entitlement: { type: 'entitled' },
      },
      aContext({ now: at(60) }),
    );
    const broken = decided(before, decision);
    expect(broken.state.tag).toBe('approved');
    expect(isAgreed(broken) && wasAgreed(broken)).toBe(true);
  });

  test('a warning changes nothing about the vote', () => {
    expect(approve(asked([objective({ overRpo: 'warn' })]), 'U0ADA')).toMatchObject({
      events: [{ type: 'vote-cast' }, { type: 'approved' }],
    });
  });
});
