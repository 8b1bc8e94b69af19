import { describe, expect, test } from 'vitest';
import type { Command, CommandType } from '#core/commands.ts';
import { decide } from '#core/decide.ts';
import { evolve } from '#core/evolve.ts';
import { pinPlan } from '#core/restore-plan.ts';
import { currentAgreement } from '#core/restore-request.ts';
import type { RestoreRequest, StateTag } from '#core/restore-request.ts';
import { isAgreed } from '#core/voting.ts';
import {
  aBaseline,
  aContext,
  aPlan,
  aRequest,
  aRequirement,
  allStates,
  at,
  said,
} from '#test/support/builders.ts';

const entitled = { type: 'entitled' } as const;

/** One command of each type, as good as it can be: what is refused is refused for the state alone. */
const commands: { readonly [Type in CommandType]: (request: RestoreRequest) => Command } = {
  approve: (request) => ({
    type: 'approve',
    by: 'U0BEN',
    entitlement: entitled,
    agreement: currentAgreement(request),
    typed: 'orders-prod',
  }),
  'break-glass': (request) => ({
    type: 'break-glass',
    by: 'U0RITA',
    entitlement: entitled,
    agreement: currentAgreement(request),
    reason: 'Nobody answers.',
    typed: 'orders-prod',
  }),
  remind: () => ({ type: 'remind' }),
  escalate: () => ({ type: 'escalate' }),
  'end-for-freeze': () => ({ type: 'end-for-freeze', why: said('The freeze began.') }),
  'stop-for-freeze': () => ({ type: 'stop-for-freeze', freeze: 'night' }),
  'use-newer-backup': (request) => ({
    type: 'use-newer-backup',
    by: 'U0RITA',
    entitlement: entitled,
    planJson: pinPlan({ ...aPlan(), options: { newer: true } }).json,
    impact: request.impact,
    findings: request.findings,
    fingerprint: request.fingerprint,
    requirement: request.requirement,
  }),
  'review-glass': () => ({ type: 'review-glass', by: 'U0BEN', entitlement: entitled, note: 'Right.' }),
  'remind-review': () => ({ type: 'remind-review' }),
  acknowledge: () => ({ type: 'acknowledge', by: 'U0RITA', acknowledged: '' }),
  'withdraw-vote': () => ({ type: 'withdraw-vote', by: 'U0ADA' }),
  deny: () => ({ type: 'deny', by: 'U0BEN', entitlement: entitled, reason: 'Wrong cluster.' }),
  cancel: () => ({
    type: 'cancel',
    by: 'U0RITA',
    entitlement: { type: 'refused', because: 'not-in-the-rule' },
  }),
  expire: () => ({ type: 'expire' }),
  hold: () => ({ type: 'hold', why: said('The cluster is locked.') }),
  'void-votes': (request) => ({
    type: 'void-votes',
    why: said('The target was recreated.'),
    differences: [{ label: 'Cluster id', before: 'cluster-1', after: 'cluster-2' }],
    fingerprint: { 'Cluster id': 'cluster-2' },
    requirement: request.requirement,
  }),
  dispatch: ({ version }) => ({ type: 'dispatch', version, token: 'token-2', baseline: aBaseline() }),
  'report-lost-answer': () => ({ type: 'report-lost-answer', token: 'token-1', why: said('Lost.') }),
  'report-not-accepted': () => ({
    type: 'report-not-accepted',
    token: 'token-1',
    why: said('Too many requests.'),
  }),
  'hold-back': () => ({ type: 'hold-back', token: 'token-1', why: said('Nothing was sent.') }),
  'report-refusal': () => ({
    type: 'report-refusal',
    token: 'token-1',
    reason: { code: 'refused-by-vendor', text: 'No.' },
  }),
  'record-submission': () => ({ type: 'record-submission', operationId: 'operation-1', found: false }),
  'leave-undetermined': () => ({
    type: 'leave-undetermined',
    known: { because: 'answer-lost', text: 'No answer came.', candidates: [] },
  }),
  'record-setback': () => ({ type: 'record-setback', seen: 'cancelled', sent: false, candidates: [] }),
  'report-trouble': () => ({ type: 'report-trouble', why: said('No key.'), cause: 'unauthorized' }),
  'report-recovery': () => ({ type: 'report-recovery' }),
  'report-stall': () => ({ type: 'report-stall', since: at(60), times: 1 }),
  'report-movement': () => ({ type: 'report-movement' }),
  'report-restored': () => ({ type: 'report-restored', finishedAt: at(600) }),
  'report-failure': () => ({
    type: 'report-failure',
    reason: { code: 'failed-at-vendor', text: 'Disk full.' },
  }),
  'report-cancelled': () => ({ type: 'report-cancelled' }),
  'report-gone': () => ({
    type: 'report-gone',
    known: { because: 'operation-gone', text: 'It is gone.', candidates: ['operation-1'] },
  }),
  'record-verification': () => ({
    type: 'record-verification',
    verification: { outcome: 'passed', findings: [] },
    vendor: 'MongoDB Atlas',
  }),
  'close-approvals': () => ({
    type: 'close-approvals',
    closed: { freeze: 'release', effect: 'deny', opensAt: at(600) },
  }),
  'open-approvals': () => ({ type: 'open-approvals', findings: [], fingerprint: {} }),
  'take-over': () => ({ type: 'take-over', by: 'U0BEN', entitlement: entitled }),
  adopt: () => ({ type: 'adopt', by: 'U0BEN', entitlement: entitled, operationId: 'operation-9' }),
  'submit-again': () => ({
    type: 'submit-again',
    by: 'U0BEN',
    entitlement: entitled,
    fingerprint: { 'Cluster id': 'cluster-1' },
  }),
  close: () => ({ type: 'close', by: 'U0BEN', entitlement: entitled, reason: 'Restored by hand.' }),
  reveal: () => ({ type: 'reveal', by: 'U0RITA' }),
  'record-shown': () => ({ type: 'record-shown', by: 'U0RITA' }),
  'forget-secrets': () => ({ type: 'forget-secrets' }),
};

