import { beforeStart, blocker, type Finding, ok, warning } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { backupGone, present } from '../kit/findings.ts';
import { listed, utc } from '../kit/words.ts';
import { collectionNamed, collectionsIn, isDedicated, isGlobal, isGone } from './clusters.ts';
import type { BackupDetail, Cluster, Project } from './schema.ts';
import {
  databaseName,
  formatCollection,
  type ClusterOptions,
  type CollectionOptions,
  type Planned,
} from './wire.ts';

export function backupFindings(
  plan: RestorePlan,
  what: Planned,
  backup: BackupDetail | undefined,
  now: Date,
): readonly Finding[] {
  if (backup === undefined) return [backupGone(plan.source.name)];
  if (what.kind === 'collection') {
    return [statusFinding(backup, now), contentFinding(backup, formatCollection(what))];
  }
  const text = 'The backup holds single collections only: choose one of the whole cluster.';
  return present(
    statusFinding(backup, now),
    backup.backupType === 'CLUSTER' ? undefined : blocker('backup-of-collections', text),
    policyFinding(backup, what.versionPolicy),
  );
}

function statusFinding({ status, createTime, expireTime }: BackupDetail, now: Date): Finding {
  switch (status) {
    case 'AVAILABLE': {
      if (expireTime !== undefined && expireTime <= now) {
        const text = `The backup of ${utc(createTime)} expired at ${utc(expireTime)}: Zilliz Cloud may have deleted it. Choose a newer one.`;
        return warning('backup-expired', text);
      }
      const until = expireTime === undefined ? '' : `; it expires ${utc(expireTime)}`;
      return ok('backup-available', `The backup of ${utc(createTime)} can be restored${until}.`);
    }
    case 'CREATING': {
      const text = 'The backup is still being made: the restore starts automatically once it is done.';
      return beforeStart('backup-unfinished', text);
    }
    default:
      return blocker('backup-unusable', `The backup is ${status.slice(0, 60)}: choose another one.`);
  }
}

function policyFinding({ restoreNewInstancePolicies: policies }: BackupDetail, wanted: string | undefined) {
  if (wanted === undefined || policies.includes(wanted)) return undefined;
  if (policies.length === 0) {
    const text = `Zilliz Cloud does not show whether this backup can be restored with the version policy ${wanted}.`;
    return warning('policy-not-shown', text);
  }
  const text = `This backup can be restored with the version policy ${policies.join(' or ')} only: ask again with it.`;
  return blocker('policy-refused', text);
}

function contentFinding(backup: BackupDetail, name: string): Finding {
  const collections = collectionsIn(backup);
  if (collections.length === 0) {
    const text = `The backup does not list what it holds: whether “${name}” is in it shows only when it is restored.`;
    return warning('collections-not-listed', text);
  }
  return collectionNamed(collections, name) === undefined
    ? blocker('collection-missing', `The backup has no collection “${name}”: choose another one.`)
    : ok('collection-listed', `The backup holds “${name}”.`);
}

/** What the destination cluster says about a collection that is to be created in it. */
export function collectionFindings(
  { source, target }: RestorePlan,
  what: CollectionOptions,
  { clusters, backup }: { readonly clusters: readonly Cluster[]; readonly backup: BackupDetail | undefined },
): readonly Finding[] {
  const cluster = clusters.find(({ clusterId }) => clusterId === target.id);
  if (cluster === undefined || isGone(cluster)) {
    const text = `The destination “${target.name}” is no longer there, or the API key may not see it: choose another one.`;
    return [blocker('target-gone', text)];
  }
  const origin = clusters.find(({ clusterId }) => clusterId === source.id);
  const { clusterName: name } = cluster;
  const text = `Only the cluster itself shows whether “${what.destCollection}” already exists in database “${databaseName(what.destDatabase)}” of “${target.name}”; what the restore would then do is not documented. Make sure that it does not.`;
  return present(
    isDedicated(cluster)
      ? undefined
      : blocker('target-not-dedicated', `“${name}” is not a dedicated cluster: choose one that is.`),
    isGlobal(cluster)
      ? blocker(
          'target-global',
          `“${name}” is part of a global cluster, which Zilliz Cloud does not restore into yet.`,
        )
      : undefined,
    targetStatusFinding(cluster),
    targetRegionFinding(cluster, backup),
    typeFinding(cluster, origin),
    warning('name-not-shown', text),
  );
}

function targetStatusFinding({ clusterName: name, status }: Cluster): Finding {
  if (status === 'RUNNING') return ok('target-running', `“${name}” is running.`);
  const text = `“${name}” is ${status.slice(0, 60)}: the restore starts automatically once it is RUNNING.`;
  return beforeStart('target-not-running', text);
}

function targetRegionFinding({ clusterName, regionId }: Cluster, backup: BackupDetail | undefined) {
  if (backup?.regionId === undefined || regionId === undefined || backup.regionId === regionId) {
    return undefined;
  }
  const text = `The backup is in ${backup.regionId} and “${clusterName}” in ${regionId}: choose a cluster in the same region.`;
  return blocker('region-differs', text);
}

function typeFinding(target: Cluster, source: Cluster | undefined): Finding | undefined {
  if (source?.cuType === undefined || target.cuType === undefined || source.cuType === target.cuType) {
    return undefined;
  }
  const text = `“${target.clusterName}” is ${target.cuType} and “${source.clusterName}” ${source.cuType}: the vendor wants both of one type.`;
  return warning('type-differs', text);
}

interface Surroundings {
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
  if (region === undefined || regionIds.length === 0) {
    const text = `Zilliz Cloud does not show whether the project “${projectName}” has the region of the backup; without it the restore fails.`;
    return warning('region-not-shown', text);
  }
  if (regionIds.includes(region)) {
    return ok('region-fits', `The project “${projectName}” has the region ${region}.`);
  }
  const text = `The backup is in ${region}, and the project “${projectName}” has ${listed(regionIds)} only: choose another project.`;
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
  const text = `The project already has a cluster “${taken.clusterName}”: ask again with another name.`;
  return blocker('name-taken', text);
}

function sizeFinding({ cuSize }: ClusterOptions, own: Cluster | undefined): Finding | undefined {
  if (own?.cuSize === undefined || cuSize >= own.cuSize) return undefined;
  const text = `${cuSize} CU are fewer than the ${own.cuSize} of “${own.clusterName}”: the data may not fit, and shards may be set differently.`;
  return warning('size-smaller', text);
}
