import type { Finding } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { listed } from '../kit/words.ts';
import { isGone } from './clusters.ts';
import type { ClusterOptions } from './options.ts';
import type { BackupDetail, Cluster, Project } from './schema.ts';

export interface Surroundings {
  readonly projects: readonly Project[];
  readonly clusters: readonly Cluster[];
  readonly backup: BackupDetail | undefined;
}

/** The most CUs that the Standard plan allows; replicas count too, and a new cluster has one. */
const mostStandardCus = 32;

/** What the project, the name and the size say about a new cluster. */
export function newClusterFindings(
  plan: RestorePlan,
  what: ClusterOptions,
  { projects, clusters, backup }: Surroundings,
): readonly Finding[] {
  const project = projects.find(({ projectId }) => projectId === what.projectId);
  const own = clusters.find(({ clusterId }) => clusterId === plan.source.id);
  return [
    ...(project === undefined
      ? [missingProject(what)]
      : [regionFinding(project, backup), ...planFindings(project, what)]),
    nameFinding(what, clusters),
    ...sizeFindings(what, own),
  ];
}

function missingProject({ projectId }: ClusterOptions): Finding {
  const text = `The project ${projectId} is not there, or the API key may not see it: choose another one.`;
  return { level: 'blocker', code: 'project-missing', text };
}

/** The vendor restores into the region of the backup; the project must have it. */
function regionFinding({ projectName, regionIds }: Project, backup: BackupDetail | undefined): Finding {
  const region = backup?.regionId;
  if (region === undefined || regionIds === null || regionIds === undefined || regionIds.length === 0) {
    const text = `Zilliz Cloud does not show whether the project “${projectName}” has the region of the backup; without it the restore fails.`;
    return { level: 'warning', code: 'region-not-shown', text };
  }
  return regionIds.includes(region)
    ? { level: 'ok', code: 'region-fits', text: `The project “${projectName}” has the region ${region}.` }
    : {
        level: 'blocker',
        code: 'region-missing',
        text: `The backup is in ${region}, and the project “${projectName}” has ${listed([...regionIds])} only: choose another project.`,
      };
}

function planFindings({ projectName, plan }: Project, { cuSize }: ClusterOptions): readonly Finding[] {
  if (plan !== 'Standard' || cuSize <= mostStandardCus) return [];
  const text = `The project “${projectName}” is on the Standard plan, which allows ${mostStandardCus} CU, not ${cuSize}.`;
  return [{ level: 'blocker', code: 'size-beyond-plan', text }];
}

function nameFinding({ projectId, clusterName }: ClusterOptions, clusters: readonly Cluster[]): Finding {
  const taken = clusters.find(
    (cluster) =>
      cluster.projectId === projectId &&
      cluster.clusterName.toLowerCase() === clusterName.toLowerCase() &&
      !isGone(cluster),
  );
  return taken === undefined
    ? { level: 'ok', code: 'name-free', text: `The project has no cluster “${clusterName}” yet.` }
    : {
        level: 'blocker',
        code: 'name-taken',
        text: `The project already has a cluster “${taken.clusterName}” (${taken.clusterId}): ask again with another name.`,
      };
}

function sizeFindings({ cuSize }: ClusterOptions, own: Cluster | undefined): readonly Finding[] {
  if (own?.cuSize === undefined || cuSize >= own.cuSize) return [];
  const text = `${cuSize} CU are fewer than the ${own.cuSize} of “${own.clusterName}”: the data may not fit, and shards may be set differently.`;
  return [{ level: 'warning', code: 'size-smaller', text }];
}
