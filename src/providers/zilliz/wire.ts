import { defined } from '#core/defined.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { backupId, textOf } from '../kit/form.ts';
import type { BackupKey } from './schema.ts';
import type { ZillizSettings } from './settings.ts';

/** What a `cluster` plan sends next to its backup. */
export interface ClusterOptions {
  readonly projectId: string;
  readonly clusterName: string;
  readonly cuSize: number;
  readonly collectionStatus: string;
  /** Absent: the vendor's own default, the latest version. */
  readonly versionPolicy: string | undefined;
}

/** What a `collection` plan sends next to its backup; an empty database is the one that has no name in the backup. */
export interface CollectionOptions {
  readonly clusterId: string;
  readonly database: string;
  readonly collection: string;
  readonly destDatabase: string;
  readonly destCollection: string;
  readonly destStatus: string;
}

export type Planned =
  | ({ readonly kind: 'cluster' } & ClusterOptions)
  | ({ readonly kind: 'collection' } & CollectionOptions);

/** Reads a plan. Throws a `RangeError` where it is none of ours: a hole in it could mean “everything”. */
export function planned(plan: RestorePlan): Planned {
  const text = (id: string) => textOf(plan.options[id]);
  switch (plan.kind) {
    case 'cluster': {
      const { cu_size: cuSize } = plan.options;
      if (typeof cuSize !== 'number') throw new RangeError('the plan has no CU size');
      const policy = text('version_policy');
      return {
        kind: 'cluster',
        projectId: needed(text('project'), 'project'),
        clusterName: needed(plan.target.name, 'name of the new cluster'),
        cuSize,
        collectionStatus: needed(text('collection_status'), 'status of the collections'),
        versionPolicy: policy === '' ? undefined : policy,
      };
    }
    case 'collection': {
      const name = parseCollection(text('collection'));
      if (name === undefined) throw new RangeError('the plan has no collection');
      return {
        kind: 'collection',
        clusterId: needed(plan.target.id, 'destination cluster'),
        ...name,
        destDatabase: text('dest_database'),
        destCollection: needed(text('dest_collection'), 'name of the restored collection'),
        destStatus: needed(text('dest_status'), 'status of the restored collection'),
      };
    }
    default:
      throw new RangeError('the plan is not of a kind that Zilliz Cloud has');
  }
}

function needed(text: string, what: string): string {
  if (text === '') throw new RangeError(`the plan has no ${what}`);
  return text;
}

export function backupKey(plan: RestorePlan): BackupKey {
  return { clusterId: plan.source.id, backupId: backupId(plan) };
}

/**
 * Whether an operation is followed by its new cluster (`in01-…`) and not by its job (`job-…`): the answer that held
 * the job's id was lost, or held none.
 */
export function isClusterId(operationId: string): boolean {
  return /^in[^-]*-/.test(operationId);
}

/** Letters, digits and hyphens (error 96010); how long is documented nowhere. */
export const longestClusterName = 64;

export function isClusterName(text: string): boolean {
  return /^[A-Za-z0-9-]+$/.test(text) && text.length <= longestClusterName;
}

/** `orders-prod` → `orders-prod-restored-k3f9qa`; a find matches on this name, hence the suffix. */
export function newClusterName(source: string, suffix: string): string {
  const end = `-restored-${suffix}`;
  const start = source.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  return `${start.slice(0, longestClusterName - end.length) || 'cluster'}${end}`;
}

/** As Milvus has it: letters, digits and underscores, no digit first, 255 at most. */
const longestCollectionName = 255;

export function isCollectionName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && text.length <= longestCollectionName;
}

/** `articles` → `articles_restored_k3f9qa` */
export function newCollectionName(source: string, suffix: string): string {
  const end = `_restored_${suffix}`;
  return `${source.slice(0, longestCollectionName - end.length)}${end}`;
}

/** A collection as a backup lists it; the vendor shows the default database as an empty name too. */
export interface CollectionName {
  readonly database: string;
  readonly collection: string;
}

/** `sales.articles`, or `articles` where the backup names no database. */
export function formatCollection({ database, collection }: CollectionName): string {
  return database === '' ? collection : `${database}.${collection}`;
}

/** The other way round: a name of either sort has no dot in it. */
export function parseCollection(text: string): CollectionName | undefined {
  const [first = '', second, ...more] = text.trim().split('.');
  if (first === '' || second === '' || more.length > 0) return undefined;
  return second === undefined ? { database: '', collection: first } : { database: first, collection: second };
}

/** No name and `default` are the same database. */
export function databaseName(name: string): string {
  return name === '' ? 'default' : name;
}

/** What exactly is sent for a new cluster; the project under the one name or the other. */
export function clusterBody(
  { projectId, clusterName, cuSize, collectionStatus, versionPolicy }: ClusterOptions,
  projectIdAs: ZillizSettings['projectIdAs'],
) {
  return {
    [projectIdAs]: projectId,
    clusterName,
    cuSize,
    collectionStatus,
    ...defined({ restoreVersionPolicy: versionPolicy }),
  };
}

/**
 * What exactly is sent for one collection. One group of one collection: fewer than that would mean everything in the
 * backup. A database without a name in the backup is left out, as in the guide.
 */
export function collectionBody(options: CollectionOptions) {
  return {
    destClusterId: options.clusterId,
    dbCollections: [
      {
        ...defined({ dbName: options.database || undefined, destDbName: options.destDatabase || undefined }),
        collections: [
          {
            collectionName: options.collection,
            destCollectionName: options.destCollection,
            destCollectionStatus: options.destStatus,
          },
        ],
      },
    ],
  };
}
