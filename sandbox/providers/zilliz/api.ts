import type { SimulatorClock } from '../clock.ts';
import type { Simulation, VendorCall } from '../simulator.ts';
import { seesCluster, seesProject, type ApiKey } from './access.ts';
import type { Engine } from './engine.ts';
import { Refusal, refusals } from './refusal.ts';
import { backupDetailJson, backupJson, clusterDetailJson, clusterJson, projectJson } from './wire.ts';
import type { Backup, World } from './world.ts';

export interface ApiDeps {
  readonly world: World;
  readonly engine: Engine;
  readonly clock: Pick<SimulatorClock, 'isListed'>;
  /** Checks token and rate; answers whose key it is. */
  readonly access: (call: VendorCall, endpoint: string) => ApiKey;
  readonly mostPerPage: number;
}

/** `{"code", "message"}` */
export function failureJson(status: number, message: string, code: number | string = status): object {
  return { code, message };
}

/** The endpoints that a restore needs. */
export function createApi(deps: ApiDeps): Simulation['answer'] {
  return (call) => {
    try {
      deps.engine.tick();
      return { status: 200, body: { code: 0, data: route(deps, call) } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message, code, headers } = error;
      return { status, body: failureJson(status, message, code), headers };
    }
  };
}

function route(deps: ApiDeps, call: VendorCall): unknown {
  const [version, root, id, list, backupId, action, ...more] = call.path
    .split('/')
    .slice(1)
    .map(decodeURIComponent);
  const reads = call.method === 'GET';
  const endpoint = `${call.method} ${root} ${id === undefined ? '' : 'one'} ${list ?? ''} ${action ?? ''}`;
  const key = deps.access(call, endpoint);
  if (version !== 'v2' || more.length > 0) throw noEndpoint();
  if (root === 'projects' && reads && id === undefined) return projects(deps, key);
  if (root === 'backups' && reads && id === undefined) return backups(deps, key, call);
  if (root === 'jobs' && reads && id !== undefined && list === undefined) return job(deps, key, id);
  if (root !== 'clusters') throw noEndpoint();
  if (id === undefined && reads) return clusters(deps, key, call);
  if (id !== undefined && list === undefined && reads) return cluster(deps, key, id);
  if (id === undefined || list !== 'backups' || backupId === undefined) throw noEndpoint();
  const backup = backupOf(deps.world, key, id, backupId);
  if (action === undefined && reads) return backupDetailJson(backup);
  if (reads) throw noEndpoint();
  if (key.role !== 'admin') throw refusals.owner();
  return start(deps, backup, action, call.body);
}

function noEndpoint(): Refusal {
  return new Refusal(404, 'Not found.', 404);
}

function start({ engine }: ApiDeps, backup: Backup, action: string | undefined, body: unknown): object {
  if (action === 'restoreCollection') return { jobId: engine.startCollections(backup, body).id };
  if (action !== 'restoreCluster') throw noEndpoint();
  const { cluster: made, job: started } = engine.startCluster(backup, body);
  return { clusterId: made.id, username: 'db_admin', password: made.password, jobId: started.id };
}

function projects({ world }: ApiDeps, key: ApiKey): readonly object[] {
  return world.projects.filter(({ id }) => seesProject(key, id)).map((each) => projectJson(each, world));
}

function clusters({ world, clock, mostPerPage }: ApiDeps, key: ApiKey, { query }: VendorCall): object {
  const region = query.get('region');
  const shown = world.clusters
    .filter((each) => seesCluster(key, each) && clock.isListed(each.createdAt))
    .filter(({ regionId }) => region === null || regionId === region);
  const { items, ...page } = pageOf(shown, query, mostPerPage);
  return { ...page, clusters: items.map((each) => clusterJson(each, world)) };
}

function cluster({ world, engine }: ApiDeps, key: ApiKey, id: string): object {
  const found = world.clusters.find((each) => each.id === id);
  if (found === undefined) throw refusals.cluster();
  if (!seesCluster(key, found)) throw refusals.scope();
  return clusterDetailJson(found, world, engine.createProgress(found));
}

function backups({ world, mostPerPage }: ApiDeps, key: ApiKey, { query }: VendorCall): object {
  const matches = (name: string, value: string) => (query.get(name) ?? value) === value;
  const shown = world.backups.filter(
    (each) =>
      each.status !== 'DELETED' &&
      seesCluster(key, { id: each.clusterId, projectId: each.projectId }) &&
      matches('projectId', each.projectId) &&
      matches('clusterId', each.clusterId) &&
      matches('creationMethod', each.method) &&
      matches('backupType', each.type),
  );
  const { items, ...page } = pageOf(shown, query, mostPerPage);
  return { ...page, backups: items.map(backupJson) };
}

function backupOf(world: World, key: ApiKey, clusterId: string, backupId: string): Backup {
  const found = world.backups.find((each) => each.id === backupId && each.clusterId === clusterId);
  if (found === undefined) throw refusals.backup();
  if (!seesCluster(key, { id: clusterId, projectId: found.projectId })) throw refusals.scope();
  return found;
}

function job({ world, engine }: ApiDeps, key: ApiKey, id: string): object {
  const found = world.jobs.find((each) => each.id === id);
  if (found === undefined || !seesProject(key, found.target.projectId)) throw refusals.job();
  return engine.json(found);
}

/** One numbered page; never more than `most` on it. */
function pageOf<T>(
  items: readonly T[],
  query: URLSearchParams,
  most: number,
): {
  readonly count: number;
  readonly currentPage: number;
  readonly pageSize: number;
  readonly items: readonly T[];
} {
  const asked = Number(query.get('pageSize') ?? 10);
  const currentPage = Number(query.get('currentPage') ?? 1);
  if (!Number.isInteger(asked) || asked < 1 || asked > 100) {
    throw new Refusal(96_008, 'Invalid pageSize. The value should be between 1 and 100.');
  }
  if (!Number.isInteger(currentPage) || currentPage < 1) {
    throw new Refusal(96_009, 'Invalid currentPage. The value should be between 1 and max Int.');
  }
  const pageSize = Math.min(asked, most);
  const start = (currentPage - 1) * pageSize;
  return { count: items.length, currentPage, pageSize, items: items.slice(start, start + pageSize) };
}
