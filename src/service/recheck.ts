import type { StoredRequest } from '#core/ports.ts';
import { ProviderError } from '#core/provider-error.ts';
import { callFailed } from '#core/why.ts';
import type { Recheck } from './api.ts';
import { providerOf, type ServiceDeps } from './deps.ts';
import { noteNewer } from './look.ts';
import { newerBackup } from './newer-backup.ts';
import { loadForWork } from './record-trust.ts';
import { namesOfChecks } from './verify.ts';

/** The request with a fresh preflight, and whether there is a newer backup. */
export async function recheck(
  deps: ServiceDeps,
  requestId: string,
  signal: AbortSignal,
): Promise<Recheck | undefined> {
  const stored = await loadForWork(deps, requestId);
  if (stored === undefined) return undefined;
  const [checked, newer] = await Promise.all([
    preflightOf(deps, stored, signal),
    newerBackup(deps, stored.request, signal),
  ]);
  if (newer.type === 'newer') await noteNewer(deps, stored, newer.takenAt);
  const checks = namesOfChecks(deps, stored.request, stored.now);
  return { stored, newer, checks, ...checked };
}

async function preflightOf(
  deps: ServiceDeps,
  { request }: StoredRequest,
  signal: AbortSignal,
): Promise<Pick<Recheck, 'findings' | 'unchecked'>> {
  const { plan } = request.plan;
  try {
    const { findings } = await providerOf(deps, plan).preflight(plan, { signal });
    return { findings };
  } catch (error) {
    if (error instanceof ProviderError) return { unchecked: callFailed(error) };
    throw error;
  }
}
