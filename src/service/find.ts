import { openAttempts } from '#core/attempts.ts';
import { currentLook } from '#core/duty.ts';
import { after } from '#core/instant.ts';
import type { StoredIn } from '#core/ports.ts';
import { ProviderError } from '#core/provider-error.ts';
import { judgeFind } from '#core/submission.ts';
import { note } from './change.ts';
import { kindOf, providerOf, type ServiceDeps } from './deps.ts';
import { lookAgain } from './look.ts';
import { noteFailing, noteSeen } from './trouble.ts';

/** How far the vendor's clock may have run ahead of the `Date` header between two servers of its. */
const skewMs = 5_000;

/** One read of the vendor's operations for an attempt whose answer was lost. */
export async function find(
  deps: ServiceDeps,
  stored: StoredIn<'submitting'>,
  signal: AbortSignal,
): Promise<void> {
  const { request } = stored;
  const { plan } = request.plan;
  const { baseline } = request.state;
  const provider = providerOf(deps, plan);
  try {
    const result = await provider.find(plan, {
      since: after(baseline.vendorTime, -skewMs),
      baseline,
      signal,
    });
    const ids = result.type === 'matches' ? result.operations.map(({ operationId }) => operationId) : [];
    const owners = await deps.store.operationOwners(provider.name, ids);
    const others = ids.filter((id) => (owners[id] ?? request.id) !== request.id);
    const verdict = judgeFind({
      result,
      notOurs: new Set([...baseline.operationIds, ...others]),
      readsSoFar: (currentLook(request, stored.look)?.count ?? 0) + 1,
      readsNeeded: deps.timing.findReads,
      duplicate: kindOf(provider, plan).duplicate,
      attempts: openAttempts(request).length,
    });
    switch (verdict.type) {
      case 'adopt':
        await note(deps, request, {
          type: 'record-submission',
          operationId: verdict.operationId,
          found: true,
        });
        return;
      case 'undetermined':
        await note(deps, request, { type: 'leave-undetermined', known: verdict.known });
        return;
      case 'not-there': {
        const { attempt, token } = request.state;
        const why = { code: 'not-in-list', attempt, reads: deps.timing.findReads } as const;
        await note(deps, request, { type: 'report-not-accepted', token, why });
        return;
      }
      case 'read-again': {
        const seen = await noteSeen(deps, stored);
        await lookAgain(deps, seen, deps.timing.findEveryMs);
      }
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    // A failed read does not count towards "nothing there".
    const failing = await noteFailing(deps, stored, error);
    await lookAgain(deps, failing.stored, deps.timing.findEveryMs, { failingSince: failing.since });
  }
}
