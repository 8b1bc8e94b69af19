import type { CallOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { orGone } from '../kit/reads.ts';
import { newestFirst } from '../kit/words.ts';
import type { ZillizClient } from './client.ts';
import type { Backup, BackupDetail, Cluster } from './schema.ts';
import { backupKey, formatCollection, type CollectionName } from './wire.ts';

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

/** Those that can be restored by this kind, newest first. */
export function restorable(kind: string, backups: readonly Backup[]): readonly Backup[] {
  const fitting = backups.filter(
    ({ status, backupType }) => status === 'AVAILABLE' && (kind !== 'cluster' || backupType === 'CLUSTER'),
  );
  return newestFirst(fitting, ({ createTime }) => createTime);
}

/**
 * What “latest” stands for: the newest one of the whole cluster. One of single collections may lack the very one
 * that is wanted, so it is only taken where it is chosen.
 */
export function latestOf(backups: readonly Backup[]): Backup | undefined {
  return restorable('cluster', backups)[0];
}

/**
 * The plan's backup, if the vendor still has it. Which code says that a backup does not exist is documented nowhere,
 * so the list is asked first.
 */
export async function findBackup(
  client: ZillizClient,
  plan: RestorePlan,
  options: CallOptions,
): Promise<BackupDetail | undefined> {
  const key = backupKey(plan);
  const listed = await client.backups({ ...options, clusterId: key.clusterId });
  if (!listed.some(({ backupId }) => backupId === key.backupId)) return undefined;
  return orGone(client.backup(key, options));
}

interface ListedCollection extends CollectionName {
  /** As a person names it: `sales.articles`. */
  readonly name: string;
  /** `LOADED`, `UNLOADED` */
  readonly status: string | undefined;
}

/** What a backup says that it holds; old automatic ones say nothing. */
export function collectionsIn({ dbCollections, collections }: BackupDetail): readonly ListedCollection[] {
  const listed = dbCollections.flatMap((group) =>
    group.collections.map((each) => listedAs(group.dbName ?? '', each)),
  );
  return listed.length > 0 ? listed : collections.map((each) => listedAs('', each));
}

function listedAs(
  database: string,
  { collectionName, status }: { readonly collectionName: string; readonly status?: string | undefined },
): ListedCollection {
  const name = formatCollection({ database, collection: collectionName });
  return { database, collection: collectionName, name, status };
}

/** The one that a person means; without a database, the one in the default database. */
export function collectionNamed(
  collections: readonly ListedCollection[],
  text: string,
): ListedCollection | undefined {
  return (
    collections.find(({ name }) => name === text) ??
    collections.find(({ name }) => name === `default.${text}` || `default.${name}` === text)
  );
}
