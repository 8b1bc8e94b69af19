import type { RestorePlan } from '#core/restore-plan.ts';
import { clusterOf } from './ids.ts';
import type { Moment } from './job.ts';
import { apiOfPlan, placeOfPlan } from './places.ts';

/** What exactly is sent for a plan; Atlas refuses a body with a member that it does not know. */
export interface Submission {
  readonly path: string;
  readonly accept: string;
  readonly body: Readonly<Record<string, string | number>>;
}

export function submissionOf(plan: RestorePlan): Submission {
  const { accept, restore, download } = placeOfPlan(plan);
  return { path: plan.kind === 'download' ? download : restore, accept, body: bodyOf(plan) };
}

function bodyOf(plan: RestorePlan): Submission['body'] {
  const api = apiOfPlan(plan);
  const isShared = api === 'flex' || api === 'tenant';
  const target = clusterOf(plan.target);
  switch (plan.kind) {
    case 'automated':
      return isShared
        ? {
            snapshotId: snapshotId(plan),
            targetDeploymentItemName: target.name,
            targetProjectId: target.projectId,
          }
        : {
            deliveryType: 'automated',
            snapshotId: snapshotId(plan),
            targetClusterName: target.name,
            targetGroupId: target.projectId,
          };
    case 'point-in-time':
      if (isShared) throw new RangeError('only dedicated clusters go back to a point in time');
      return {
        deliveryType: 'pointInTime',
        targetClusterName: target.name,
        targetGroupId: target.projectId,
        ...momentBody(momentOf(plan)),
      };
    case 'download':
      return isShared
        ? { snapshotId: snapshotId(plan) }
        : { deliveryType: 'download', snapshotId: snapshotId(plan) };
    default:
      throw new RangeError('the plan is not of a kind that MongoDB Atlas has');
  }
}

function momentBody(moment: Moment): Submission['body'] {
  return moment.type === 'second'
    ? { pointInTimeUTCSeconds: moment.seconds }
    : { oplogTs: moment.ts, oplogInc: moment.inc };
}

/** The delivery type that a plan's job shows. */
export function deliveryOf({ kind }: RestorePlan): 'automated' | 'pointInTime' | 'download' {
  if (kind === 'automated' || kind === 'download') return kind;
  if (kind === 'point-in-time') return 'pointInTime';
  throw new RangeError('the plan is not of a kind that MongoDB Atlas has');
}

export function snapshotId({ point }: RestorePlan): string {
  if (point.type !== 'backup') throw new RangeError('the plan names a point in time and no snapshot');
  return point.backupId;
}

/** The moment of a point-in-time plan: whole seconds, or the entry of the oplog that was given. */
export function momentOf({ point, options }: RestorePlan): Moment {
  if (point.type !== 'instant') throw new RangeError('the plan names a snapshot and no point in time');
  const seconds = Math.floor(point.at.getTime() / 1_000);
  const { oplogTs, oplogInc } = options;
  return typeof oplogTs === 'number' && typeof oplogInc === 'number'
    ? { type: 'oplog', ts: oplogTs, inc: oplogInc }
    : { type: 'second', seconds };
}
