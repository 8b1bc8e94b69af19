import type { Entitlement, People } from '#core/approval.ts';
import type { Command } from '#core/commands.ts';
import type { StoredRequest } from '#core/ports.ts';
import { explain, ProviderError } from '#core/provider-error.ts';
import { hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import { lookBackMs } from '#core/submission.ts';
import type { ByPerson, Recheck, RestoreService } from './api.ts';
import { change } from './change.ts';
import { providerOf, type ServiceDeps } from './deps.ts';
import { deciderEntitlement, entitlementOf } from './entitlement.ts';
import { frozenNow } from './freezing.ts';
import { newerBackup, noteNewer } from './newer-backup.ts';
import { type Outcome, refused } from './outcome.ts';
import { useNewerBackup } from './replan.ts';
import { whyNotInChannel } from './shared-channel.ts';
import { whileTrusted } from './trusted.ts';

type Decided = Extract<Command, { by: string; entitlement: unknown }>;
/** A decider's command without what is looked up here. */
type Undecided = Decided extends infer Each
  ? Each extends Decided
    ? Omit<Each, 'by' | 'entitlement'>
    : never
  : never;

/** Carries out the command of a person whose right to it is looked up for this very click. */
async function decideAs(deps: ServiceDeps, who: ByPerson, command: Undecided): Promise<Outcome> {
  const stored = await deps.store.load(who.requestId);
  if (stored === undefined) return refused({ code: 'no-such-request', requestId: who.requestId });
  const frozen = endedMeanwhile(deps, stored, command.type);
  if (frozen !== undefined) return frozen;
  const seen = await seenElsewhere(deps, stored.request, command.type);
  if (seen !== undefined) return seen;
  const entitlement = await entitlementFor(deps, command.type, who.by, stored.request);
  return change(deps, who.requestId, who.commandId, { ...command, by: who.by, entitlement });
}

/** Nobody agrees any more to what a freeze in force ends, even before a worker has ended it. */
function endedMeanwhile(
  deps: ServiceDeps,
  { request, now }: StoredRequest,
  type: Undecided['type'],
): Outcome | undefined {
  if (type !== 'approve' && type !== 'break-glass' && type !== 'submit-again') return undefined;
  if (hasEnded(request.state)) return undefined;
  const frozen = frozenNow(deps, request, now, type === 'break-glass');
  if (frozen?.freeze.pending !== 'end') return undefined;
  return refused({ code: 'frozen', freeze: frozen.freeze.name, until: frozen.until });
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

/** Adopts an operation that a person names, once the vendor shows it as one that matches the plan. */
async function adopt(
  deps: ServiceDeps,
  who: ByPerson & { readonly operationId: string },
  signal: AbortSignal,
): Promise<Outcome> {
  const { operationId } = who;
  const stored = await deps.store.load(who.requestId);
  if (stored === undefined) return refused({ code: 'no-such-request', requestId: who.requestId });
  const { plan } = stored.request.plan;
  const provider = providerOf(deps, plan);
  const notOurs = (text: string) => refused({ code: 'operation-not-ours', operationId, text });
  try {
    const owner = (await deps.store.operationOwners(provider.name, [operationId]))[operationId];
    if (owner !== undefined && owner !== who.requestId) return notOurs(`it belongs to the request ${owner}`);
    const since = new Date(stored.request.askedAt.getTime() - lookBackMs);
    const found = await provider.find(plan, { since, signal });
    if (found.type === 'matches' && !found.operations.some((each) => each.operationId === operationId)) {
      return notOurs('the vendor shows no restore with this id that matches the plan');
    }
    const poll = await provider.poll({ plan, operationId }, { signal });
    if (poll.type === 'gone') return notOurs('the vendor does not know this id');
  } catch (error) {
    if (error instanceof ProviderError) return refused({ code: 'vendor-error', text: explain(error) });
    throw error;
  }
  return decideAs(deps, who, { type: 'adopt', operationId });
}

/** Opens the vote anew on what the target is like now; nothing is submitted without it. */
async function submitAgain(deps: ServiceDeps, who: ByPerson, signal: AbortSignal): Promise<Outcome> {
  const stored = await deps.store.load(who.requestId);
  if (stored === undefined) return refused({ code: 'no-such-request', requestId: who.requestId });
  const { plan } = stored.request.plan;
  try {
    const fingerprint = await providerOf(deps, plan).observe(plan, { signal });
    return await decideAs(deps, who, { type: 'submit-again', fingerprint });
  } catch (error) {
    if (error instanceof ProviderError) return refused({ code: 'vendor-error', text: explain(error) });
    throw error;
  }
}

/** The request with a preflight of this moment, and whether there is a newer backup. */
async function recheck(
  deps: ServiceDeps,
  requestId: string,
  signal: AbortSignal,
): Promise<Recheck | undefined> {
  const stored = await deps.store.load(requestId);
  if (stored === undefined) return undefined;
  const [checked, newer] = await Promise.all([
    preflightOf(deps, stored, signal),
    newerBackup(deps, stored.request, signal),
  ]);
  if (newer.type === 'newer') await noteNewer(deps, stored, newer.takenAt);
  return { stored, newer, ...checked };
}

async function preflightOf(
  deps: ServiceDeps,
  { request }: StoredRequest,
  signal: AbortSignal,
): Promise<Pick<Recheck, 'findings' | 'error'>> {
  const { plan } = request.plan;
  try {
    const { findings } = await providerOf(deps, plan).preflight(plan, { signal });
    return { findings };
  } catch (error) {
    if (error instanceof ProviderError) return { error: explain(error) };
    throw error;
  }
}

/** The people's half of the service: votes, refusals, withdrawals and the ways out of `unknown`. */
export function makeVotes(
  deps: ServiceDeps,
): Pick<
  RestoreService,
  | 'approve'
  | 'withdrawVote'
  | 'deny'
  | 'cancel'
  | 'close'
  | 'adopt'
  | 'submitAgain'
  | 'recheck'
  | 'breakGlass'
  | 'reviewGlass'
  | 'useNewerBackup'
> {
  return {
    approve: ({ agreement, typed, ...who }) =>
      whileTrusted(deps, () =>
        decideAs(deps, who, { type: 'approve', agreement, ...(typed === undefined ? {} : { typed }) }),
      ),
    breakGlass: ({ agreement, reason, typed, ...who }) =>
      whileTrusted(deps, () =>
        decideAs(deps, who, {
          type: 'break-glass',
          agreement,
          reason,
          ...(typed === undefined ? {} : { typed }),
        }),
      ),
    reviewGlass: ({ note, ...who }) => decideAs(deps, who, { type: 'review-glass', note }),
    useNewerBackup: (who, signal) => whileTrusted(deps, () => useNewerBackup(deps, who, signal)),
    withdrawVote: ({ requestId, commandId, by }) =>
      change(deps, requestId, commandId, { type: 'withdraw-vote', by }),
    deny: ({ reason, ...who }) => decideAs(deps, who, { type: 'deny', reason }),
    cancel: (who) => decideAs(deps, who, { type: 'cancel' }),
    close: ({ reason, ...who }) => decideAs(deps, who, { type: 'close', reason }),
    adopt: (who, signal) => adopt(deps, who, signal),
    submitAgain: (who, signal) => whileTrusted(deps, () => submitAgain(deps, who, signal)),
    recheck: (requestId, signal) => recheck(deps, requestId, signal),
  };
}
