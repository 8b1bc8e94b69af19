import type { RestorePlan } from '#core/restore-plan.ts';
import { backupId } from '../kit/form.ts';

/** The body of `POST /v1/databases/{target}/restore`; the vendor has no other field. */
export interface RestoreBody {
  readonly source: {
    readonly type: 'backup';
    /** The database that the backup belongs to. */
    readonly databaseId: string;
    readonly backupId: string;
  };
}

/** What exactly is sent for a plan; the same bytes every time. */
export function restoreBody(plan: RestorePlan): RestoreBody {
  return { source: { type: 'backup', databaseId: plan.source.id, backupId: backupId(plan) } };
}
