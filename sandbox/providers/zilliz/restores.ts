import { z } from 'zod';
import { Refusal, refusals } from './refusal.ts';
import { bare, hasCollection, type Backup, type Cluster, type Database, type World } from './world.ts';

/** The member that names the project: the vendor's reference and its guides differ. */
export type ProjectIdAs = 'projectId' | 'targetProjectId' | 'either';

const ClusterRequest = z.object({
  projectId: z.string().optional(),
  targetProjectId: z.string().optional(),
  clusterName: z.unknown(),
  cuSize: z.unknown(),
  collectionStatus: z.unknown(),
  restoreVersionPolicy: z.enum(['LATEST', 'ORIGINAL']).optional(),
});

/** A new cluster that a request asks for, with what will be in it. */
export interface NewCluster {
  readonly projectId: string;
  readonly name: string;
  readonly cuSize: number;
  readonly brings: readonly Database[];
}

/** Reads a request to restore into a new cluster; refuses what the vendor's table of errors refuses. */
export function admitCluster(world: World, backup: Backup, body: unknown, spelling: ProjectIdAs): NewCluster {
  const parsed = ClusterRequest.safeParse(body);
  if (!parsed.success) throw new Refusal(96_001, 'Invalid parameter.');
  const { data } = parsed;
  const projectId = spelling === 'either' ? (data.projectId ?? data.targetProjectId) : data[spelling];
  const project = world.projects.find(({ id }) => id === projectId);
  if (project === undefined) throw refusals.project();
  if (typeof data.clusterName !== 'string' || !/^[A-Za-z0-9-]+$/.test(data.clusterName)) {
    throw new Refusal(
      96_010,
      'Invalid clusterName. Cluster names can only contain alphanumeric letters and hyphens.',
    );
  }
  if (typeof data.cuSize !== 'number' || !Number.isInteger(data.cuSize) || data.cuSize < 1) {
    throw new Refusal(96_002, 'Invalid cuSize. The parameter value should be positive.');
  }
  if (data.collectionStatus !== 'KEEP' && data.collectionStatus !== 'RELEASE') {
    throw new Refusal(
      96_031,
      "Invalid backup restore policy. The value of 'collectionStatus' should be KEEP or RELEASE.",
    );
  }
  if (backup.type !== 'CLUSTER') throw refusals.newCluster('The backup is not a cluster backup.');
  const policy = data.restoreVersionPolicy ?? 'LATEST';
  if (!backup.policies.includes(policy)) throw refusals.newCluster(`Policy ${policy} is not available.`);
  if (!project.regionIds.includes(backup.regionId)) {
    throw refusals.newCluster(`Region ${backup.regionId} is not available in the project.`);
  }
  const name = data.clusterName;
  if (world.clusters.some((each) => each.projectId === project.id && each.name === name)) {
    throw new Refusal(96_017, 'The specified cluster name already exists under project.');
  }
  const released = data.collectionStatus === 'RELEASE';
  const brings = backup.databases.map((database) => ({
    name: database.name,
    collections: database.collections.map((each) =>
      released ? { ...each, status: 'UNLOADED' as const } : each,
    ),
  }));
  return { projectId: project.id, name, cuSize: data.cuSize, brings };
}

const CollectionRequest = z.object({
  destClusterId: z.string().optional(),
  dbCollections: z
    .array(
      z.object({
        dbName: z.string().optional(),
        destDbName: z.string().optional(),
        collections: z
          .array(
            z.object({
              collectionName: z.string(),
              destCollectionName: z.string().optional(),
              destCollectionStatus: z.string().optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
});

interface Wanted {
  readonly target: Cluster;
  readonly brings: readonly Database[];
}

/**
 * Reads a request to restore collections. One that names none means all of them, not loaded: the vendor documents
 * exactly that.
 */
export function admitCollections(world: World, backup: Backup, body: unknown): Wanted {
  const parsed = CollectionRequest.safeParse(body);
  if (!parsed.success || parsed.data.destClusterId === undefined) {
    throw new Refusal(96_025, 'The clusterId parameter is empty in the request parameter.');
  }
  const { destClusterId, dbCollections = [] } = parsed.data;
  const target = world.clusters.find(({ id }) => id === destClusterId);
  if (target === undefined) throw refusals.cluster();
  if (target.deploymentOption !== 'Dedicated') throw refusals.serverless();
  if (target.status !== 'RUNNING') throw refusals.collection(`The cluster is ${target.status}.`);
  if (target.regionId !== backup.regionId) throw refusals.collection('The cluster is in another region.');
  const groups = dbCollections.filter(({ collections }) => (collections ?? []).length > 0);
  if (groups.length === 0) return { target, brings: everything(backup) };
  if (groups.flatMap(({ collections }) => collections ?? []).length > 1) {
    throw refusals.collection('Only one collection at a time is supported.');
  }
  const brings = groups.map((group) => ({
    name: bare(group.destDbName ?? group.dbName ?? ''),
    collections: (group.collections ?? []).map((item) => {
      const { collectionName: from, destCollectionName: name = from, destCollectionStatus } = item;
      if (!hasCollection(backup.databases, group.dbName ?? '', from)) {
        throw refusals.collection(`Collection ${from} is not in the backup.`);
      }
      if (destCollectionStatus !== 'LOADED' && destCollectionStatus !== 'UNLOADED') {
        throw new Refusal(96_037, 'Invalid targetCollectionStatus. The value should be LOADED or UNLOADED.');
      }
      return { name, status: destCollectionStatus } as const;
    }),
  }));
  for (const { name, collections } of brings) {
    for (const each of collections) {
      // What the vendor does here is documented nowhere; this is the gentlest of the guesses.
      if (hasCollection(target.databases, name, each.name)) {
        throw refusals.collection(`Collection ${each.name} already exists.`);
      }
    }
  }
  return { target, brings };
}

function everything({ databases }: Backup): readonly Database[] {
  return databases.map(({ name, collections }) => ({
    name,
    collections: collections.map((each) => ({ ...each, status: 'UNLOADED' as const })),
  }));
}
