import type { RestorePlan } from '#core/restore-plan.ts';
import { textOf, type Form } from '../kit/form.ts';
import type { Source } from './clusters.ts';
import { parseCollection } from './names.ts';
import type { BackupDetail, BackupKey, Cluster, Project } from './schema.ts';

/** What the answers were resolved to; each may be missing, and then the form says so. */
export interface Resolved {
  readonly form: Form;
  readonly source: Source | undefined;
  readonly backup: BackupDetail | undefined;
  readonly clusters: readonly Cluster[];
  readonly projects: readonly Project[];
  readonly suffix: string;
}

/** What the two kinds plan differently. */
export type PlanParts = Pick<RestorePlan, 'target' | 'options'>;

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

/** Where the plan's backup is. */
export function backupKey({ source, point }: RestorePlan): BackupKey {
  if (point.type !== 'backup') throw new RangeError('Zilliz Cloud restores backups, not points in time');
  return { clusterId: source.id, backupId: point.backupId };
}

/**
 * Whether an operation is followed by its new cluster (`in01-…`) and not by its job (`job-…`): the answer that held
 * the job's id was lost, or held none.
 */
export function isClusterId(operationId: string): boolean {
  return /^in[^-]*-/.test(operationId);
}
