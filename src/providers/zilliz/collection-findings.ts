import type { Finding } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { beforeStart, blocker, ok, present, warning } from '../kit/findings.ts';
import { isDedicated, isGlobal, isGone } from './clusters.ts';
import { databaseName } from './names.ts';
import type { CollectionOptions } from './options.ts';
import type { BackupDetail, Cluster } from './schema.ts';

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
    statusFinding(cluster),
    regionFinding(cluster, backup),
    typeFinding(cluster, origin),
    warning('name-not-shown', text),
  );
}

function statusFinding({ clusterName: name, status }: Cluster): Finding {
  if (status === 'RUNNING') return ok('target-running', `“${name}” is running.`);
  const text = `“${name}” is ${status.slice(0, 60)}: the restore starts automatically once it is RUNNING.`;
  return beforeStart('target-not-running', text);
}

function regionFinding(
  { clusterName, regionId }: Cluster,
  backup: BackupDetail | undefined,
): Finding | undefined {
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
