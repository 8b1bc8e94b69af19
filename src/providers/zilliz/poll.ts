import type { Poll } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { fractionOf, notOurs, strangeStatus } from '../kit/polls.ts';
import { orGone } from '../kit/reads.ts';
import type { Does } from './client.ts';
import { clusterOfPlan } from './find.ts';
import type { Cluster, Job } from './schema.ts';
import { isClusterId, planned, type ClusterOptions } from './wire.ts';

/**
 * One look at a running restore: at its job, or, where the job is not known (a lost answer, a job that the vendor
 * has forgotten), at the new cluster itself.
 */
export const poll: Does<'poll'> = async ({ client, now }, { plan, operationId }, options) => {
  const what = planned(plan);
  const looking = { ...options, use: 'look' } as const;
  if (what.kind === 'cluster' && isClusterId(operationId)) {
    const cluster = await orGone(client.cluster(operationId, looking));
    if (cluster === undefined) return gone(`the cluster ${operationId}`);
    assertOurs(cluster, what);
    return ofCluster(cluster, now());
  }
  const job = await orGone(client.job(operationId, options));
  if (job !== undefined) return ofJob(plan, operationId, job, now());
  const cluster = what.kind === 'cluster' ? await clusterOfPlan(client, what, looking) : undefined;
  return cluster === undefined ? gone(`the job ${operationId}`) : ofCluster(cluster, now());
};

function gone(what: string): Poll {
  return { type: 'gone', detail: `Zilliz Cloud does not know ${what}, or not any more.` };
}

const notRestores = ['IMPORT', 'MIGRATION', 'BACKUP'];

function ofJob(plan: RestorePlan, operationId: string, job: Job, now: Date): Poll {
  if (job.jobId !== operationId || notRestores.includes(job.type ?? '')) {
    throw notOurs(
      `read job ${operationId}`,
      `Zilliz Cloud answered with job ${job.jobId.slice(0, 60)} of type ${(job.type ?? 'unknown').slice(0, 60)}, which is no restore into “${plan.target.name}”`,
      'Look at the Jobs page of the project in the Zilliz Cloud console.',
    );
  }
  switch (job.status) {
    case 'SUCCESSFUL':
      return { type: 'succeeded', finishedAt: job.endTime ?? now };
    case 'FAILED':
      return {
        type: 'failed',
        reason: job.reason ?? 'Zilliz Cloud gave no reason',
        leftBehind: leftBehind(plan),
      };
    case 'CANCELED':
      return { type: 'cancelled' };
    case 'PENDING':
      return running('Waiting at Zilliz Cloud.');
    case 'IN_PROGRESS':
      return running('Zilliz Cloud is restoring.', job.progress);
    case 'CANCELING':
      return running('Somebody is cancelling it at Zilliz Cloud.');
    default:
      return strange(job.status);
  }
}

function leftBehind(plan: RestorePlan): string {
  const what = planned(plan);
  return what.kind === 'cluster'
    ? `The new cluster “${what.clusterName}” may be left at Zilliz Cloud, and costs money while it exists: delete it in the console, then ask again.`
    : `A part of collection “${what.destCollection}” may be left in “${plan.target.name}”: drop it there, then ask again.`;
}

/** Only the status tells, and no end time: `now` stands in. */
function ofCluster({ status, createProgress }: Cluster, now: Date): Poll {
  switch (status) {
    case 'RUNNING':
      return { type: 'succeeded', finishedAt: now };
    case 'CREATING':
      return running('Zilliz Cloud is creating the cluster; its job is not known.', createProgress);
    case 'RESTORE_BACKUP':
      return running('Zilliz Cloud is restoring into the new cluster; its job is not known.');
    case 'DELETING':
    case 'DELETED':
      return { type: 'gone', detail: `Zilliz Cloud shows the new cluster as ${status}.` };
    case 'MODIFYING':
    case 'RESIZING':
    case 'UPGRADING':
    case 'WRITING_OPERATION':
    case 'SET_PRIVATE_LINK':
    case 'MIGRATING':
    case 'RESUMING':
      return running(`The new cluster is ${status} at Zilliz Cloud.`);
    default:
      return strange(status);
  }
}

function running(detail: string, percent?: number): Poll {
  return { type: 'running', detail, fraction: fractionOf(percent, 100) };
}

function strange(status: string): Poll {
  const why = 'which does not belong to a restore that restorebot knows: look at the Zilliz Cloud console';
  return strangeStatus('Zilliz Cloud', status, why);
}

/** An id that belongs to another cluster must not end our restore. */
function assertOurs(cluster: Cluster, { projectId, clusterName }: ClusterOptions): void {
  if (cluster.projectId === projectId && cluster.clusterName === clusterName) return;
  throw notOurs(
    `read cluster ${cluster.clusterId}`,
    `it is “${cluster.clusterName}” in project ${cluster.projectId}, not “${clusterName}” in ${projectId}`,
    'Look at both in the Zilliz Cloud console before you trust either of them.',
  );
}
