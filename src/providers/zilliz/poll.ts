import { ProviderError } from '#core/provider-error.ts';
import type { CallOptions, Operation, Poll } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { orGone } from '../kit/or-gone.ts';
import type { ZillizClient } from './client.ts';
import { clusterOfPlan } from './find.ts';
import { isClusterId, planned, type ClusterOptions } from './options.ts';
import type { Cluster, Job } from './schema.ts';

export interface PollDeps {
  readonly client: ZillizClient;
  readonly now: () => Date;
}

/**
 * One look at a running restore: at its job, or, where the job is not known (a lost answer, a job that the vendor
 * has forgotten), at the new cluster itself.
 */
export async function pollRestore(
  { client, now }: PollDeps,
  { plan, operationId }: Operation,
  options: CallOptions,
): Promise<Poll> {
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
}

function gone(what: string): Poll {
  return { type: 'gone', detail: `Zilliz Cloud does not know ${what}, or not any more.` };
}

const notRestores = ['IMPORT', 'MIGRATION', 'BACKUP'];

function ofJob(plan: RestorePlan, operationId: string, job: Job, now: Date): Poll {
  if (job.jobId !== operationId || notRestores.includes(job.type ?? '')) {
    throw new ProviderError({
      kind: 'contract',
      action: `read job ${operationId}`,
      detail: `Zilliz Cloud answered with job ${job.jobId.slice(0, 60)} of type ${(job.type ?? 'unknown').slice(0, 60)}, which is no restore into “${plan.target.name}”`,
      advice: 'Look at the Jobs page of the project in the Zilliz Cloud console.',
    });
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
      return { type: 'running', detail: 'Waiting at Zilliz Cloud.' };
    case 'IN_PROGRESS':
      return { type: 'running', ...fractionOf(job.progress), detail: 'Zilliz Cloud is restoring.' };
    case 'CANCELING':
      return { type: 'running', detail: 'Somebody is cancelling it at Zilliz Cloud.' };
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
      return {
        type: 'running',
        ...fractionOf(createProgress),
        detail: 'Zilliz Cloud is creating the cluster; its job is not known.',
      };
    case 'RESTORE_BACKUP':
      return {
        type: 'running',
        detail: 'Zilliz Cloud is restoring into the new cluster; its job is not known.',
      };
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
      return { type: 'running', detail: `The new cluster is ${status} at Zilliz Cloud.` };
    default:
      return strange(status);
  }
}

function strange(status: string): Poll {
  const word = status.slice(0, 60);
  return {
    type: 'running',
    detail: `Status at Zilliz Cloud: ${word}.`,
    alarm: `Zilliz Cloud says ${word}, which does not belong to a restore that restorebot knows: look at the Zilliz Cloud console.`,
  };
}

/** 0 and 100 say nothing while it runs. */
function fractionOf(percent: number | undefined): { readonly fraction?: number } {
  return percent !== undefined && percent > 0 && percent < 100 ? { fraction: percent / 100 } : {};
}

/** An id that belongs to another cluster must not end our restore. */
function assertOurs(cluster: Cluster, { projectId, clusterName }: ClusterOptions): void {
  if (cluster.projectId === projectId && cluster.clusterName === clusterName) return;
  throw new ProviderError({
    kind: 'contract',
    action: `read cluster ${cluster.clusterId}`,
    detail: `it is “${cluster.clusterName}” in project ${cluster.projectId}, not “${clusterName}” in ${projectId}`,
    advice: 'Look at both in the Zilliz Cloud console before you trust either of them.',
  });
}
