import type { Finding } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { blocker, ok, present, warning } from '../kit/findings.ts';
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
  const text = `The project ${what.projectId} is not there, or the API key may not see it: choose another one.`;
  return present(
    project === undefined ? blocker('project-missing', text) : regionFinding(project, backup),
    project === undefined ? undefined : planFinding(project, what),
    nameFinding(what, clusters),
    sizeFinding(what, own),
  );
}

/** The vendor restores into the region of the backup; the project must have it. */
function regionFinding({ projectName, regionIds }: Project, backup: BackupDetail | undefined): Finding {
  const region = backup?.regionId;
  const regions = regionIds ?? [];
  if (region === undefined || regions.length === 0) {
    const text = `Zilliz Cloud does not show whether the project “${projectName}” has the region of the backup; without it the restore fails.`;
    return warning('region-not-shown', text);
  }
  if (regions.includes(region)) {
    return ok('region-fits', `The project “${projectName}” has the region ${region}.`);
  }
  const text = `The backup is in ${region}, and the project “${projectName}” has ${listed(regions)} only: choose another project.`;
  return blocker('region-missing', text);
}

function planFinding({ projectName, plan }: Project, { cuSize }: ClusterOptions): Finding | undefined {
  if (plan !== 'Standard' || cuSize <= mostStandardCus) return undefined;
  const text = `The project “${projectName}” is on the Standard plan, which allows ${mostStandardCus} CU, not ${cuSize}.`;
  return blocker('size-beyond-plan', text);
}

function nameFinding({ projectId, clusterName }: ClusterOptions, clusters: readonly Cluster[]): Finding {
  const taken = clusters.find(
    (cluster) =>
      cluster.projectId === projectId &&
      cluster.clusterName.toLowerCase() === clusterName.toLowerCase() &&
      !isGone(cluster),
  );
  if (taken === undefined) return ok('name-free', `The project has no cluster “${clusterName}” yet.`);
  const text = `The project already has a cluster “${taken.clusterName}” (${taken.clusterId}): ask again with another name.`;
  return blocker('name-taken', text);
}

function sizeFinding({ cuSize }: ClusterOptions, own: Cluster | undefined): Finding | undefined {
  if (own?.cuSize === undefined || cuSize >= own.cuSize) return undefined;
  const text = `${cuSize} CU are fewer than the ${own.cuSize} of “${own.clusterName}”: the data may not fit, and shards may be set differently.`;
  return warning('size-smaller', text);
}
