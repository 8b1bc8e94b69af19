import type { RestorePlan } from '#core/restore-plan.ts';
import { alike, type Likeness } from '../kit/find.ts';
import { clusterOf } from './ids.ts';
import { isInto, type Job, type Moment } from './job.ts';
import { deliveryOf, momentOf, snapshotId } from './wire.ts';

/** Whether a job at the vendor is what the plan would start, in everything that was sent. */
export function compareWithPlan(plan: RestorePlan, job: Job): Likeness {
  if (job.delivery === 'other') return 'unclear';
  if (job.delivery !== deliveryOf(plan)) return 'different';
  return alike(
    plan.kind === 'download' ? 'same' : compareTarget(plan, job),
    plan.kind === 'point-in-time' ? compareMoment(momentOf(plan), job.moment) : compareSnapshot(plan, job),
  );
}

function compareTarget({ target }: RestorePlan, job: Job): Likeness {
  if (job.target === undefined) return 'unclear';
  return isInto(job, clusterOf(target)) ? 'same' : 'different';
}

function compareSnapshot(plan: RestorePlan, job: Job): Likeness {
  if (job.snapshotId === undefined) return 'unclear';
  return job.snapshotId === snapshotId(plan) ? 'same' : 'different';
}

function compareMoment(sent: Moment, shown: Moment | undefined): Likeness {
  if (shown === undefined) return 'unclear';
  if (secondsOf(sent) !== secondsOf(shown)) return 'different';
  // A second may be written out as an entry of the oplog, and nobody documents how.
  if (sent.type !== shown.type) return 'unclear';
  return sent.type === 'second' || (shown.type === 'oplog' && sent.inc === shown.inc) ? 'same' : 'different';
}

function secondsOf(moment: Moment): number {
  return moment.type === 'second' ? moment.seconds : moment.ts;
}
