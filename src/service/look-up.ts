import { openAttempts } from '#core/attempts.ts';
import type { Completed } from '#core/dry-run.ts';
import { after } from '#core/instant.ts';
import type { PersonCommand } from '#core/person-command.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { lookBackMs } from '#core/submission.ts';
import { candidatesOrNone } from './candidates.ts';
import { note } from './change.ts';
import { ConnectionGone, providerOf, type ServiceDeps } from './deps.ts';
import { type ServiceRefusal, vendorRefusal } from './outcome.ts';
import { newestPlan } from './replan.ts';

export type LookedUp =
  | { readonly type: 'found'; readonly command: Completed }
  | { readonly type: 'refused'; readonly refusal: ServiceRefusal };

/** Enough for a vendor to answer; the form shows that it takes a moment. */
const vendorMs = 20_000;
/** The form waits for the answer: Slack gives up after three seconds. */
const closeLookMs = 1_500;

/** Asks the vendor what a command needs to know, and whether what the vendor shows forbids it. */
export async function lookUp(
  deps: ServiceDeps,
  stored: StoredRequest,
  by: string,
  command: PersonCommand,
): Promise<LookedUp> {
  const { request } = stored;
  const signal = AbortSignal.timeout(command.type === 'close' ? closeLookMs : vendorMs);
  try {
    switch (command.type) {
      case 'adopt':
        return found(command, await whyNotOurs(deps, request, command.operationId, signal));
      case 'close':
        return found(command, await newAtVendor(deps, request, signal));
      case 'submit-again': {
        const there = await stillThere(deps, request, signal);
        if (there !== undefined) return { type: 'refused', refusal: there };
        const { plan } = request.plan;
        return found({ ...command, fingerprint: await providerOf(deps, plan).observe(plan, { signal }) });
      }
      case 'use-newer-backup': {
        const replanned = await newestPlan(deps, stored, by, signal);
        return 'code' in replanned
          ? { type: 'refused', refusal: replanned }
          : found({ ...command, ...replanned });
      }
      default:
        return found(command);
    }
  } catch (error) {
    return { type: 'refused', refusal: vendorRefusal(error) };
  }
}

function found(command: Completed, refusal?: ServiceRefusal): LookedUp {
  return refusal === undefined ? { type: 'found', command } : { type: 'refused', refusal };
}

/** Why an operation that a person names is not followed: the vendor does not show it as one that matches the plan. */
async function whyNotOurs(
  deps: ServiceDeps,
  { id, askedAt, plan: { plan } }: RestoreRequest,
  operationId: string,
  signal: AbortSignal,
): Promise<ServiceRefusal | undefined> {
  const provider = providerOf(deps, plan);
  const owner = (await deps.store.operationOwners(provider.name, [operationId]))[operationId];
  if (owner !== undefined && owner !== id) return { ...notOurs(operationId, 'other-request'), owner };
  const since = after(askedAt, -lookBackMs);
  const seen = await provider.find(plan, { since, signal });
  if (seen.type === 'matches' && !seen.operations.some((each) => each.operationId === operationId)) {
    return notOurs(operationId, 'no-match');
  }
  const poll = await provider.poll({ plan, operationId }, { signal });
  return poll.type === 'gone' ? notOurs(operationId, 'gone') : undefined;
}

type NotOurs = Extract<ServiceRefusal, { code: 'operation-not-ours' }>;

function notOurs(operationId: string, because: NotOurs['because']): NotOurs {
  return { code: 'operation-not-ours', operationId, because };
}

/**
 * Why another submission would be a second one: the vendor shows that an operation that may be ours still runs, or that
 * ours has finished.
 */
async function stillThere(
  deps: ServiceDeps,
  { id, plan: { plan }, state }: RestoreRequest,
  signal: AbortSignal,
): Promise<ServiceRefusal | undefined> {
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

/**
 * What the vendor shows by now, and the card did not, is shown before a request is closed: then it can be followed
 * instead, or closed knowingly.
 */
async function newAtVendor(
  deps: ServiceDeps,
  request: RestoreRequest,
  signal: AbortSignal,
): Promise<ServiceRefusal | undefined> {
  const { state } = request;
  if (state.tag !== 'unknown' || openAttempts(request).length === 0) return undefined;
  const seen = await seenSoon(deps, request, signal);
  const fresh = seen.find((id) => !state.known.candidates.includes(id));
  if (fresh === undefined) return undefined;
  const known = { ...state.known, candidates: [...new Set([...state.known.candidates, ...seen])] };
  await note(deps, request, { type: 'leave-undetermined', known });
  return { code: 'found-at-vendor', operationId: fresh };
}

/** A slow or unreachable vendor shows nothing; then the reason of the person who closes it decides. */
async function seenSoon(
  deps: ServiceDeps,
  request: RestoreRequest,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await candidatesOrNone(deps, request, signal);
  } catch (error) {
    if (signal.aborted || error instanceof ConnectionGone) return [];
    throw error;
  }
}
