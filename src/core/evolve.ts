import type { Vote } from './approval.ts';
import { withProof } from './attempts.ts';
import { defined, withoutUndefined } from './defined.ts';
import type { EventOf, RequestEvent } from './events.ts';
import { withReceived } from './kept-secrets.ts';
import { firstWindowEnd, votesLeft } from './objectives.ts';
import { readPlan } from './restore-plan.ts';
import {
  type RestoreRequest,
  schemaOf,
  type State,
  type StateOf,
  type StateTag,
  type Trouble,
} from './restore-request.ts';
import type { Reason } from './why.ts';

/** The request after one more event. Throws where the event cannot follow: that is a bug or a damaged record. */
export function evolve(request: RestoreRequest | undefined, event: RequestEvent): RestoreRequest {
  if (event.type === 'asked') {
    if (request !== undefined) throw new Error('a request is asked once');
    return begin(event);
  }
  if (request === undefined) throw new Error(`a request does not begin with ${event.type}`);
  // A field that goes is left out, as a record that is read has it.
  const changed = withoutUndefined({
    ...request,
    version: request.version + 1,
    ...alsoChanged(request, event),
  });
  return { ...changed, schema: schemaOf(changed.requirement), state: nextState(request, event) };
}

/** The request that all these events make; `undefined` where there are none. */
export function fold(events: readonly RequestEvent[]): RestoreRequest | undefined {
  return events.reduce<RestoreRequest | undefined>(evolve, undefined);
}

function begin(event: EventOf<'asked'>): RestoreRequest {
  const { type: _, at, commandId: __, by, requestId, planJson, ...asked } = event;
  return {
    schema: schemaOf(asked.requirement),
    id: requestId,
    version: 1,
    askedAt: at,
    requester: by ?? '',
    plan: readPlan(planJson),
    ...asked,
    attempts: [],
    state: { tag: 'pending-approval', votes: [], expiresAt: firstWindowEnd(event), reminders: 0 },
  };
}

/** What an event changes besides the state. */
function alsoChanged(request: RestoreRequest, event: RequestEvent): Partial<RestoreRequest> {
  switch (event.type) {
    case 'dispatched':
      return { attempts: [...request.attempts, { number: event.attempt, token: event.token, at: event.at }] };
    case 'votes-voided':
      return { fingerprint: event.fingerprint, requirement: event.requirement, ...glassSpent(request) };
    case 'asked-again':
      return { fingerprint: event.fingerprint, ...forAnother(request) };
    case 'not-accepted':
      return { attempts: withProof(request.attempts, event.proof) };
    case 'refused':
      return { attempts: withProof(request.attempts, 'refused') };
    case 'submitted':
    case 'adopted':
      return { attempts: withProof(request.attempts, 'accepted') };
    case 'replanned': {
      const { type: _, at: __, commandId: ___, expiresAt: ____, by, planJson, ...found } = event;
      // Fields that the new plan lacks must not stay from the old one.
      const none = { tags: undefined, sourceTags: undefined, sizeBytes: undefined };
      return { plan: readPlan(planJson), plannedBy: by, ...none, ...found, ...glassSpent(request) };
    }
    case 'approvals-opened':
      return { findings: event.findings, fingerprint: event.fingerprint };
    case 'approvals-closed':
    case 'vote-withdrawn':
      return glassSpent(request);
    case 'acknowledged':
      return { acknowledged: event.acknowledged };
    case 'escalated':
      return { escalatedAt: event.at };
    case 'glass-broken': {
      const { at, reason, agreement } = event;
      return { glass: { by: event.by ?? '', at, reason, agreement, holds: true } };
    }
    case 'glass-reviewed':
      return {
        glass: { ...glassOf(request, event), review: { by: event.by ?? '', at: event.at, note: event.note } },
      };
    case 'review-reminded':
      return { glass: { ...glassOf(request, event), remindedAt: event.at } };
    case 'secret-received':
      return { secrets: withReceived(request.secrets, event.labels, event.until, event.at) };
    case 'secret-shown':
      return { secrets: { ...keptBy(request, event), shownAt: event.at, until: event.until } };
    case 'secret-forgotten':
      return { secrets: { ...keptBy(request, event), forgottenAt: event.at } };
    default:
      return {};
  }
}

/** Back to voting: break-glass no longer counts as an approval. */
function glassSpent({ glass }: RestoreRequest): Partial<Pick<RestoreRequest, 'glass'>> {
  return glass === undefined ? {} : { glass: { ...glass, holds: false } };
}

/** For another submission: what was accepted for the one before, which may have run, does not count; what people saw is no candidate. */
function forAnother(request: RestoreRequest): Partial<RestoreRequest> {
  const seen = request.state.tag === 'unknown' ? request.state.known.candidates : [];
  const setAside =
    seen.length === 0 ? {} : { setAside: [...new Set([...(request.setAside ?? []), ...seen])] };
  return { acknowledged: undefined, ...glassSpent(request), ...setAside };
}

function glassOf({ glass }: RestoreRequest, { type }: RequestEvent): NonNullable<RestoreRequest['glass']> {
  if (glass === undefined) throw new Error(`${type} cannot follow where no glass is broken`);
  return glass;
}

function keptBy({ secrets }: RestoreRequest, { type }: RequestEvent): NonNullable<RestoreRequest['secrets']> {
  if (secrets === undefined) throw new Error(`${type} cannot follow where no secret came`);
  return secrets;
}

