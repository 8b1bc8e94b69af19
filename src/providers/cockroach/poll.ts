import { ProviderError } from '#core/provider-error.ts';
import type { CallOptions, Operation, Poll } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { CockroachClient } from './client.ts';
import { leftBehind } from './left-behind.ts';
import type { Restore } from './schema.ts';
import { backupId, restoreType } from './wire.ts';

/** One look at a running restore. */
export async function pollRestore(
  client: CockroachClient,
  { plan, operationId }: Operation,
  options: CallOptions,
): Promise<Poll> {
  try {
    const restore = await client.restore(plan.target, operationId, options);
    assertOurs(restore, { plan, operationId });
    return toPoll(restore, plan);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'not-found') throw error;
    return {
      type: 'gone',
      detail: `CockroachDB Cloud no longer knows restore ${operationId} (${error.facts.detail})`,
    };
  }
}

function toPoll(restore: Restore, plan: RestorePlan): Poll {
  switch (restore.status) {
    case 'SUCCESS':
      // The vendor's own tools wait for this time: until it is set, the restore is not over.
      return restore.completed_at === undefined
        ? { type: 'running', detail: 'Restored; CockroachDB Cloud is finishing.' }
        : { type: 'succeeded', finishedAt: restore.completed_at };
    case 'FAILED':
      return {
        type: 'failed',
        reason: restore.client_error_message ?? 'CockroachDB Cloud gave no reason',
        leftBehind: leftBehind(plan, restore.client_error_message ?? ''),
        ...(restore.client_error_code ? { code: String(restore.client_error_code) } : {}),
      };
    case 'PENDING':
      return { type: 'running', ...fractionOf(restore), detail: 'CockroachDB Cloud is restoring.' };
    default: {
      const alarm = `CockroachDB Cloud says ${restore.status.slice(0, 60)}, a status that restorebot does not know.`;
      return {
        type: 'running',
        detail: `Status at CockroachDB Cloud: ${restore.status.slice(0, 60)}.`,
        alarm,
      };
    }
  }
}

/** 0 and 1 are shown for restores that only just began: neither says anything. */
function fractionOf({ completion_percent: fraction }: Restore): { readonly fraction?: number } {
  return typeof fraction === 'number' && fraction > 0 && fraction < 1 ? { fraction } : {};
}

/** An id that belongs to another restore by now must not end ours. */
function assertOurs(restore: Restore, { plan, operationId }: Operation): void {
  const wrong = [
    ...(restore.id === operationId ? [] : ['id']),
    ...(restore.backup_id === backupId(plan) ? [] : ['backup_id']),
    ...(restore.type === restoreType(plan) ? [] : ['type']),
  ];
  if (wrong.length === 0) return;
  throw new ProviderError({
    kind: 'contract',
    action: `read restore ${operationId} of cluster “${plan.target.name}”`,
    detail: `CockroachDB Cloud answered with another restore: ${wrong.join(', ')} is not ours`,
    advice: 'Look at the restores of the destination in the Cloud Console before you trust either of them.',
  });
}
