import type { z } from 'zod';
import type { RestorePlan } from '#core/restore-plan.ts';
import { textOf } from '../kit/form.ts';
import type { Cluster } from './cluster.ts';
import { DedicatedJob } from './dedicated-job.ts';
import { clusterOf, type ClusterRef } from './ids.ts';
import type { Job } from './job.ts';
import { accepts, clusterPath } from './paths.ts';
import type { AtlasSettings } from './settings.ts';
import { SharedJob } from './shared-job.ts';

/** The API that a plan goes to, as the plan pins it. */
export type Api = 'v2' | 'v1.0' | 'flex' | 'tenant';

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

/** The option of a plan that holds its API. */
export const apiOption = 'api';

const apis: readonly Api[] = ['v2', 'v1.0', 'flex', 'tenant'];

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
