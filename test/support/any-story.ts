import fc from 'fast-check';
import type { BreakGlass, Entitlement } from '#core/approval.ts';
import { ask } from '#core/ask.ts';
import type { Command } from '#core/commands.ts';
import { decide } from '#core/decide.ts';
import type { RequestEvent } from '#core/events.ts';
import { evolve, fold } from '#core/evolve.ts';
import { pinPlan } from '#core/restore-plan.ts';
import { currentAgreement, type Known, type RestoreRequest } from '#core/restore-request.ts';
import { aBaseline, aContext, anAsk, aPlan, approvers, aRequirement, at, said } from './builders.ts';

const people = ['U0RITA', ...approvers] as const;
const person = fc.constantFrom(...people);
const entitlement = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom<Entitlement>(
      { type: 'entitled' },
      { type: 'entitled', groups: ['S0DBA'] },
      { type: 'entitled', groups: ['S0DBA', 'S0SRE'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Entitlement>(
      { type: 'refused', because: 'not-in-the-rule' },
      { type: 'refused', because: 'lookup-failed' },
    ),
  },
);
const mostlyRight = fc.integer({ min: 0, max: 4 }).map((number) => number > 0);
/** Mostly soon after, sometimes so late that something is over. */
const seconds = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 120 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
);
/** Of the requester's team, so never entitled where the rule wants another one. */
export const teammate = 'U0DAN';
const known: Known = { because: 'answer-lost', text: 'No answer came.', candidates: [] };

/** A command that may be right, wrong, late or out of place; it is completed when the request is known. */
const anyCommand = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      type: fc.constant('approve' as const),
      by: person,
      entitlement,
      right: mostlyRight,
    }),
  },
  fc.record({ type: fc.constant('withdraw-vote' as const), by: person }),
  fc.record({
    type: fc.constant('break-glass' as const),
    by: person,
    entitlement,
    reason: fc.constantFrom('', 'Nobody answers.'),
    right: mostlyRight,
  }),
  fc.record({ type: fc.constant('use-newer-backup' as const), by: person, entitlement, backup: fc.nat(2) }),
  fc.record({
    type: fc.constant('deny' as const),
    by: person,
    entitlement,
    reason: fc.constantFrom('', 'No.'),
  }),
  fc.record({ type: fc.constant('cancel' as const), by: person, entitlement }),
  fc.constantFrom(
    { type: 'expire' } as const,
    { type: 'hold', why: said('Locked.') } as const,
    { type: 'remind' } as const,
    { type: 'end-for-freeze', why: said('A freeze began.') } as const,
    { type: 'stop-for-freeze', freeze: 'weekend' } as const,
    { type: 'report-lost-answer', token: 'token', why: said('Lost.') } as const,
    { type: 'report-not-accepted', token: 'token', why: said('Busy.') } as const,
    { type: 'report-refusal', token: 'token', reason: { code: 'refused-by-vendor', text: 'No.' } } as const,
    { type: 'leave-undetermined' as const, known },
    { type: 'report-restored', finishedAt: at(5) } as const,
    { type: 'report-failure', reason: { code: 'failed-at-vendor', text: 'Disk.' } } as const,
    { type: 'record-verification', verification: { outcome: 'passed', findings: [] }, vendor: 'V' } as const,
    { type: 'report-gone' as const, known },
    { type: 'record-setback', seen: 'pending-approval', sent: false, candidates: [] } as const,
    { type: 'record-setback', seen: 'cancelled', sent: false, candidates: [] } as const,
    { type: 'record-setback', seen: 'restoring', sent: true, candidates: ['o'] } as const,
  ),
  { weight: 4, arbitrary: fc.constant({ type: 'dispatch' } as const) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<{ type: 'void'; quorum?: number } | { type: 'escalate' }>(
      { type: 'void' },
      { type: 'void', quorum: 2 },
      { type: 'escalate' },
    ),
  },
  fc.constantFrom(
    { type: 'report-trouble', why: said('The key was revoked.'), cause: 'unauthorized' } as const,
    { type: 'report-stall', since: at(60), times: 1 } as const,
    { type: 'report-recovery' } as const,
    { type: 'record-submission', operationId: 'o', found: true } as const,
  ),
  fc.record({ type: fc.constant('take-over' as const), by: person, entitlement }),
  fc.record({ type: fc.constant('submit-again' as const), by: person, entitlement }),
);

/** What can be done with a secret at any time. */
const secretCommand = fc.oneof(
  fc.record({ type: fc.constant('reveal' as const), by: person }),
  fc.record({ type: fc.constant('record-shown' as const), by: person }),
  fc.constant({ type: 'forget-secrets' } as const),
);
type AnyCommand =
  | (typeof anyCommand extends fc.Arbitrary<infer Each> ? Each : never)
  | (typeof secretCommand extends fc.Arbitrary<infer Each> ? Each : never)
  | Extract<Command, { type: 'record-submission' }>;

