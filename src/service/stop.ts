import { ProviderError } from '#core/provider-error.ts';
import { canCancel } from '#core/provider.ts';
import type { RequestIn } from '#core/restore-request.ts';
import { providerOf, type ServiceDeps } from './deps.ts';

/**
 * Asks the vendor to stop what a person wants stopped, before every look until it has ended: asking twice does no
 * harm, and only the look says what came of it. A vendor that refuses, or cannot be asked, hinders no look.
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
    deps.log.info({ requestId: request.id, result: result?.type }, 'the vendor was asked to stop');
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    deps.log.warn({ requestId: request.id, kind: error.kind }, 'the vendor could not be asked to stop');
  }
}
