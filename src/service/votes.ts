import type { StoredRequest } from '#core/ports.ts';
import { explain, ProviderError } from '#core/provider-error.ts';
import type { Recheck, RestoreService } from './api.ts';
import { change } from './change.ts';
import { decideAs } from './decide-as.ts';
import { providerOf, type ServiceDeps } from './deps.ts';
import { newerBackup, noteNewer } from './newer-backup.ts';
import { useNewerBackup } from './replan.ts';
import { loadForWork, whileTrusted } from './trusted.ts';
import { adopt, close, submitAgain } from './ways-out.ts';

/** The request with a preflight of this moment, and whether there is a newer backup. */
async function recheck(
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
  | 'takeOver'
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
    takeOver: (who) => decideAs(deps, who, { type: 'take-over' }),
    close: (command) => close(deps, command),
    adopt: (who, signal) => adopt(deps, who, signal),
    submitAgain: (who, signal) => whileTrusted(deps, () => submitAgain(deps, who, signal)),
    recheck: (requestId, signal) => recheck(deps, requestId, signal),
  };
}
