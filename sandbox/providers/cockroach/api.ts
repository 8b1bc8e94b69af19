import type { SimulatorClock } from '../clock.ts';
import type { VendorAnswer } from '../http.ts';
import type { Simulation, VendorCall } from '../simulator.ts';
import { mayUse, type ApiKey, type Operation } from './access.ts';
import type { Engine } from './engine.ts';
import { pageOf } from './paging.ts';
import { notFound, Refusal } from './refusal.ts';
import { backupJson, clusterJson, databaseJson, organization } from './wire.ts';
import type { Cluster, World } from './world.ts';

export interface ApiDeps {
  readonly world: World;
  readonly engine: Engine;
  readonly clock: Pick<SimulatorClock, 'isListed'>;
  /** Checks token, version and rate; answers whose key it is. */
  readonly access: (call: VendorCall) => ApiKey;
  readonly mostPerPage: number;
}

/** The gRPC code that goes with an HTTP status, as grpc-gateway maps them; the others are 2, unknown. */
const grpcCodes: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  409: 6,
  422: 3,
  423: 9,
  429: 8,
  500: 13,
  503: 14,
};

/** google.rpc.Status. */
export function statusJson(
  status: number,
  message: string,
  code: number | string = grpcCodes[status] ?? 2,
): object {
  return { code, message, details: [] };
}

/** The vendor's nine endpoints. */
export function createApi(deps: ApiDeps): Simulation['answer'] {
  return (call) => {
    try {
      deps.engine.tick();
      return route(deps, call);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message, code, headers } = error;
      return { status, body: statusJson(status, message, code), headers };
    }
  };
}

function route(deps: ApiDeps, call: VendorCall): VendorAnswer {
  const key = deps.access(call);
  const [api, version, root, clusterId, list, id, ...more] = call.path
    .split('/')
    .slice(1)
    .map(decodeURIComponent);
  const reads = call.method === 'GET';
  if (api !== 'api' || version !== 'v1' || more.length > 0) throw notFound('no such endpoint');
  if (root === 'organization' && reads && clusterId === undefined) {
    permit(key, 'organization');
    return { status: 200, body: organization };
  }
  if (root !== 'clusters') throw notFound('no such endpoint');
  if (clusterId === undefined && reads) return clusters(deps, key, call);
  const cluster = deps.world.clusters.find((each) => each.id === clusterId);
  if (cluster === undefined) throw notFound(`cluster ${clusterId} not found`);
  if (list === undefined && reads) {
    permit(key, 'clusters', cluster);
    return { status: 200, body: clusterJson(cluster) };
  }
  if (reads && id === undefined) return lists(deps, key, call, cluster, list);
  if (list === 'restores' && reads && id !== undefined) return restore(deps, key, cluster, id);
  if (list === 'restores' && call.method === 'POST' && id === undefined) {
    permit(key, 'restores', cluster);
    return { status: 200, body: deps.engine.json(deps.engine.start(cluster, call.body)) };
  }
  throw notFound('no such endpoint');
}

function permit(key: ApiKey, operation: Operation, cluster?: Cluster): void {
  if (!mayUse(key, operation, cluster?.id)) {
    throw new Refusal(403, 7, 'user does not have permission to access the resource');
  }
}

function clusters({ world, mostPerPage }: ApiDeps, key: ApiKey, { query }: VendorCall): VendorAnswer {
  permit(key, 'clusters');
  const shown = world.clusters
    .filter(({ id }) => mayUse(key, 'clusters', id))
    .filter(({ state }) => query.get('show_inactive') === 'true' || state !== 'DELETED')
    .toSorted((one, other) => one.name.localeCompare(other.name));
  const { items, pagination } = pageOf(shown, query, { mostPerPage });
  return { status: 200, body: { clusters: items.map(clusterJson), pagination } };
}

function lists(
  { world, engine, clock, mostPerPage }: ApiDeps,
  key: ApiKey,
  { query }: VendorCall,
  cluster: Cluster,
  list: string | undefined,
): VendorAnswer {
  switch (list) {
    case 'databases': {
      permit(key, 'databases', cluster);
      const { items, pagination } = pageOf(cluster.databases, query, { mostPerPage });
      return { status: 200, body: { databases: items.map(databaseJson), pagination } };
    }
    case 'backups': {
      permit(key, 'backups', cluster);
      const { items, pagination } = pageOf(cluster.backups, query, {
        mostPerPage,
        timeOf: ({ asOf }) => asOf,
      });
      return { status: 200, body: { backups: items.map(backupJson), pagination } };
    }
    case 'restores': {
      permit(key, 'restores', cluster);
      const own = world.restores.filter(
        ({ target, createdAt }) => target.id === cluster.id && clock.isListed(createdAt),
      );
      const { items, pagination } = pageOf(own, query, { mostPerPage, timeOf: ({ createdAt }) => createdAt });
      return { status: 200, body: { restores: items.map((each) => engine.json(each)), pagination } };
    }
    case 'backups-config':
      permit(key, 'backups', cluster);
      return { status: 200, body: { enabled: true, retention_days: 30, frequency_minutes: 60 } };
    default:
      throw notFound('no such endpoint');
  }
}

function restore({ world, engine }: ApiDeps, key: ApiKey, cluster: Cluster, id: string): VendorAnswer {
  permit(key, 'restores', cluster);
  const found = world.restores.find((each) => each.id === id && each.target.id === cluster.id);
  if (found === undefined) throw notFound(`restore ${id} not found`);
  return { status: 200, body: engine.json(found) };
}
