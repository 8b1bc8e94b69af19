import type { Entitlement, People } from '#core/approval.ts';
import type { Command } from '#core/commands.ts';
import { sameClosed } from '#core/freeze.ts';
import type { StoredRequest } from '#core/ports.ts';
import { hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import type { ByPerson } from './api.ts';
import { change, wake } from './change.ts';
import type { ServiceDeps } from './deps.ts';
import { deciderEntitlement, entitlementOf } from './entitlement.ts';
import { closedNow, frozenNow } from './freezing.ts';
import { type Outcome, refused } from './outcome.ts';
import { whyNotInChannel } from './shared-channel.ts';
import { loadRequest } from './trusted.ts';

type Decided = Extract<Command, { by: string; entitlement: unknown }>;
/** A decider's command without what is looked up here. */
type Undecided = Decided extends infer Each
  ? Each extends Decided
    ? Omit<Each, 'by' | 'entitlement'>
    : never
  : never;

/** Carries out the command of a person whose right to it is looked up for this very click. */
export async function decideAs(deps: ServiceDeps, who: ByPerson, command: Undecided): Promise<Outcome> {
  const loaded = await loadRequest(deps, who.requestId);
  if (loaded.type === 'refused') return loaded;
  const { stored } = loaded;
  const frozen = await frozenMeanwhile(deps, stored, command.type);
  if (frozen !== undefined) return frozen;
  const seen = await seenElsewhere(deps, stored.request, command.type);
  if (seen !== undefined) return seen;
  const entitlement = await entitlementFor(deps, command.type, who.by, stored.request);
  return change(deps, who.requestId, who.commandId, { ...command, by: who.by, entitlement });
}

/**
 * Nobody agrees to what a freeze in force ends or holds, even before a worker has ended or closed it: a yes is never
 * kept for later.
 */
async function frozenMeanwhile(
  deps: ServiceDeps,
  { request, now }: StoredRequest,
  type: Undecided['type'],
): Promise<Outcome | undefined> {
  if (type !== 'approve' && type !== 'break-glass' && type !== 'submit-again') return undefined;
  if (hasEnded(request.state)) return undefined;
  const frozen = frozenNow(deps, request, now, type === 'break-glass');
  if (frozen?.freeze.pending === 'end') {
    return refused({ code: 'frozen', freeze: frozen.freeze.name, until: frozen.until });
  }
  // What is submitted again is put to the vote, which a worker closes.
  if (type === 'submit-again') return undefined;
  const closed = closedNow(deps, request, now, type === 'break-glass');
  // What the card says may be of before the freeze began, or was taken out of the configuration.
  const { tag } = request.state;
  if (tag === 'pending-approval' && !sameClosed(request.state.closed, closed)) await wake(deps, request);
  return closed === undefined ? undefined : refused({ code: 'not-open', ...closed });
}

/** Nobody decides in a channel that has become shared with another organisation; what ends a request stays possible. */
async function seenElsewhere(
  deps: ServiceDeps,
  { state, channel, requirement }: RestoreRequest,
  type: Undecided['type'],
): Promise<Outcome | undefined> {
  const decides = type === 'approve' || type === 'break-glass' || type === 'deny' || type === 'submit-again';
  if (!decides || hasEnded(state)) return undefined;
  const refusal = await whyNotInChannel(deps, channel, requirement, 'decide');
  return refusal === undefined ? undefined : refused(refusal);
}

const nobody: People = { users: [], groups: [] };

/** Which part of the rule gives somebody the right to this command. */
function entitlementFor(
  { directory }: ServiceDeps,
  type: Undecided['type'],
  by: string,
  request: RestoreRequest,
): Promise<Entitlement> {
  const { breakGlass } = request.requirement;
  switch (type) {
    case 'break-glass':
      return entitlementOf(directory, by, breakGlass?.people ?? nobody);
    case 'review-glass':
      return entitlementOf(directory, by, breakGlass?.reviewers ?? nobody);
    default:
      return deciderEntitlement(directory, by, request);
  }
}
