import type { CallOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { orGone } from '../kit/reads.ts';
import type { ZillizClient } from './client.ts';
import { formatCollection, type CollectionName } from './names.ts';
import { backupKey } from './options.ts';
import type { Backup, BackupDetail } from './schema.ts';

/** Those that can be restored by this kind, newest first; the vendor promises no order. */
export function restorable(kind: string, backups: readonly Backup[]): readonly Backup[] {
  return backups
    .filter(({ status }) => status === 'AVAILABLE')
    .filter(({ backupType }) => kind !== 'cluster' || backupType === 'CLUSTER')
    .toSorted((one, other) => other.createTime.getTime() - one.createTime.getTime());
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

export interface ListedCollection extends CollectionName {
  /** As a person names it: `sales.articles`. */
  readonly name: string;
  /** `LOADED`, `UNLOADED` */
  readonly status: string | undefined;
}

/** What a backup says that it holds; old automatic ones say nothing. */
export function collectionsIn({ dbCollections, collections }: BackupDetail): readonly ListedCollection[] {
  const listed = (dbCollections ?? []).flatMap((group) =>
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
