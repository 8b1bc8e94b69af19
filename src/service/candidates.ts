import { after } from '#core/instant.ts';
import type { RestoreProvider } from '#core/provider.ts';
import type { Attempt, RestoreRequest } from '#core/restore-request.ts';
import { lookBackMs } from '#core/submission.ts';
import type { ServiceDeps } from './deps.ts';

/**
 * Operations at the vendor that look exactly like what this request asks for, began after it was asked, and are no
 * other request's. Throws `ProviderError`.
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
  return ids.filter((id) => (owners[id] ?? request.id) === request.id);
}

/** Attempts that the thread witnessed and the record does not know of: then the record was set back. */
export function unrecordedAttempts<Known extends Pick<Attempt, 'token'>>(
  { attempts }: Pick<RestoreRequest, 'attempts'>,
  witnessed: readonly Known[],
): readonly Known[] {
  const recorded = new Set(attempts.map(({ token }) => token));
  return witnessed.filter(({ token }) => !recorded.has(token));
}
