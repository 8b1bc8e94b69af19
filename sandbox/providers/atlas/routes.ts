import type { VendorAnswer } from '../http.ts';
import type { VendorCall } from '../simulator.ts';
import { permit, type Caller } from './access.ts';
import { admitDedicated, admitShared } from './admit.ts';
import type { Engine } from './engine.ts';
import { pageOf } from './paging.ts';
import { badRequest, notFound, Refusal } from './refusal.ts';
import { clusterJson, flexJson, projectJson, snapshotJson } from './wire.ts';
import { clusterOf, projectOf, type Cluster, type Job, type World } from './world.ts';

/** Whether the API of M2 and M5 clusters still works, or how it says that it does not. */
export type TenantApi = 'alive' | 404 | 406 | 410;

export interface RouteDeps {
  readonly world: World;
  readonly engine: Engine;
  readonly mostPerPage: number;
  readonly tenantApi: () => TenantApi;
  readonly now: () => Date;
  /** Whether lists already show what was created then. */
  readonly isListed: (createdAt: Date) => boolean;
}

interface Request {
  readonly call: VendorCall;
  readonly caller: Caller;
  /** What the path's pattern has captured. */
  readonly parts: readonly string[];
}

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  /** The version of the resource that the media type must ask for; absent: v1.0, which knows none. */
  readonly version?: string;
  readonly serve: (request: Request) => VendorAnswer;
}

const group = '/groups/([0-9a-fA-F]+)';
const first = '2023-01-01';
const clusterVersion = '2024-08-05';
const flexVersion = '2024-11-13';

