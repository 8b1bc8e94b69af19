import type { RestorePlan } from '#core/restore-plan.ts';
import { backupId } from '../kit/form.ts';

/**
 * What exactly is sent to `POST /v1/databases/{target}/restore`: the backup, and the database that it belongs to. The
 * vendor has no other field.
 */
export function restoreBody(plan: RestorePlan) {
  return { source: { type: 'backup', databaseId: plan.source.id, backupId: backupId(plan) } };
}