/** What people and workers try, in this order, against a rule. */
export interface Story {
  readonly quorum: number;
  /** How many must be of S0DBA. */
  readonly share?: number;
  readonly glass?: boolean;
  /** Each with the seconds that pass before it. */
  readonly steps: readonly (readonly [AnyCommand, number])[];
}

/** Any story. */
export const story: fc.Arbitrary<Story> = fc.record({
  quorum: fc.integer({ min: 1, max: 3 }),
  share: fc.nat(1),
  glass: fc.boolean(),
  steps: fc.array(fc.tuple(anyCommand, seconds), { minLength: 1, maxLength: 40 }),
});

/** Stories in which the vendor returns something with its first answer. */
export const secretStory: fc.Arbitrary<Story> = fc
  .array(fc.tuple(fc.oneof(anyCommand, { weight: 2, arbitrary: secretCommand }), fc.nat(30_000)), {
    maxLength: 30,
  })
  .map((rest) => ({
    quorum: 1,
    steps: [
      [{ type: 'approve', by: 'U0ADA', entitlement: { type: 'entitled' }, right: true }, 1],
      [{ type: 'dispatch' }, 1],
      [{ type: 'record-submission', operationId: 'o', found: false, sealed: { Password: 'v1' } }, 1],
      ...rest,
    ],
  }));

function complete(request: RestoreRequest, command: AnyCommand): Command {
  switch (command.type) {
    case 'approve': {
      const { right, ...rest } = command;
      return {
        ...rest,
        entitlement: entitlementIn(rest),
        agreement: right ? currentAgreement(request) : 'another',
        typed: 'orders-prod',
      };
    }
    case 'break-glass': {
      const { right, ...rest } = command;
      return { ...rest, agreement: right ? currentAgreement(request) : 'another', typed: 'orders-prod' };
    }
    case 'use-newer-backup': {
      const { backup, ...rest } = command;
      const { impact, findings, fingerprint, requirement } = request;
      const point = { type: 'backup', backupId: `backup-${backup}`, takenAt: at(-backup) } as const;
      const planJson = pinPlan(aPlan({ point })).json;
      return { ...rest, planJson, impact, findings, fingerprint, requirement };
    }
    case 'dispatch':
      return { type: 'dispatch', version: request.version, token: 'token', baseline: aBaseline() };
    case 'void':
      return {
        type: 'void-votes',
        why: said('Changed.'),
        differences: [],
        fingerprint: { 'Cluster id': `cluster-${request.version}` },
        requirement: { ...request.requirement, quorum: command.quorum ?? request.requirement.quorum },
      };
    case 'submit-again':
      return { ...command, fingerprint: request.fingerprint };
    default:
      return command;
  }
}

/** As the service looks it up: nobody of the requester's team may agree. */
function entitlementIn({ by, entitlement: found }: { by: string; entitlement: Entitlement }): Entitlement {
  return by === teammate ? { type: 'refused', because: 'of-the-requesters-team' } : found;
}

interface Told {
  /** All events before these. */
  readonly past: readonly RequestEvent[];
  readonly before: RestoreRequest;
  readonly after: RestoreRequest;
  readonly events: readonly RequestEvent[];
}

const oncallAlone: BreakGlass = {
  people: { users: [], groups: ['S0ONCALL'] },
  reviewers: { users: [], groups: ['S0DBA'] },
  tell: { channels: ['C0GENERAL'], users: [] },
  reviewWithinMs: 3_600_000,
};

/** Plays a story and gives every change of it, with all events from the beginning. */
export function play({ quorum, share = 0, glass = false, steps }: Story): {
  readonly changes: readonly Told[];
  readonly events: readonly RequestEvent[];
  readonly last: RestoreRequest;
} {
  const requirement = aRequirement({
    quorum,
    atLeast: share === 0 ? [] : [{ group: 'S0DBA', count: share }],
    notFrom: ['S0PAYMENTS'],
    escalation: { afterMs: 300_000, to: { users: ['U0CLEO'], groups: [] } },
    remindEveryMs: 600_000,
    ...(glass ? { breakGlass: oncallAlone } : {}),
  });
  const first = ask(anAsk({ requirement }), aContext());
  const events: RequestEvent[] = [...first];
  const changes: Told[] = [];
  let request = fold(first);
  if (request === undefined) throw new Error('nothing was asked');
  let seconds = 0;
  for (const [index, [command, wait]] of steps.entries()) {
    seconds += wait;
    const context = aContext({ now: at(seconds), commandId: `c${index}` });
    const decision = decide(request, complete(request, command), context);
    if (decision.type === 'refused') continue;
    const after: RestoreRequest = decision.events.reduce<RestoreRequest>(evolve, request);
    changes.push({ past: [...events], before: request, after, events: decision.events });
    events.push(...decision.events);
    request = after;
  }
  return { changes, events, last: request };
}