/** Every endpoint that the simulator has. */
export function createRoutes(deps: RouteDeps): readonly Route[] {
  const { world, engine, mostPerPage, tenantApi, now, isListed } = deps;
  const page = (items: readonly object[], { call }: Request): VendorAnswer =>
    ok(pageOf(items, call.query, mostPerPage));

  function v2(method: string, path: string, version: string, serve: Route['serve']): Route {
    return { method, pattern: new RegExp(`^/api/atlas/v2${path}$`), version, serve };
  }

  /** A cluster of the family that the endpoint is for. */
  function cluster(
    { caller, parts }: Request,
    api: 'clusters' | 'flexClusters',
    does: 'read' | 'restore',
  ): Cluster {
    const [projectId = '', name = ''] = parts;
    permit(caller, projectId, does);
    const found = clusterOf(world, projectId, decodeURIComponent(name));
    if (api === 'clusters' && found.family === 'flex') {
      const detail = `Flex cluster ${found.name} cannot be used in the Cluster API.`;
      throw badRequest('CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API', detail);
    }
    if (api === 'flexClusters' && found.family !== 'flex') {
      const detail = `Cluster ${found.name} cannot be used in the Flex API.`;
      throw badRequest('CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API', detail);
    }
    return found;
  }

  function dedicated(request: Request, does: 'read' | 'restore', sharded?: boolean): Cluster {
    const found = cluster(request, 'clusters', does);
    if (found.family !== 'dedicated' || (sharded !== undefined && sharded !== found.shards > 0)) {
      throw badRequest('INCORRECT_BACKUP_API_ENDPOINT', 'Use the endpoint for this kind of cluster.');
    }
    return found;
  }

  function tenant(request: Request, does: 'read' | 'restore'): Cluster {
    const state = tenantApi();
    if (state === 410) throw new Refusal(410, 'VERSION_GONE', 'This version was sunset on 2026-01-22.');
    if (state === 406) throw new Refusal(406, 'INVALID_VERSION_DATE', 'There is no such version.');
    if (state === 404) throw notFound('RESOURCE_NOT_FOUND', `Cannot find resource ${request.call.path}.`);
    const found = cluster(request, 'clusters', does);
    if (found.family !== 'tenant') throw badRequest('INCORRECT_BACKUP_API_ENDPOINT', 'This is no M2 or M5.');
    return found;
  }

  const jobsOf = (source: Cluster, api: Job['api']): readonly object[] =>
    world.jobs
      .filter((job) => job.source === source && job.api === api && isListed(job.createdAt))
      .map((job) => engine.json(job));

  function job(source: Cluster, id: string | undefined, code: string): VendorAnswer {
    const found = world.jobs.find((each) => each.id === id && each.source === source);
    if (found === undefined) throw notFound(code, `No restore job with ID ${id} exists.`, [id ?? '']);
    return ok(engine.json(found));
  }

  const start = (wanted: Parameters<Engine['start']>[0]): VendorAnswer =>
    ok(engine.json(engine.start(wanted)));

  /** The four operations of dedicated clusters, which v1.0 has alike. */
  const dedicatedJobs = (prefix: string, version?: string): readonly Route[] => {
    const list = `^/api/atlas/${prefix}${group}/clusters/([^/]+)/backup/restoreJobs`;
    const versioned = version === undefined ? {} : { version };
    return [
      {
        method: 'GET',
        pattern: new RegExp(`${list}$`),
        ...versioned,
        serve: (request) => page(jobsOf(dedicated(request, 'read'), 'dedicated').toReversed(), request),
      },
      {
        method: 'POST',
        pattern: new RegExp(`${list}/?$`),
        ...versioned,
        serve: (request) => {
          const source = dedicated(request, 'restore');
          return start(admitDedicated(world, source, request.call.body, now()));
        },
      },
      {
        method: 'GET',
        pattern: new RegExp(`${list}/([^/]+)$`),
        ...versioned,
        serve: (request) => job(dedicated(request, 'read'), request.parts[2], 'RESTORE_JOB_NOT_FOUND'),
      },
      {
        method: 'DELETE',
        pattern: new RegExp(`${list}/([^/]+)$`),
        ...versioned,
        serve: (request) => {
          engine.cancel(dedicated(request, 'restore'), request.parts[2] ?? '');
          return { status: 204, body: undefined };
        },
      },
    ];
  };

  const inCluster = `${group}/clusters/([^/]+)`;
  const inFlex = `${group}/flexClusters/([^/]+)`;
  return [
    v2('GET', '/groups', first, (request) => {
      const seen = world.projects.filter(({ id }) => request.caller.projects?.includes(id) !== false);
      return page(
        seen.map((each) => projectJson(each, 1)),
        request,
      );
    }),
    v2('GET', group, first, ({ caller, parts: [id = ''] }) => {
      permit(caller, id, 'read');
      return ok(projectJson(projectOf(world, id), 1));
    }),
    v2('GET', `${group}/clusters`, clusterVersion, (request) => {
      const [id = ''] = request.parts;
      permit(request.caller, id, 'read');
      projectOf(world, id);
      const found = world.clusters.filter(({ projectId, family }) => projectId === id && family !== 'flex');
      return page(found.map(clusterJson), request);
    }),
    v2('GET', inCluster, clusterVersion, (request) => ok(clusterJson(cluster(request, 'clusters', 'read')))),
    v2('GET', `${group}/flexClusters`, flexVersion, (request) => {
      const [id = ''] = request.parts;
      permit(request.caller, id, 'read');
      projectOf(world, id);
      const found = world.clusters.filter(({ projectId, family }) => projectId === id && family === 'flex');
      return page(found.map(flexJson), request);
    }),
    v2('GET', inFlex, flexVersion, (request) => ok(flexJson(cluster(request, 'flexClusters', 'read')))),
    v2('GET', `${inCluster}/backup/schedule`, clusterVersion, (request) => {
      const found = dedicated(request, 'read');
      return ok({
        clusterId: found.id,
        clusterName: found.name,
        policies: [],
        restoreWindowDays: found.restoreWindowDays,
      });
    }),
    v2('GET', `${inCluster}/backup/snapshots`, first, (request) =>
      page(snapshots(dedicated(request, 'read', false)), request),
    ),
    v2('GET', `${inCluster}/backup/snapshots/shardedClusters`, first, (request) =>
      whole(snapshots(dedicated(request, 'read', true)), request),
    ),
    v2('GET', `${inCluster}/backup/snapshots/shardedCluster/([^/]+)`, first, (request) =>
      snapshot(dedicated(request, 'read', true), request.parts[2], 'SNAPSHOT_NOT_FOUND'),
    ),
    v2('GET', `${inCluster}/backup/snapshots/([^/]+)`, first, (request) =>
      snapshot(dedicated(request, 'read', false), request.parts[2], 'SNAPSHOT_NOT_FOUND'),
    ),
    ...dedicatedJobs('v2', first),
    ...dedicatedJobs('v1.0'),
    v2('GET', `${inFlex}/backup/snapshots`, flexVersion, (request) =>
      page(snapshots(cluster(request, 'flexClusters', 'read')), request),
    ),
    v2('GET', `${inFlex}/backup/snapshots/([^/]+)`, flexVersion, (request) =>
      snapshot(cluster(request, 'flexClusters', 'read'), request.parts[2], 'TENANT_SNAPSHOT_NOT_FOUND'),
    ),
    v2('GET', `${inFlex}/backup/restoreJobs`, flexVersion, (request) =>
      page(jobsOf(cluster(request, 'flexClusters', 'read'), 'flex').toReversed(), request),
    ),
    v2('POST', `${inFlex}/backup/restoreJobs`, flexVersion, (request) =>
      start(admitShared(world, cluster(request, 'flexClusters', 'restore'), request.call.body, 'restore')),
    ),
    v2('POST', `${inFlex}/backup/download`, flexVersion, (request) =>
      start(admitShared(world, cluster(request, 'flexClusters', 'restore'), request.call.body, 'download')),
    ),
    v2('GET', `${inFlex}/backup/restoreJobs/([^/]+)`, flexVersion, (request) =>
      job(cluster(request, 'flexClusters', 'read'), request.parts[2], 'TENANT_RESTORE_NOT_FOUND'),
    ),
    v2('GET', `${inCluster}/backup/tenant/snapshots`, first, (request) =>
      whole(snapshots(tenant(request, 'read')), request),
    ),
    v2('GET', `${inCluster}/backup/tenant/snapshots/([^/]+)`, first, (request) =>
      snapshot(tenant(request, 'read'), request.parts[2], 'TENANT_SNAPSHOT_NOT_FOUND'),
    ),
    v2('GET', `${inCluster}/backup/tenant/restores`, first, (request) =>
      whole(jobsOf(tenant(request, 'read'), 'tenant'), request),
    ),
    v2('GET', `${inCluster}/backup/tenant/restores/([^/]+)`, first, (request) =>
      job(tenant(request, 'read'), request.parts[2], 'TENANT_RESTORE_NOT_FOUND'),
    ),
    v2('POST', `${inCluster}/backup/tenant/restore`, first, (request) =>
      start(admitShared(world, tenant(request, 'restore'), request.call.body, 'restore')),
    ),
    v2('POST', `${inCluster}/backup/tenant/download`, first, (request) =>
      start(admitShared(world, tenant(request, 'restore'), request.call.body, 'download')),
    ),
  ];
}

function ok(body: unknown): VendorAnswer {
  return { status: 200, body };
}

function snapshots(source: Cluster): readonly object[] {
  return source.snapshots.map((each) => snapshotJson(source, each));
}

function snapshot(source: Cluster, id: string | undefined, code: string): VendorAnswer {
  const found = source.snapshots.find((each) => each.id === id);
  if (found === undefined) throw notFound(code, `No snapshot with ID ${id} exists.`, [id ?? '']);
  return ok(snapshotJson(source, found));
}

/** A list that has no pages; a page number is a parameter that it does not know. */
function whole(items: readonly object[], { call }: Request): VendorAnswer {
  if (call.query.has('pageNum') || call.query.has('itemsPerPage')) {
    throw badRequest('INVALID_QUERY_PARAMETER', 'Invalid query parameter specified.');
  }
  return ok({ results: items, totalCount: items.length });
}
