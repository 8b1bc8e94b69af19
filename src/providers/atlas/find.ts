import { after } from '#core/instant.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { alike, findAmong, type Likeness } from '../kit/find.ts';
import { backupId } from '../kit/form.ts';
import type { Does } from './client.ts';
import { isInto, type Job, type Moment } from './job.ts';
import { clusterOf } from './paths.ts';
import { deliveryOf, momentOf, placeOfPlan } from './wire.ts';

/** A job's id may be this much older than the answer that told the time; nobody documents that it is not. */
const idSkewMs = 60_000;

/** Flex clusters keep thousands of jobs; what is older than this at a baseline, no find asks for. */
const baselineReachMs = 60 * 60_000;

/** The jobs of the source that a find could meet, and the vendor's clock. */
export const baseline: Does<'baseline'> = async ({ jobs, now }, plan, options) => {
  const { items, vendorTime = now() } = await jobs.list(placeOfPlan(plan), plan.source.name, options);
  const recent = items.filter(({ createdAt }) => createdAt >= after(vendorTime, -baselineReachMs));
  return { operationIds: recent.map(({ id }) => id), vendorTime };
};

/** Jobs of the source that look exactly like the plan. */
export const find: Does<'find'> = async ({ jobs }, plan, { signal, since, baseline }) => {
  const { items } = await jobs.list(placeOfPlan(plan), plan.source.name, { signal });
  // Ids count whole seconds. Only a baseline, which names what was there, allows for more.
  const from =
    baseline === undefined ? Math.floor(since.getTime() / 1_000) * 1_000 : since.getTime() - idSkewMs;
  const compared = items
    .filter(({ createdAt }) => createdAt.getTime() >= from)
    .map((job) => ({ ...job, likeness: compareWithPlan(plan, job) }));
  return findAmong(compared, baseline, (ids) => `MongoDB Atlas does not show what ${ids} restores`);
};

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
  return job.snapshotId === backupId(plan) ? 'same' : 'different';
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
