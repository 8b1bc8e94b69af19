import { isEnough, ownPart, type Requirement, type Vote } from './approval.ts';
import type { CommandOf, Context } from './commands.ts';
import { accept, base, type Decision, excluded, refuse } from './decision.ts';
import { defined } from './defined.ts';
import type { RequestEvent } from './events.ts';
import { type Closed, sameClosed } from './freeze.ts';
import { isDestructive } from './impact.ts';
import { after } from './instant.ts';
import { costNow, counted, nextWindowEnd, tickOf, unacknowledged } from './objectives.ts';
import { currentAgreement, type RequestIn, type RestoreRequest } from './restore-request.ts';
import { withText } from './stored-reason.ts';

export function approve(
  request: RequestIn<'pending-approval'>,
  command: CommandOf<'approve'>,
  context: Context,
): Decision {
  const { state, requirement } = request;
  const own = ownPart(request, command.by);
  if (own !== undefined) return refuse({ code: own });
  if (state.closed !== undefined) return refuse({ code: 'not-open', ...state.closed });
  const barred = excluded(command.entitlement);
  if (barred !== undefined) return barred;
  if (state.votes.some((vote) => vote.by === command.by)) return refuse({ code: 'already-voted' });
  const agreement = currentAgreement(request);
  if (command.agreement !== agreement) return refuse({ code: 'outdated' });
  const wrong = nameDiffers(request, command.typed);
  if (wrong !== undefined) return wrong;
  const cost = costNow(request);
  if (cost?.effect === 'refuse') return refuse({ code: 'over-objective', cost });
  const mustTick = cost?.effect === 'acknowledge';
  if (mustTick && command.acknowledged !== tickOf(cost)) return refuse({ code: 'not-acknowledged', cost });
  const common = base(context, command.by);
  const groups = command.entitlement.type === 'entitled' ? [...(command.entitlement.groups ?? [])] : [];
  const acknowledged = mustTick ? { acknowledged: { loss: cost.loss, startsBy: cost.startsBy } } : {};
  const vote: Vote = { by: command.by, at: context.now, agreement, groups, ...acknowledged };
  const cast = { type: 'vote-cast', ...common, vote, ...defined({ card: context.card }) } as const;
  const isComplete = isEnough(requirement, counted([...state.votes, vote], cost));
  if (!isComplete || unacknowledged(request) !== undefined) return accept(cast);
  return accept(cast, {
    type: 'approved',
    ...common,
    on: 'votes',
    dispatchBy: after(context.now, requirement.startWithinMs),
  });
}

/** The requester's own word on what it may cost by now, where the vote has begun again; votes may be complete with it. */
export function acknowledge(
  request: RequestIn<'pending-approval'>,
  { by, acknowledged }: CommandOf<'acknowledge'>,
  context: Context,
): Decision {
  const cost = unacknowledged(request);
  if (cost === undefined) return refuse({ code: 'nothing-to-acknowledge' });
  if (by !== request.requester) return refuse({ code: 'requester-acknowledges' });
  if (acknowledged !== tickOf(cost)) return refuse({ code: 'not-acknowledged', cost });
  const { loss, startsBy } = cost;
  const told = { type: 'acknowledged', ...base(context, by), acknowledged: { loss, startsBy } } as const;
  if (!isEnoughAt(request, request.state.votes)) return accept(told);
  const dispatchBy = after(context.now, request.requirement.startWithinMs);
  return accept(told, { type: 'approved', ...base(context), on: 'votes', dispatchBy });
}

/** For a destructive restore the target's name or id is typed, character by character: nothing is trimmed or folded. */
export function nameDiffers(request: RestoreRequest, typed: string | undefined): Decision | undefined {
  const { name, id } = request.plan.plan.target;
  if (!isDestructive(request.impact) || typed === name || typed === id) return undefined;
  return refuse({ code: 'wrong-name', expected: name, typed: typed ?? '' });
}

/**
 * Whether what has been agreed to is what would be sent now: enough votes, each for exactly this, none by somebody
 * who asked for it or planned it; or break-glass for exactly this.
 */
export function isAgreed(request: RestoreRequest): boolean {
  const { state, glass } = request;
  const agreement = currentAgreement(request);
  if (glass?.holds === true && glass.agreement === agreement) return true;
  const votes = 'votes' in state ? state.votes : [];
  if (votes.some(({ agreement: to, by }) => to !== agreement || ownPart(request, by) !== undefined)) {
    return false;
  }
  return isEnoughAt(request, votes) && new Set(votes.map(({ by }) => by)).size === votes.length;
}

