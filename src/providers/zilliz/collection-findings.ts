import type { Finding } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
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
    return [{ level: 'blocker', code: 'target-gone', text }];
  }
  const origin = clusters.find(({ clusterId }) => clusterId === source.id);
  return [
    ...unfit(cluster),
    statusFinding(cluster),
    ...regionFindings(cluster, backup),
    ...typeFindings(cluster, origin),
    {
      level: 'warning',
      code: 'name-not-shown',
      text: `Only the cluster itself shows whether “${what.destCollection}” already exists in database “${databaseName(what.destDatabase)}” of “${target.name}”; what the restore would then do is not documented. Make sure that it does not.`,
    },
  ];
}

function unfit(cluster: Cluster): readonly Finding[] {
  const name = cluster.clusterName;
  return [
    ...(isDedicated(cluster)
      ? []
      : [
          {
            level: 'blocker',
            code: 'target-not-dedicated',
            text: `“${name}” is not a dedicated cluster: choose one that is.`,
          } as const,
        ]),
    ...(isGlobal(cluster)
      ? [
          {
            level: 'blocker',
            code: 'target-global',
            text: `“${name}” is part of a global cluster, which Zilliz Cloud does not restore into yet.`,
          } as const,
        ]
      : []),
  ];
}

function statusFinding({ clusterName, status }: Cluster): Finding {
  return status === 'RUNNING'
    ? { level: 'ok', code: 'target-running', text: `“${clusterName}” is running.` }
    : {
        level: 'before-start',
        code: 'target-not-running',
        text: `“${clusterName}” is ${status.slice(0, 60)}: the restore starts automatically once it is RUNNING.`,
      };
}

function regionFindings(
  { clusterName, regionId }: Cluster,
  backup: BackupDetail | undefined,
): readonly Finding[] {
  if (backup?.regionId === undefined || regionId === undefined || backup.regionId === regionId) return [];
  const text = `The backup is in ${backup.regionId} and “${clusterName}” in ${regionId}: choose a cluster in the same region.`;
  return [{ level: 'blocker', code: 'region-differs', text }];
}

function typeFindings(target: Cluster, source: Cluster | undefined): readonly Finding[] {
  if (source?.cuType === undefined || target.cuType === undefined || source.cuType === target.cuType)
    return [];
  const text = `“${target.clusterName}” is ${target.cuType} and “${source.clusterName}” ${source.cuType}: the vendor wants both of one type.`;
  return [{ level: 'warning', code: 'type-differs', text }];
}
