import type { CallOptions, Operation, Poll } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { fractionOf, notOurs, orGonePoll, strangeStatus } from '../kit/polls.ts';
import type { CockroachClient } from './client.ts';
import { leftBehind } from './left-behind.ts';
import type { Restore } from './schema.ts';
import { backupId, restoreType } from './wire.ts';

/** One look at a running restore. */
export function pollRestore(
  client: CockroachClient,
  { plan, operationId }: Operation,
  options: CallOptions,
): Promise<Poll> {
  return orGonePoll('CockroachDB Cloud', `restore ${operationId}`, async () => {
    const restore = await client.restore(plan.target, operationId, options);
    assertOurs(restore, { plan, operationId });
    return toPoll(restore, plan);
  });
}

function toPoll(restore: Restore, plan: RestorePlan): Poll {
  const { status, completed_at: finishedAt, client_error_message: reason, client_error_code: code } = restore;
  switch (status) {
    case 'SUCCESS':
      // The vendor's own tools wait for this time: until it is set, the restore is not over.
      return finishedAt === undefined
        ? { type: 'running', detail: 'Restored; CockroachDB Cloud is finishing.' }
        : { type: 'succeeded', finishedAt };
    case 'FAILED':
      return {
        type: 'failed',
        reason: reason ?? 'CockroachDB Cloud gave no reason',
        leftBehind: leftBehind(plan, reason ?? ''),
        code: code ? String(code) : undefined,
      };
    case 'PENDING': {
      const fraction = fractionOf(restore.completion_percent, 1);
      return { type: 'running', fraction, detail: 'CockroachDB Cloud is restoring.' };
    }
    default:
      return strangeStatus('CockroachDB Cloud', status);
  }
}

/** An id that belongs to another restore by now must not end ours. */
function assertOurs(restore: Restore, { plan, operationId }: Operation): void {
  const wrong = [
    ...(restore.id === operationId ? [] : ['id']),
    ...(restore.backup_id === backupId(plan) ? [] : ['backup_id']),
    ...(restore.type === restoreType(plan) ? [] : ['type']),
  ];
  if (wrong.length === 0) return;
  throw notOurs(
    `read restore ${operationId} of cluster “${plan.target.name}”`,
    `CockroachDB Cloud answered with another restore: ${wrong.join(', ')} is not ours`,
    'Look at the restores of the destination in the Cloud Console before you trust either of them.',
  );
}
