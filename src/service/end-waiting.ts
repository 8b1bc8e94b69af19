import { openAttempts } from '#core/attempts.ts';
import type { CommandOf } from '#core/commands.ts';
import type { StoredRequest } from '#core/ports.ts';
import { ProviderError } from '#core/provider-error.ts';
import { lookBack } from './candidates.ts';
import { note } from './change.ts';
import { providerOf, type ServiceDeps } from './deps.ts';

/**
 * Ends a waiting request that has expired. Where the vendor may have an attempt, its list is read first: a match is
 * followed, else people decide. A vendor that does not answer counts as showing nothing.
 */
export async function endWaiting(
  deps: ServiceDeps,
  stored: StoredRequest,
  command: CommandOf<'expire'> | CommandOf<'end-for-freeze'>,
  signal: AbortSignal,
): Promise<void> {
  const { request } = stored;
  if (openAttempts(request).length > 0 && (await settledByVendor(deps, stored, signal))) return;
  const outcome = await note(deps, request, command);
  if (outcome.type === 'refused' && outcome.refusal.code === 'target-held') {
    await note(deps, request, { ...command, targetHeld: true });
  }
}

async function settledByVendor(
  deps: ServiceDeps,
  { request }: StoredRequest,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const seen = await lookBack(deps, providerOf(deps, request.plan.plan), request, signal);
    if (seen.type === 'none' || (seen.type === 'unknown' && seen.known.candidates.length === 0)) return false;
    const command =
      seen.type === 'found'
        ? ({ type: 'record-submission', operationId: seen.operationId, found: true } as const)
        : ({ type: 'leave-undetermined', known: seen.known } as const);
    return (await note(deps, request, command)).type === 'done';
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    deps.log.warn({ requestId: request.id, err: error }, 'vendor not checked before the end of a request');
    return false;
  }
}
