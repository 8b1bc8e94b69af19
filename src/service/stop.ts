import { holds, inForce } from '#core/freeze.ts';
import { isStoredIn, type StoredIn } from '#core/ports.ts';
import { ProviderError } from '#core/provider-error.ts';
import { canCancel } from '#core/provider.ts';
import type { RequestIn } from '#core/restore-request.ts';
import { note } from './change.ts';
import { providerOf, type ServiceDeps } from './deps.ts';
import { subjectOfRequest } from './freezing.ts';

/**
 * Asks the vendor to stop a restore, before every look until it has ended: asking twice is harmless, and only the
 * look shows the result. A failed cancel never prevents a look.
 */
export async function askToStop(
  deps: ServiceDeps,
  request: RequestIn<'restoring'>,
  signal: AbortSignal,
): Promise<void> {
  const { plan } = request.plan;
  const { cancelAskedAt, operationId } = request.state;
  const provider = providerOf(deps, plan);
  if (cancelAskedAt === undefined || !canCancel(provider, plan)) return;
  try {
    const result = await provider.cancel?.({ plan, operationId }, { signal });
    deps.log.info({ requestId: request.id, result: result?.type }, 'vendor cancel requested');
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    deps.log.warn({ requestId: request.id, kind: error.kind }, 'vendor cancel failed');
  }
}

/** Where a freeze stops running restores, that is recorded first, like a person's stop. Returns the new record. */
export async function stopIfFrozen(
  deps: ServiceDeps,
  stored: StoredIn<'restoring'>,
): Promise<StoredIn<'restoring'>> {
  const { request } = stored;
  const { plan } = request.plan;
  const { state } = request;
  const glass = request.glass?.holds === true;
  if (state.cancelAskedAt !== undefined || !canCancel(providerOf(deps, plan), plan)) return stored;
  const freezes = inForce(deps.policy.freezes, subjectOfRequest(request, stored.now));
  const stops = freezes.find(({ freeze }) => freeze.running === 'stop' && holds(freeze, glass));
  if (stops === undefined) return stored;
  const outcome = await note(deps, request, { type: 'stop-for-freeze', freeze: stops.freeze.name });
  if (outcome.type !== 'done') return stored;
  const stopped = { ...stored, request: outcome.request };
  return isStoredIn(stopped, 'restoring') ? stopped : stored;
}
