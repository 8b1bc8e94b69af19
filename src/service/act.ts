import { type Actor, byOf } from '#core/actor.ts';
import type { BreakGlass, Entitlement, People } from '#core/approval.ts';
import { dryRun, saidBy } from '#core/dry-run.ts';
import { sameClosed } from '#core/freeze.ts';
import {
  filledIn,
  type PersonCommand,
  personCommands,
  type PersonCommandType,
} from '#core/person-command.ts';
import { judge } from '#core/policy.ts';
import type { StoredRequest } from '#core/ports.ts';
import { hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import type { Who } from './api.ts';
import { change, contextOf, wake, wasCarriedOut } from './change.ts';
import type { ServiceDeps } from './deps.ts';
import { deciderEntitlement, entitlementOf } from './entitlement.ts';
import { closedNow, frozenNow } from './freezing.ts';
import { subjectOf } from './judgement.ts';
import { lookUp } from './look-up.ts';
import { type Outcome, refused, type ServiceRefusal } from './outcome.ts';
import { type LoadOutcome, loadRequest } from './record-trust.ts';
import { whyNotInChannel } from './shared-channel.ts';

/**
 * Carries out what somebody says of a request: the one way for every click. What the command depends on besides the
 * request is in one table (core/person-command.ts); no vendor is asked, and nothing of a vendor is shown, before the
 * person is known to be entitled.
 */
export async function act(
  deps: ServiceDeps,
  { actor, commandId }: Who,
  requestId: string,
  command: PersonCommand,
): Promise<Outcome> {
  const loaded = await loadFor(deps, requestId, command.type);
  if (loaded.type === 'refused') return loaded;
  const { stored } = loaded;
  if (wasCarriedOut(stored.events, commandId)) {
    return { type: 'done', request: stored.request, repeated: true };
  }
  const judged = await judgeNow(deps, stored, actor, command);
  if ('refusal' in judged) return refused(judged.refusal);
  const found = await lookUp(deps, stored, byOf(actor), command);
  if (found.type === 'refused') return found;
  return change(deps, requestId, commandId, saidBy(found.command, byOf(actor), judged.entitlement));
}

/**
 * Whether somebody could do it now, whatever they fill in: asked of the same judgement before a form is shown, and its
 * events are dropped.
 */
export async function mayAct(
  deps: ServiceDeps,
  actor: Actor,
  requestId: string,
  type: PersonCommandType,
): Promise<LoadOutcome> {
  const loaded = await loadFor(deps, requestId, type);
  if (loaded.type === 'refused') return loaded;
  const { stored } = loaded;
  const judged = await judgeNow(deps, stored, actor, filledIn(type, stored.request));
  return 'refusal' in judged ? { type: 'refused', ...judged } : loaded;
}

/** The request, unless its record may be older than what has happened and the command must not rest on that. */
async function loadFor(deps: ServiceDeps, requestId: string, type: PersonCommandType): Promise<LoadOutcome> {
  if (personCommands[type].needsTrust && (await deps.record.trust()).type !== 'trusted') {
    return { type: 'refused', refusal: { code: 'recovering' } };
  }
  return loadRequest(deps, requestId);
}

type Judged = { readonly entitlement: Entitlement } | { readonly refusal: ServiceRefusal };

/** Everything that can be known of a command before a vendor is asked. */
async function judgeNow(
  deps: ServiceDeps,
  stored: StoredRequest,
  actor: Actor,
  command: PersonCommand,
): Promise<Judged> {
  const { request } = stored;
  const refusal =
    (await whyFrozen(deps, stored, command.type)) ??
    (await whySeenElsewhere(deps, request, command.type)) ??
    whyNoGlass(deps, stored, command.type);
  if (refusal !== undefined) return { refusal };
  const entitlement = await entitlementFor(deps, command.type, actor, stored);
  const context = contextOf(deps, stored, 'dry-run');
  const decision = dryRun(request, command, byOf(actor), entitlement, context);
  return decision.type === 'refused' ? { refusal: decision.refusal } : { entitlement };
}

/**
 * Nobody can approve while a freeze ends or holds the request, even before a worker has recorded that: an approval is
 * never kept for later.
 */
async function whyFrozen(
  deps: ServiceDeps,
  { request, now }: StoredRequest,
  type: PersonCommandType,
): Promise<ServiceRefusal | undefined> {
  const { stoppedBy } = personCommands[type];
  if (stoppedBy === 'no-freeze' || hasEnded(request.state)) return undefined;
  const glass = type === 'break-glass';
  const frozen = frozenNow(deps, request, now, glass);
  if (frozen?.freeze.pending === 'end') {
    return { code: 'frozen', freeze: frozen.freeze.name, until: frozen.until };
  }
  if (stoppedBy === 'ending-freeze') return undefined;
  const closed = closedNow(deps, request, now, glass);
  // The card may be older than the freeze, or than its removal from the configuration.
  const { tag } = request.state;
  if (tag === 'pending-approval' && !sameClosed(request.state.closed, closed)) await wake(deps, request);
  return closed === undefined ? undefined : { code: 'not-open', ...closed };
}

/** A channel may have become shared with another organization since the card was posted there. */
async function whySeenElsewhere(
  deps: ServiceDeps,
  { state, channel, requirement }: RestoreRequest,
  type: PersonCommandType,
): Promise<ServiceRefusal | undefined> {
  if (personCommands[type].inSharedChannel || hasEnded(state)) return undefined;
  return whyNotInChannel(deps, channel, requirement, 'decide');
}

/** Whether the rule still lets one person start it alone: nobody votes on it afterwards. */
function whyNoGlass(
  deps: ServiceDeps,
  stored: StoredRequest,
  type: PersonCommandType,
): ServiceRefusal | undefined {
  if (type !== 'break-glass' || stored.request.state.tag !== 'pending-approval') return undefined;
  return glassNow(deps, stored) === undefined ? { code: 'no-break-glass' } : undefined;
}

/** The part about break-glass of the rule that is for this request now. */
function glassNow({ policy }: ServiceDeps, { request, now }: StoredRequest): BreakGlass | undefined {
  const judged = judge(policy.rules, subjectOf(request.plan.plan, request, request.channel, now));
  return judged.type === 'allowed' ? judged.rule.breakGlass : undefined;
}

const nobody: People = { users: [], groups: [] };

/** Whether somebody has the right that the table asks for. Rules name people: a token or a drill is in none. */
async function entitlementFor(
  deps: ServiceDeps,
  type: PersonCommandType,
  actor: Actor,
  stored: StoredRequest,
): Promise<Entitlement> {
  const { directory } = deps;
  const { request } = stored;
  const { breakGlass } = request.requirement;
  const { right } = personCommands[type];
  // Core finds the vote, or does not, and knows the requester.
  if (right === 'voter' || right === 'requester') return { type: 'entitled' };
  if (actor.type !== 'person') return { type: 'refused', because: 'not-in-the-rule' };
  switch (right) {
    case 'glass-breaker': {
      const asked = await entitlementOf(directory, actor.userId, breakGlass?.people ?? nobody);
      if (asked.type === 'refused') return asked;
      return entitlementOf(directory, actor.userId, glassNow(deps, stored)?.people ?? nobody);
    }
    case 'glass-reviewer':
      return entitlementOf(directory, actor.userId, breakGlass?.reviewers ?? nobody);
    case 'decider':
      return deciderEntitlement(directory, actor.userId, request);
  }
}
