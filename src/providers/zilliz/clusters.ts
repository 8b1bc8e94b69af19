import type { Backup, Cluster } from './schema.ts';

/** A source by what is known of it: a dropped one lives on in its backups only. */
export interface Source {
  readonly id: string;
  readonly name: string;
  /** Absent where it is no longer listed. */
  readonly cluster: Cluster | undefined;
  readonly projectId: string | undefined;
}

/** A separate member says `Dedicated`; otherwise the plan does. */
export function isDedicated({ deploymentOption, plan }: Cluster): boolean {
  return deploymentOption === undefined
    ? !['Free', 'Serverless'].includes(plan ?? '')
    : deploymentOption === 'Dedicated';
}

/** A part of a global cluster; the vendor restores neither from one nor into one. */
export function isGlobal({ globalClusterMeta }: Cluster): boolean {
  return globalClusterMeta !== null && globalClusterMeta !== undefined;
}

export function isGone({ status }: Cluster): boolean {
  return ['DELETED', 'DELETING'].includes(status);
}

/** Every cluster that backups can be restored from: the dedicated ones, then those that only backups remember. */
export function sourcesIn(clusters: readonly Cluster[], backups: readonly Backup[]): readonly Source[] {
  const live = clusters
    .filter((cluster) => isDedicated(cluster) && !isGone(cluster))
    .map((cluster) => sourceOf(cluster));
  const ids = new Set(live.map(({ id }) => id));
  const gone = new Map(
    backups
      .filter(({ clusterId }) => !ids.has(clusterId))
      .map(({ clusterId, clusterName, projectId }) => [
        clusterId,
        { id: clusterId, name: clusterName === '' ? clusterId : clusterName, cluster: undefined, projectId },
      ]),
  );
  return [...live, ...gone.values()];
}

function sourceOf(cluster: Cluster): Source {
  return { id: cluster.clusterId, name: cluster.clusterName, cluster, projectId: cluster.projectId };
}
