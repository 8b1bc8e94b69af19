import { type Vote, agreementOf, type Requirement } from '#core/approval.ts';
import { ask } from '#core/ask.ts';
import type { Ask, Context } from '#core/commands.ts';
import type { RequestEvent } from '#core/events.ts';
import { fold } from '#core/evolve.ts';
import type { HistoryRecord } from '#core/history.ts';
import { after } from '#core/instant.ts';
import type { Baseline } from '#core/provider.ts';
import { pinPlan, readPlan, type RestorePlan } from '#core/restore-plan.ts';
import { type RequestIn, type RestoreRequest, type StateTag, stateTags } from '#core/restore-request.ts';
import type { WhyOf } from '#core/why.ts';

/** When every built request was asked, unless a test says otherwise. */
export const askedAt = new Date('2026-03-01T03:00:00.000Z');

/** The instant `seconds` after `askedAt`. */
export function at(seconds: number): Date {
  return after(askedAt, seconds * 1000);
}

/** A reason in a provider's words. */
export function said(text: string): WhyOf<'vendor-said'> {
  return { code: 'vendor-said', text };
}

/** In place: the target exists, and its data is replaced. */
export function aPlan(changes: Partial<RestorePlan> = {}): RestorePlan {
  return {
    provider: 'atlas',
    connection: 'atlas-prod',
    kind: 'cluster',
    source: { id: 'cluster-1', name: 'orders-prod' },
    point: { type: 'backup', backupId: 'backup-1', takenAt: new Date('2026-03-01T00:00:00.000Z') },
    target: { id: 'cluster-1', name: 'orders-prod' },
    options: {},
    ...changes,
  };
}

/** One approver of one group is enough. */
export function aRequirement(changes: Partial<Requirement> = {}): Requirement {
  return {
    rule: 'production',
    quorum: 1,
    approvers: { users: [], groups: ['S0DBA'] },
    atLeast: [],
    notFrom: [],
    sharedChannels: false,
    windowMs: 60 * 60_000,
    startWithinMs: 15 * 60_000,
    ...changes,
  };
}

/** What Rita (`U0RITA`) asks in `C0OPS`; `plan` goes in as an object. */
export function anAsk({ plan, ...changes }: Partial<Ask> & { readonly plan?: RestorePlan } = {}): Ask {
  return {
    requestId: 'r1',
    by: 'U0RITA',
    channel: 'C0OPS',
    reason: 'INC-7: a migration deleted rows',
    planJson: pinPlan(plan ?? aPlan()).json,
    impact: {
      type: 'in-place',
      overwrites: ['orders-prod'],
      creates: [],
      unavailable: ['orders-prod'],
      notes: [],
    },
    findings: [{ level: 'ok', code: 'backup-present', text: 'The backup can be restored.' }],
    fingerprint: { 'Cluster id': 'cluster-1', Backup: 'backup-1' },
    requirement: aRequirement(),
    ...changes,
  };
}

export function aContext(changes: Partial<Context> = {}): Context {
  return {
    now: askedAt,
    commandId: 'command-1',
    postWithinMs: 10_000,
    canCancel: true,
    secretLifeMs: 24 * 60 * 60_000,
    ...changes,
  };
}

export function aBaseline(changes: Partial<Baseline> = {}): Baseline {
  return { operationIds: [], vendorTime: at(120), ...changes };
}

/** A vote for exactly what the ask asks. */
function aVote(asked: Ask, by: string, votedAt: Date): Vote {
  return { by, at: votedAt, agreement: agreementOf(readPlan(asked.planJson).digest, asked.fingerprint) };
}

/** Approvers, as many as a rule may ask for. */
export const approvers = ['U0ADA', 'U0BEN', 'U0CLEO', 'U0DAN'] as const;

export interface RequestChanges<Tag extends StateTag = StateTag> {
  /** Default `pending-approval`. */
  readonly state?: Tag;
  readonly ask?: Parameters<typeof anAsk>[0];
  readonly askedAt?: Date;
  /** Default `operation-1`. */
  readonly operationId?: string;
}

/** The events that lead a request into a state by the usual way. */
export function someEvents(changes: RequestChanges = {}): readonly RequestEvent[] {
  const asked = anAsk(changes.ask);
  const start = changes.askedAt ?? askedAt;
  const way = ways[changes.state ?? 'pending-approval'];
  const operationId = changes.operationId ?? 'operation-1';
  const first = ask(asked, aContext({ now: start, commandId: `${asked.requestId}-ask` })).slice(0, 1);
  const rest = way.flatMap((step, index) => {
    const now = new Date(start.getTime() + (index + 1) * 60_000);
    return step({ base: { at: now, commandId: `${asked.requestId}-${index + 1}` }, asked, operationId });
  });
  return [...first, ...rest];
}

