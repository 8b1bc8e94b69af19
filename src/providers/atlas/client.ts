import { z } from 'zod';
import { ProviderError } from '#core/provider-error.ts';
import type { CallOptions } from '#core/provider.ts';
import type { HttpClient } from '../http/types.ts';
import type { Connection, OperationName, OperationOf } from '../kit/manifest.ts';
import { bodyOf } from '../kit/reads.ts';
import { ClusterAnswer, FlexAnswer, type Cluster } from './cluster.ts';
import type { ProjectNames } from './errors.ts';
import type { JobClient } from './jobs.ts';
import { accepts, clusterPath, projectPath, readAll, type ClusterRef } from './paths.ts';
import type { AtlasSettings } from './settings.ts';
import { DedicatedSnapshot, SharedSnapshot } from './snapshot.ts';

const Project = z.object({ id: z.string().min(1), name: z.string().min(1) });
export type Project = Readonly<z.output<typeof Project>>;

const Schedule = z.object({ restoreWindowDays: z.number().nullish() });

interface GetRequest<T> {
  readonly action: string;
  readonly path: string;
  readonly accept: string;
  readonly answer: z.ZodType<T>;
}

export function createAtlasClient(http: HttpClient, names: ProjectNames) {
  function get<T>({ accept, ...request }: GetRequest<T>, options: CallOptions): Promise<T> {
    return bodyOf(http.get({ ...request, headers: { accept }, ...options }));
  }

  async function flexClusters(project: Project, options: CallOptions): Promise<readonly Cluster[]> {
    const action = `list the Flex clusters of project “${project.name}”`;
    const path = `${projectPath(project.id)}/flexClusters`;
    try {
      const request = { action, path, accept: accepts.flex, item: FlexAnswer };
      return (await readAll(http, request, options)).items;
    } catch (error) {
      if (hasCode(error, 'FEATURE_UNSUPPORTED')) return [];
      throw error;
    }
  }

  return {
    async projects(options: CallOptions) {
      const request = {
        action: 'list the projects',
        path: '/api/atlas/v2/groups',
        accept: accepts.first,
        item: Project,
      };
      const { items } = await readAll(http, request, options);
      for (const { id, name } of items) names.set(id, name);
      return items;
    },
    async project(id: string, options: CallOptions) {
      const request = { action: `read project ${id}`, path: projectPath(id), accept: accepts.first };
      const project = await get({ ...request, answer: Project }, options);
      names.set(project.id, project.name);
      return project;
    },
    /** Of every family. */
    async clusters(project: Project, options: CallOptions) {
      const action = `list the clusters of project “${project.name}”`;
      const path = `${projectPath(project.id)}/clusters`;
      const [dedicated, flex] = await Promise.all([
        readAll(http, { action, path, accept: accepts.clusters, item: ClusterAnswer }, options),
        flexClusters(project, options),
      ]);
      const names = new Set(flex.map(({ name }) => name));
      return [...dedicated.items.filter(({ name }) => !names.has(name)), ...flex];
    },
    /** Asks what kind of cluster it is, as the vendor's own tools do: one API, and the other where that refuses. */
    async cluster(cluster: ClusterRef, options: CallOptions) {
      const action = `read cluster “${cluster.name}”`;
      try {
        const path = clusterPath(cluster, 'clusters');
        return await get({ action, path, accept: accepts.clusters, answer: ClusterAnswer }, options);
      } catch (error) {
        if (!hasCode(error, 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API')) throw error;
        const path = clusterPath(cluster, 'flexClusters');
        return get({ action, path, accept: accepts.flex, answer: FlexAnswer }, options);
      }
    },
    async snapshots(cluster: Cluster, options: CallOptions) {
      const action = `list the snapshots of cluster “${cluster.name}”`;
      const { list: path, accept, item, paged } = snapshotPlace(cluster);
      return (await readAll(http, { action, path, accept, item, paged }, options)).items;
    },
    snapshot(cluster: Cluster, id: string, options: CallOptions) {
      const action = `read snapshot ${id} of cluster “${cluster.name}”`;
      const { one, accept, item: answer } = snapshotPlace(cluster);
      return get({ action, path: `${one}/${encodeURIComponent(id)}`, accept, answer }, options);
    },
    /** How many days back a point in time may lie; `undefined`: the schedule does not say. */
    async restoreWindowDays(cluster: Cluster, options: CallOptions) {
      const action = `read the backup schedule of cluster “${cluster.name}”`;
      const path = `${clusterPath(cluster, 'clusters')}/backup/schedule`;
      const schedule = await get({ action, path, accept: accepts.clusters, answer: Schedule }, options);
      return schedule.restoreWindowDays ?? undefined;
    },
  };
}
export type AtlasClient = ReturnType<typeof createAtlasClient>;

/** The four places where snapshots are; those of sharded clusters differ in one letter between list and item. */
function snapshotPlace(cluster: Cluster) {
  switch (cluster.family) {
    case 'flex': {
      const list = `${clusterPath(cluster, 'flexClusters')}/backup/snapshots`;
      return { list, one: list, accept: accepts.flex, item: SharedSnapshot, paged: true };
    }
    case 'tenant': {
      const list = `${clusterPath(cluster, 'clusters')}/backup/tenant/snapshots`;
      return { list, one: list, accept: accepts.first, item: SharedSnapshot, paged: false };
    }
    case 'dedicated':
    case 'free': {
      const list = `${clusterPath(cluster, 'clusters')}/backup/snapshots`;
      const how = { accept: accepts.first, item: DedicatedSnapshot };
      return cluster.shards === 0
        ? { ...how, list, one: list, paged: true }
        : { ...how, list: `${list}/shardedClusters`, one: `${list}/shardedCluster`, paged: false };
    }
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof ProviderError && error.facts.code === code;
}

/** What every operation has of its connection. */
export interface Has extends Connection<AtlasSettings> {
  readonly client: AtlasClient;
  readonly jobs: JobClient;
  readonly names: ProjectNames;
  /** `API key abcd`: who calls, for a sentence. */
  readonly caller: string;
}

export type Does<Name extends OperationName> = OperationOf<Has, Name>;
