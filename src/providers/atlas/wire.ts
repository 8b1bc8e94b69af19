import type { z } from 'zod';
import type { RestorePlan } from '#core/restore-plan.ts';
import { backupId, textOf } from '../kit/form.ts';
import type { Cluster } from './cluster.ts';
import { DedicatedJob, SharedJob, type Job, type Moment } from './job.ts';
import { accepts, clusterOf, clusterPath, type ClusterRef } from './paths.ts';
import type { AtlasSettings } from './settings.ts';

/** What exactly is sent for a plan; Atlas refuses a body with a member that it does not know. */
export function submissionOf(plan: RestorePlan) {
  const { accept, restore, download } = placeOfPlan(plan);
  return { path: plan.kind === 'download' ? download : restore, accept, body: bodyOf(plan) };
}

type Body = Readonly<Record<string, string | number>>;

function bodyOf(plan: RestorePlan): Body {
  const isShared = ['flex', 'tenant'].includes(apiOfPlan(plan));
  const { name, projectId } = clusterOf(plan.target);
  const to: Body = isShared
    ? { targetDeploymentItemName: name, targetProjectId: projectId }
    : { targetClusterName: name, targetGroupId: projectId };
  const delivery: Body = isShared ? {} : { deliveryType: deliveryOf(plan) };
  switch (plan.kind) {
    case 'automated':
      return { ...delivery, snapshotId: backupId(plan), ...to };
    case 'point-in-time':
      if (isShared) throw new RangeError('only dedicated clusters go back to a point in time');
      return { ...delivery, ...to, ...momentBody(momentOf(plan)) };
    case 'download':
      return { ...delivery, snapshotId: backupId(plan) };
    default:
      throw new RangeError('the plan is not of a kind that MongoDB Atlas has');
  }
}

function momentBody(moment: Moment): Body {
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

/** The moment of a point-in-time plan: whole seconds, or the entry of the oplog that was given. */
export function momentOf({ point, options }: RestorePlan): Moment {
  if (point.type !== 'instant') throw new RangeError('the plan names a snapshot and no point in time');
  const seconds = Math.floor(point.at.getTime() / 1_000);
  const { oplogTs, oplogInc } = options;
  return typeof oplogTs === 'number' && typeof oplogInc === 'number'
    ? { type: 'oplog', ts: oplogTs, inc: oplogInc }
    : { type: 'second', seconds };
}

/** The API that a plan goes to, as the plan pins it. */
export type Api = (typeof apis)[number];
const apis = ['v2', 'v1.0', 'flex', 'tenant'] as const;

/** Where the restore jobs of a cluster are, and how they are asked for. */
export interface JobPlace {
  readonly api: Api;
  readonly accept: string;
  readonly answer: z.ZodType<Job>;
  /** `POST` for a restore into a cluster. */
  readonly restore: string;
  /** `POST` for a download. */
  readonly download: string;
  /** `GET` for all of them; followed by an id for one. */
  readonly jobs: string;
}

/** The API by which a cluster is restored; `undefined`: it cannot be. */
export function apiOf(
  { family }: Pick<Cluster, 'family'>,
  apiVersion: AtlasSettings['apiVersion'],
): Api | undefined {
  if (family === 'free') return undefined;
  return family === 'dedicated' ? apiVersion : family;
}

export const apiOption = 'api';

/** The API that a plan was made for, whatever the configuration says by now. */
export function apiOfPlan(plan: RestorePlan): Api {
  const text = textOf(plan.options[apiOption]);
  const api = apis.find((each) => each === text);
  if (api === undefined) throw new RangeError('the plan names no API of MongoDB Atlas');
  return api;
}

/** The place of a plan's job: its source's, whatever the target is. */
export function placeOfPlan(plan: RestorePlan): JobPlace {
  return placeOf(apiOfPlan(plan), clusterOf(plan.source));
}

export function placeOf(api: Api, cluster: ClusterRef): JobPlace {
  switch (api) {
    case 'v2':
    case 'v1.0': {
      const jobs = `${clusterPath(cluster, 'clusters', api)}/backup/restoreJobs`;
      const accept = api === 'v2' ? accepts.first : accepts.plain;
      return { api, accept, answer: DedicatedJob, jobs, restore: jobs, download: jobs };
    }
    case 'flex': {
      const backup = `${clusterPath(cluster, 'flexClusters')}/backup`;
      const jobs = `${backup}/restoreJobs`;
      const download = `${backup}/download`;
      // A restore job always restores here, whatever it is asked for: downloads have their own place.
      return { api, accept: accepts.flex, answer: SharedJob, jobs, restore: jobs, download };
    }
    case 'tenant': {
      const backup = `${clusterPath(cluster, 'clusters')}/backup/tenant`;
      const [jobs, restore, download] = [`${backup}/restores`, `${backup}/restore`, `${backup}/download`];
      return { api, accept: accepts.first, answer: SharedJob, jobs, restore, download };
    }
  }
}