/** A request in a state, folded from real events; every field has a default. */
export function aRequest<Tag extends StateTag = 'pending-approval'>(
  changes: RequestChanges<Tag> = {},
): RequestIn<Tag> {
  const request = fold(someEvents(changes));
  if (request === undefined || !isIn(request, changes.state)) {
    throw new Error(`the builder's events do not lead to ${changes.state ?? 'pending-approval'}`);
  }
  return request;
}

/** One of the past: the n-th restore of orders-prod, a day after the one before. */
export function aHistory({
  n = 0,
  tookMs = 20 * 60_000,
  ...changes
}: Partial<HistoryRecord> & { readonly n?: number; readonly tookMs?: number }): HistoryRecord {
  const { provider, connection, kind, source, target } = aPlan();
  const asked = at(n * 86_400);
  const submitted = after(asked, 10 * 60_000);
  const restored = after(submitted, Math.round(tookMs));
  return {
    requestId: `past-${n}`,
    provider,
    connection,
    kind,
    impact: 'in-place',
    source,
    target,
    unavailable: true,
    askedAt: asked,
    approvedAt: after(submitted, -1_000),
    submittedAt: submitted,
    restoredAt: restored,
    endedAt: after(restored, 5_000),
    lostMs: 37 * 60_000,
    outcome: 'restored',
    run: 'real',
    ...changes,
  };
}

/** All states of the union, for tests that must hold in every one. */
export function allStates(): readonly StateTag[] {
  return stateTags;
}

function isIn<Tag extends StateTag>(
  request: RestoreRequest,
  tag: Tag | undefined,
): request is RequestIn<Tag> {
  return request.state.tag === (tag ?? 'pending-approval');
}

interface Moment {
  readonly base: { readonly at: Date; readonly commandId: string };
  readonly asked: Ask;
  readonly operationId: string;
}
type Step = (moment: Moment) => readonly RequestEvent[];

const voted: Step = ({ base, asked }) =>
  approvers
    .slice(0, asked.requirement.quorum)
    .map((by) => ({ type: 'vote-cast', ...base, by, vote: aVote(asked, by, base.at) }));
const approved: Step = ({ base, asked }) => [
  { type: 'approved', ...base, dispatchBy: after(base.at, asked.requirement.startWithinMs) },
];
const dispatched: Step = ({ base }) => [
  {
    type: 'dispatched',
    ...base,
    attempt: 1,
    token: 'token-1',
    baseline: aBaseline({ vendorTime: base.at }),
    postBy: after(base.at, 10_000),
  },
];
const submitted: Step = ({ base, operationId }) => [
  { type: 'submitted', ...base, operationId, found: false },
];
const restored: Step = ({ base }) => [{ type: 'restored', ...base, finishedAt: base.at }];
const verified: Step = ({ base }) => [
  { type: 'verified', ...base, vendor: 'MongoDB Atlas', outcome: 'passed', findings: [] },
];
const failed: Step = ({ base }) => [
  { type: 'failed', ...base, reason: { code: 'failed-at-vendor', text: 'The vendor ran out of disk.' } },
];
const becameUnknown: Step = ({ base }) => [
  {
    type: 'became-unknown',
    ...base,
    known: { because: 'answer-lost', text: 'The vendor did not answer.', candidates: [] },
  },
];
const denied: Step = ({ base }) => [{ type: 'denied', ...base, by: 'U0ADA', reason: 'Wrong cluster.' }];
const cancelled: Step = ({ base, asked }) => [{ type: 'cancelled', ...base, by: asked.by }];
const expired: Step = ({ base }) => [
  { type: 'expired', ...base, text: 'Not enough people approved it in time.' },
];

const toApproved = [voted, approved];
const toSubmitting = [...toApproved, dispatched];
const toRestoring = [...toSubmitting, submitted];

const ways: Readonly<Record<StateTag, readonly Step[]>> = {
  'pending-approval': [],
  approved: toApproved,
  submitting: toSubmitting,
  restoring: toRestoring,
  verifying: [...toRestoring, restored],
  unknown: [...toSubmitting, becameUnknown],
  succeeded: [...toRestoring, restored, verified],
  failed: [...toRestoring, failed],
  denied: [denied],
  cancelled: [cancelled],
  expired: [expired],
};
