import { answerLost, openAttempts } from '#core/attempts.ts';
import { after } from '#core/instant.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { RestoreProvider } from '#core/provider.ts';
import type { Attempt, Known, RestoreRequest } from '#core/restore-request.ts';
import { lookBackMs } from '#core/submission.ts';
import { providerOf, type ServiceDeps } from './deps.ts';

/**
 * Operations at the vendor that look exactly like what this request asks for, began after it was asked, and are no
 * other request's; without those that people saw before they chose to submit again. Throws `ProviderError`.
 */
export async function candidatesAt(
  { store }: Pick<ServiceDeps, 'store'>,
  provider: RestoreProvider,
  request: RestoreRequest,
  signal: AbortSignal,
): Promise<readonly string[] | 'undecidable'> {
  const since = after(request.askedAt, -lookBackMs);
  const found = await provider.find(request.plan.plan, { since, signal });
  if (found.type === 'undecidable') return 'undecidable';
  const ids = found.operations.map(({ operationId }) => operationId);
  const owners = await store.operationOwners(provider.name, ids);
  const weighed = new Set(request.setAside);
  return ids.filter((id) => (owners[id] ?? request.id) === request.id && !weighed.has(id));
}

/** Attempts that the thread witnessed and the record does not know of: then the record was set back. */
export function unrecordedAttempts<Known extends Pick<Attempt, 'token'>>(
  { attempts }: Pick<RestoreRequest, 'attempts'>,
  witnessed: readonly Known[],
): readonly Known[] {
  const recorded = new Set(attempts.map(({ token }) => token));
  return witnessed.filter(({ token }) => !recorded.has(token));
}

/** For people, who can look at the vendor's console where restorebot cannot. */
export async function candidatesOrNone(
  deps: ServiceDeps,
  request: RestoreRequest,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    const found = await candidatesAt(deps, providerOf(deps, request.plan.plan), request, signal);
    return found === 'undecidable' ? [] : found;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    deps.log.warn({ requestId: request.id, err: error }, 'vendor list failed, no candidates shown');
    return [];
  }
}

/** What the vendor shows of attempts that it may have. */
export type LookBack =
  | { readonly type: 'none' }
  | { readonly type: 'found'; readonly operationId: string }
  /** Several match, or the vendor shows too little. */
  | { readonly type: 'unknown'; readonly known: Known };

/** Looks for open attempts before another one, or before an end. Throws `ProviderError`. */
export async function lookBack(
  deps: Pick<ServiceDeps, 'store'>,
  provider: RestoreProvider,
  request: RestoreRequest,
  signal: AbortSignal,
): Promise<LookBack> {
  const candidates = await candidatesAt(deps, provider, request, signal);
  if (candidates === 'undecidable') return { type: 'unknown', known: answerLost(openAttempts(request)) };
  const [first, ...more] = candidates;
  if (first === undefined) return { type: 'none' };
  if (more.length === 0) return { type: 'found', operationId: first };
  const known = { ...answerLost(openAttempts(request), candidates), because: 'several-match' } as const;
  return { type: 'unknown', known };
}