/** Whether these votes are enough for what the restore costs; over an objective that refuses, none are. */
export function isEnoughAt(
  request: Pick<RestoreRequest, 'plan' | 'impact' | 'requirement' | 'state'>,
  votes: readonly Vote[],
): boolean {
  const cost = costNow(request);
  if (cost?.effect === 'refuse') return false;
  if (cost?.effect === 'acknowledge' && request.requirement.quorum === 0) return false;
  return isEnough(request.requirement, counted(votes, cost));
}

/**
 * Whether the rule of its time let this be submitted, as its events say: enough votes for exactly this, none of them the
 * requester's; or break-glass for exactly this. Rules that came later are not asked.
 */
export function wasAgreed(request: RestoreRequest): boolean {
  const { state, glass, requester } = request;
  const agreement = currentAgreement(request);
  if (glass?.holds === true && glass.agreement === agreement) return true;
  const votes = 'votes' in state ? state.votes : [];
  const given = votes.filter(({ agreement: to, by }) => to === agreement && by !== requester);
  return isEnoughAt(request, given) && new Set(given.map(({ by }) => by)).size === given.length;
}

export function withdrawVote(
  request: RequestIn<'pending-approval'> | RequestIn<'approved'>,
  command: CommandOf<'withdraw-vote'>,
  context: Context,
): Decision {
  if (!request.state.votes.some((vote) => vote.by === command.by))
    return refuse({ code: 'no-vote-of-yours' });
  const { state } = request;
  const expiresAt =
    state.tag === 'pending-approval' ? state.expiresAt : nextWindowEnd({ ...request, at: context.now });
  return accept({ type: 'vote-withdrawn', ...base(context, command.by), expiresAt });
}

/** Where the rule needs nobody's approval, a vote that starts over is approved at once, or when approvals open. */
function approvedByNobody(
  { quorum, startWithinMs, objectives = [] }: Requirement,
  context: Context,
  closed?: Closed,
): readonly RequestEvent[] {
  // Nobody approves, so nobody can acknowledge a loss either.
  if (quorum > 0 || closed !== undefined || objectives.some(({ overRpo }) => overRpo !== 'warn')) return [];
  return [{ type: 'approved', ...base(context), on: 'rule', dispatchBy: after(context.now, startWithinMs) }];
}

/** Another plan for the same request: approvals of the old plan are void. */
export function replan(
  request: RestoreRequest,
  command: CommandOf<'use-newer-backup'>,
  context: Context,
): Decision {
  const { type: _, by, entitlement, findings, ...planned } = command;
  const barred = by === request.requester ? undefined : excluded(entitlement);
  if (barred !== undefined) return barred;
  if (planned.planJson === request.plan.json) return accept();
  const closed = closedNow(request);
  const expiresAt = windowEnd(planned, closed, context);
  return accept(
    { type: 'replanned', ...base(context, by), ...planned, findings: [...findings], expiresAt },
    ...approvedByNobody(planned.requirement, context, closed),
  );
}

/** Earlier approvals are void, and the window starts over. */
export function voidVotes(
  request: RestoreRequest,
  command: CommandOf<'void-votes'>,
  context: Context,
): Decision {
  const { type: _, why, ...change } = command;
  const closed = closedNow(request);
  const expiresAt = windowEnd({ ...request, ...change }, closed, context);
  const differences = [...change.differences];
  return accept(
    { type: 'votes-voided', ...base(context), ...withText(why), ...change, differences, expiresAt },
    ...approvedByNobody(change.requirement, context, closed),
  );
}

/** A freeze that holds is in force: what was agreed to before it does not count after it. */
export function closeApprovals(
  request: RestoreRequest,
  { closed }: CommandOf<'close-approvals'>,
  context: Context,
): Decision {
  if (sameClosed(closedNow(request), closed)) return accept();
  const expiresAt = windowEnd(request, closed, context);
  return accept({ type: 'approvals-closed', ...base(context), ...closed, expiresAt });
}

/** No freeze is in force any more: the window begins, on what was checked now. */
export function openApprovals(
  request: RestoreRequest,
  { findings, fingerprint }: CommandOf<'open-approvals'>,
  context: Context,
): Decision {
  if (closedNow(request) === undefined) return accept();
  const expiresAt = windowEnd(request, undefined, context);
  return accept(
    { type: 'approvals-opened', ...base(context), expiresAt, findings: [...findings], fingerprint },
    ...approvedByNobody(request.requirement, context),
  );
}

function closedNow({ state }: RestoreRequest): Closed | undefined {
  return state.tag === 'pending-approval' ? state.closed : undefined;
}

/** People have the whole window, from when they can approve. */
function windowEnd(
  { requirement, acknowledged }: Pick<RestoreRequest, 'requirement' | 'acknowledged'>,
  closed: Closed | undefined,
  { now }: Context,
): Date {
  return nextWindowEnd({ at: closed?.opensAt ?? now, requirement, acknowledged });
}
