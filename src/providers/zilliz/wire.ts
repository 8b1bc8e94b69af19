import { defined } from '#core/defined.ts';
import type { ClusterOptions, CollectionOptions } from './options.ts';
import type { ZillizSettings } from './settings.ts';

/** The body of `POST …/restoreCluster`; the project under the one name or the other. */
export interface ClusterBody {
  readonly projectId?: string;
  readonly targetProjectId?: string;
  readonly clusterName: string;
  readonly cuSize: number;
  readonly collectionStatus: string;
  readonly restoreVersionPolicy?: string;
}

interface CollectionGroup {
  readonly dbName?: string;
  readonly destDbName?: string;
  readonly collections: readonly [
    {
      readonly collectionName: string;
      readonly destCollectionName: string;
      readonly destCollectionStatus: string;
    },
  ];
}

/**
 * The body of `POST …/restoreCollection`. One group of one collection, by type: fewer than that would mean
 * everything in the backup.
 */
export interface CollectionBody {
  readonly destClusterId: string;
  readonly dbCollections: readonly [CollectionGroup];
}

/** What exactly is sent for a new cluster; the same bytes every time. */
export function clusterBody(
  { projectId, clusterName, cuSize, collectionStatus, versionPolicy }: ClusterOptions,
  projectIdAs: ZillizSettings['projectIdAs'],
): ClusterBody {
  return {
    [projectIdAs]: projectId,
    clusterName,
    cuSize,
    collectionStatus,
    ...defined({ restoreVersionPolicy: versionPolicy }),
  };
}

/** What exactly is sent for one collection. A database without a name in the backup is left out, as in the guide. */
export function collectionBody(options: CollectionOptions): CollectionBody {
  return {
    destClusterId: options.clusterId,
    dbCollections: [
      {
        ...defined({
          dbName: options.database || undefined,
          destDbName: options.destDatabase || undefined,
        }),
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