const commandTypes = Object.keys(commands) as CommandType[];
const annotations = {
  reveal: 'no: no-secret',
  'record-shown': 'nothing',
  'forget-secrets': 'nothing',
  'review-glass': 'no: nothing-to-review',
  'remind-review': 'no: not-due',
};
const oneWay = (text: string): Row => ({
  ...(Object.fromEntries(commandTypes.map((type) => [type, text])) as Row),
  ...annotations,
});
type Row = Record<CommandType, string>;

/** What each command does in each state: events joined by `+`, `no: code`, or `nothing` where it is already so. */
const table: Record<StateTag, Row> = {
  'pending-approval': {
    ...oneWay('no: not-in-state'),
    approve: 'vote-cast+approved',
    'break-glass': 'no: no-break-glass',
    remind: 'no: not-due',
    escalate: 'no: not-due',
    'close-approvals': 'approvals-closed',
    'open-approvals': 'nothing',
    'end-for-freeze': 'expired',
    'use-newer-backup': 'replanned',
    'withdraw-vote': 'no: no-vote-of-yours',
    acknowledge: 'no: nothing-to-acknowledge',
    deny: 'denied',
    cancel: 'cancelled',
    expire: 'no: not-due',
    'record-submission': 'submitted',
    'record-setback': 'expired',
  },
  approved: {
    ...oneWay('no: not-in-state'),
    'withdraw-vote': 'vote-withdrawn',
    deny: 'denied',
    cancel: 'cancelled',
    expire: 'no: not-due',
    'end-for-freeze': 'expired',
    'use-newer-backup': 'replanned',
    hold: 'held',
    'close-approvals': 'approvals-closed',
    'void-votes': 'votes-voided',
    dispatch: 'dispatched',
    'leave-undetermined': 'became-unknown',
    'record-submission': 'submitted',
    'record-setback': 'expired',
  },
  submitting: {
    ...oneWay('no: not-in-state'),
    'withdraw-vote': 'no: may-be-at-vendor',
    deny: 'no: may-be-at-vendor',
    cancel: 'no: may-be-at-vendor',
    'report-lost-answer': 'answer-lost',
    'report-not-accepted': 'not-accepted',
    'hold-back': 'not-accepted',
    'report-refusal': 'refused',
    'report-trouble': 'trouble-began',
    'report-recovery': 'nothing',
    'take-over': 'no: nothing-to-take-over',
    'leave-undetermined': 'became-unknown',
    'record-submission': 'submitted',
  },
  restoring: {
    ...oneWay('no: not-in-state'),
    'withdraw-vote': 'no: may-be-at-vendor',
    deny: 'no: may-be-at-vendor',
    cancel: 'cancel-asked',
    'stop-for-freeze': 'cancel-asked',
    'record-submission': 'nothing',
    'report-trouble': 'trouble-began',
    'report-recovery': 'nothing',
    'report-stall': 'stalled',
    'report-movement': 'nothing',
    'report-restored': 'restored',
    'report-failure': 'failed',
    'report-cancelled': 'cancelled-at-vendor',
    'report-gone': 'became-unknown',
    'take-over': 'no: nothing-to-take-over',
  },
  verifying: {
    ...oneWay('no: not-in-state'),
    'withdraw-vote': 'no: may-be-at-vendor',
    deny: 'no: may-be-at-vendor',
    cancel: 'no: cannot-cancel-running',
    'record-submission': 'nothing',
    'record-verification': 'verified',
  },
  unknown: {
    ...oneWay('no: not-in-state'),
    'withdraw-vote': 'no: may-be-at-vendor',
    deny: 'no: may-be-at-vendor',
    cancel: 'no: may-be-at-vendor',
    'leave-undetermined': 'nothing',
    'record-submission': 'submitted',
    adopt: 'adopted',
    'submit-again': 'asked-again',
    close: 'closed',
  },
  succeeded: oneWay('no: ended'),
  failed: oneWay('no: ended'),
  denied: oneWay('no: ended'),
  cancelled: oneWay('no: ended'),
  expired: oneWay('no: ended'),
};

