import { openAttempts } from '#core/attempts.ts';
import { explain, ProviderError } from '#core/provider-error.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { lookBackMs } from '#core/submission.ts';
import type { ByPerson } from './api.ts';
import { candidatesOrNone } from './candidates.ts';
import { change } from './change.ts';
import { decideAs } from './decide-as.ts';
import { ConnectionGone, providerOf, type ServiceDeps } from './deps.ts';
import { type Outcome, refused, type ServiceRefusal } from './outcome.ts';
import { loadRequest } from './trusted.ts';

/** Adopts an operation that a person names, once the vendor shows it as one that matches the plan. */
export async function adopt(
  deps: ServiceDeps,
  who: ByPerson & { readonly operationId: string },
  signal: AbortSignal,
): Promise<Outcome> {
  const { operationId } = who;
  const loaded = await loadRequest(deps, who.requestId);
  if (loaded.type === 'refused') return loaded;
  const { stored } = loaded;
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

/**
 * Opens the vote anew on what the target is like now; nothing is submitted without it. Where the vendor shows that an
 * operation that may be ours still runs, or that ours has finished, a second one would be the same restore twice.
 */
export async function submitAgain(deps: ServiceDeps, who: ByPerson, signal: AbortSignal): Promise<Outcome> {
  const loaded = await loadRequest(deps, who.requestId);
  if (loaded.type === 'refused') return loaded;
  const { stored } = loaded;
  const { plan } = stored.request.plan;
  try {
    const there = await stillThere(deps, stored.request, signal);
    if (there !== undefined) return refused(there);
    const fingerprint = await providerOf(deps, plan).observe(plan, { signal });
    return await decideAs(deps, who, { type: 'submit-again', fingerprint });
  } catch (error) {
    if (error instanceof ProviderError) return refused({ code: 'vendor-error', text: explain(error) });
    throw error;
  }
}

/** Why another submission would be a second one: an operation that the vendor shows. Throws `ProviderError`. */
async function stillThere(
  deps: ServiceDeps,
  { id, plan: { plan }, state }: RestoreRequest,
  signal: AbortSignal,
): Promise<Extract<ServiceRefusal, { code: 'still-at-vendor' }> | undefined> {
  if (state.tag !== 'unknown') return undefined;
  const provider = providerOf(deps, plan);
  const { candidates } = state.known;
  const owners = await deps.store.operationOwners(provider.name, candidates);
  for (const operationId of candidates) {
    const poll = await provider.poll({ plan, operationId }, { signal });
    if (poll.type === 'running' && poll.alarm === undefined) {
      return { code: 'still-at-vendor', operationId, is: 'running' };
    }
    if (poll.type === 'succeeded' && owners[operationId] === id) {
      return { code: 'still-at-vendor', operationId, is: 'finished' };
    }
  }
  return undefined;
}

/** The form waits for the answer: Slack gives up after three seconds. */
const closeLookMs = 1_500;

/**
 * Ends it without an answer, for a reason that a person gives. What the vendor shows by now, and the card did not, is
 * shown first: then it can be followed instead, or closed knowingly.
 */
export async function close(
  deps: ServiceDeps,
  { reason, ...who }: ByPerson & { readonly reason: string },
): Promise<Outcome> {
  const loaded = await loadRequest(deps, who.requestId);
  if (loaded.type === 'refused') return loaded;
  const { request } = loaded.stored;
  const { state } = request;
  if (state.tag === 'unknown' && openAttempts(request).length > 0) {
    const seen = await seenSoon(deps, request);
    const fresh = seen.find((id) => !state.known.candidates.includes(id));
    if (fresh !== undefined) {
      const known = { ...state.known, candidates: [...new Set([...state.known.candidates, ...seen])] };
      await change(deps, request.id, deps.newId(), { type: 'leave-undetermined', known });
      return refused({ code: 'found-at-vendor', operationId: fresh });
    }
  }
  return decideAs(deps, who, { type: 'close', reason });
}

/** A vendor that is slow or away shows nothing: the reason of the person who closes it is what counts then. */
async function seenSoon(deps: ServiceDeps, request: RestoreRequest): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(closeLookMs);
  try {
    return await candidatesOrNone(deps, request, signal);
  } catch (error) {
    if (signal.aborted || error instanceof ConnectionGone) return [];
    throw error;
  }
}