function nextState(request: RestoreRequest, event: Exclude<RequestEvent, EventOf<'asked'>>): State {
  const { state } = request;
  const at = event.at;
  switch (event.type) {
    case 'vote-cast': {
      const pending = expect(state, event, 'pending-approval');
      return { ...pending, votes: [...pending.votes, event.vote] };
    }
    case 'vote-withdrawn':
      return {
        tag: 'pending-approval',
        votes: votesLeft(request, votesOf(state), event),
        expiresAt: event.expiresAt,
        reminders: state.tag === 'pending-approval' ? state.reminders : 0,
      };
    case 'reminded':
      return { ...expect(state, event, 'pending-approval'), reminders: event.count };
    case 'acknowledged':
    case 'escalated':
    case 'glass-broken':
      return expect(state, event, 'pending-approval');
    case 'approved':
      return { tag: 'approved', votes: votesOf(state), dispatchBy: event.dispatchBy };
    case 'votes-voided':
    case 'asked-again':
    case 'replanned':
      return {
        tag: 'pending-approval',
        votes: [],
        expiresAt: event.expiresAt,
        reminders: 0,
        ...defined({ closed: state.tag === 'pending-approval' ? state.closed : undefined }),
      };
    case 'approvals-closed': {
      const { freeze, effect, opensAt, expiresAt } = event;
      const closed = { freeze, effect, ...defined({ opensAt }) };
      return { tag: 'pending-approval', votes: [], expiresAt, reminders: 0, closed };
    }
    case 'approvals-opened':
      return { tag: 'pending-approval', votes: [], expiresAt: event.expiresAt, reminders: 0 };
    case 'denied':
      return { tag: 'denied', by: event.by ?? '', reason: event.reason, at };
    case 'cancelled':
      return { tag: 'cancelled', by: 'person', ...defined({ who: event.by }), at };
    case 'cancelled-at-vendor':
      return { tag: 'cancelled', by: 'vendor', at };
    case 'expired':
      return { tag: 'expired', ...reasonOf(event), at };
    case 'held': {
      const { tag, votes, dispatchBy, hold } = expect(state, event, 'approved');
      return {
        tag,
        votes,
        dispatchBy,
        hold: { ...reasonOf(event), since: hold?.since ?? at, ...defined({ until: event.until }) },
      };
    }
    case 'dispatched': {
      const { votes, dispatchBy } = expect(state, event, 'approved');
      const { attempt, token, baseline, postBy } = event;
      return { tag: 'submitting', votes, dispatchBy, attempt, token, baseline, postBy, answer: 'awaited' };
    }
    case 'answer-lost':
      return { ...expect(state, event, 'submitting'), answer: 'lost' };
    case 'not-accepted': {
      const { votes, dispatchBy } = expect(state, event, 'submitting');
      const hold = { ...reasonOf(event), since: at };
      return { tag: 'approved', votes, dispatchBy, hold };
    }
    case 'submitted':
    case 'adopted':
      return { tag: 'restoring', votes: votesOf(state), operationId: event.operationId, submittedAt: at };
    case 'became-unknown':
      return { tag: 'unknown', votes: votesOf(state), known: event.known };
    case 'trouble-began':
      return { ...expectSent(state, event), trouble: troubleOf(event) };
    case 'stalled': {
      const { since, times } = event;
      return { ...expect(state, event, 'restoring'), stalled: { since, times } };
    }
    case 'moving-again': {
      const { stalled: _, ...rest } = expect(state, event, 'restoring');
      return rest;
    }
    case 'trouble-ended': {
      const { trouble: _, ...rest } = expectSent(state, event);
      return rest;
    }
    case 'cancel-asked':
      return {
        ...expect(state, event, 'restoring'),
        cancelAskedAt: at,
        ...defined({ cancelAskedBy: event.by }),
      };
    case 'refused':
    case 'failed':
      return { tag: 'failed', votes: votesOf(state), reason: event.reason, ...operationOf(state), at };
    case 'closed':
      return {
        tag: 'failed',
        votes: votesOf(state),
        reason: { code: 'outcome-unknown', ...reasonOf(event) },
        ...defined({ by: event.by }),
        at,
      };
    case 'restored': {
      const { votes, operationId, submittedAt } = expect(state, event, 'restoring');
      return { tag: 'verifying', votes, operationId, submittedAt, finishedAt: event.finishedAt };
    }
    case 'verified': {
      const { outcome, findings, vendor, checks } = event;
      return {
        ...expect(state, event, 'verifying'),
        tag: 'succeeded',
        at,
        verification: { outcome, findings, ...defined({ vendor, checks }) },
      };
    }
    case 'secret-received':
    case 'secret-revealed':
    case 'secret-shown':
    case 'secret-forgotten':
    case 'glass-reviewed':
    case 'review-reminded':
      return state;
  }
}

function expect<Tag extends StateTag>(state: State, event: RequestEvent, tag: Tag): StateOf<Tag> {
  if (!isIn(state, tag)) throw new Error(`${event.type} cannot follow in ${state.tag}`);
  return state;
}

function expectSent(state: State, event: RequestEvent): StateOf<'submitting'> | StateOf<'restoring'> {
  return isIn(state, 'submitting') ? state : expect(state, event, 'restoring');
}

function isIn<Tag extends StateTag>(state: State, tag: Tag): state is StateOf<Tag> {
  return state.tag === tag;
}

function votesOf(state: State): Vote[] {
  return 'votes' in state ? [...state.votes] : [];
}

function operationOf(state: State): { operationId?: string } {
  return 'operationId' in state && state.operationId !== undefined ? { operationId: state.operationId } : {};
}

function troubleOf(event: EventOf<'trouble-began'>): Trouble {
  const { at, cause } = event;
  return { ...reasonOf(event), since: at, ...defined({ cause }) };
}

function reasonOf({ text, why }: Reason): Reason {
  return { text, ...defined({ why }) };
}