describe.each(allStates())('in %s', (tag) => {
  const request = aRequest({ state: tag });
  const context = aContext({ now: at(180), commandId: 'the-command' });

  test.each(commandTypes)('%s', (type) => {
    const decision = decide(request, commands[type](request), context);

    expect(inWords(decision)).toBe(table[tag][type]);
    if (decision.type === 'accepted') {
      const after = decision.events.reduce<RestoreRequest>(evolve, request);
      expect(after.version).toBe(request.version + decision.events.length);
      expect(decision.events.every(({ commandId }) => commandId === 'the-command')).toBe(true);
    }
  });
});

function inWords(decision: ReturnType<typeof decide>): string {
  if (decision.type === 'refused') return `no: ${decision.refusal.code}`;
  return decision.events.map(({ type }) => type).join('+') || 'nothing';
}

describe('approving', () => {
  const request = aRequest();
  const context = aContext({ now: at(60) });
  const approve = (changes: object = {}, of: RestoreRequest = request) =>
    inWords(decide(of, { ...commands.approve(of), ...changes }, context));

  test('nobody approves their own request', () => {
    expect(approve({ by: 'U0RITA' })).toBe('no: own-request');
  });

  test('who chose the plan does not approve it, and a vote of theirs in a record counts for nothing', () => {
    const replanned = { ...request, plannedBy: 'U0BEN' };
    const voted = aRequest({ state: 'approved' });

    expect(approve({ by: 'U0BEN' }, replanned)).toBe('no: own-plan');
    expect(approve({ by: 'U0CLEO' }, replanned)).toBe('vote-cast+approved');
    expect(isAgreed(voted)).toBe(true);
    expect(isAgreed({ ...voted, plannedBy: voted.state.votes[0]?.by })).toBe(false);
  });

  test('somebody the rule does not name is refused', () => {
    expect(approve({ entitlement: { type: 'refused', because: 'guest' } })).toBe('no: not-entitled');
  });

  test('a vote for another plan or another target than today’s is outdated', () => {
    expect(approve({ agreement: '0123456789abcdef' })).toBe('no: outdated');
  });

  test.each(['Orders-prod', ' orders-prod', 'orders-prod ', 'оrders-prod', 'orders\u200B-prod', ''])(
    'a destructive restore is not confirmed by typing “%s”',
    (typed) => {
      expect(approve({ typed })).toBe('no: wrong-name');
    },
  );

  test('a destructive restore is confirmed by the target’s exact name or id', () => {
    expect(approve({ typed: 'orders-prod' })).toBe('vote-cast+approved');
    expect(approve({ typed: 'cluster-1' })).toBe('vote-cast+approved');
  });

  test('with a quorum of two, one person counts once and a second one completes it', () => {
    const two = aRequest({ ask: { requirement: aRequirement({ quorum: 2 }) } });
    const first = decide(two, commands.approve(two), context);
    if (first.type !== 'accepted') throw new Error('the first vote was refused');
    const once = first.events.reduce<RestoreRequest>(evolve, two);

    expect(inWords(first)).toBe('vote-cast');
    expect(approve({}, once)).toBe('no: already-voted');
    expect(approve({ by: 'U0CLEO' }, once)).toBe('vote-cast+approved');
  });

  test('a vote after the window is no vote, and expiry ends the request', () => {
    const late = aContext({ now: at(3_601) });

    expect(inWords(decide(request, commands.approve(request), late))).toBe('no: window-over');
    expect(inWords(decide(request, { type: 'expire' }, late))).toBe('expired');
  });

  test('an approver who withdraws takes an approved request back to waiting', () => {
    const approved = aRequest({ state: 'approved' });
    const decision = decide(approved, { type: 'withdraw-vote', by: 'U0ADA' }, aContext({ now: at(61) }));
    if (decision.type !== 'accepted') throw new Error('refused');

    const after = decision.events.reduce<RestoreRequest>(evolve, approved);
    expect(after.state).toMatchObject({ tag: 'pending-approval', votes: [] });
  });
});
