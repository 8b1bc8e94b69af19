import { z } from 'zod';
import type { SimulatorClock } from '../clock.ts';
import { ControlError, type ControlRoutes } from '../control.ts';
import type { VendorAnswer } from '../http.ts';
import type { Engine } from './engine.ts';
import { Refusal } from './refusal.ts';
import type { TenantApi } from './routes.ts';
import { objectId, type Cluster, type Snapshot, type World } from './world.ts';

/** What a person does in the vendor's console, or the vendor to itself. Clusters go by `project/name`, by id or name. */
export interface AtlasControls {
  /** Ends running jobs well, all or one; a download gets its link. Answers how many. */
  finishJobs(id?: string): number;
  /** Ends them badly. Atlas gives no reason. */
  failJobs(id?: string): number;
  /** Lets the links of downloads run out. */
  expireDownloads(id?: string): number;
  /** The job's record disappears. */
  forgetJob(id: string): void;
  /** Somebody starts this in the console, as the API's own request; answers the job's id. */
  startInConsole(path: string, body: unknown): string;
  /** A snapshot of what is there now; answers its id. */
  addSnapshot(cluster: string, type?: Snapshot['type']): string;
  dropSnapshot(cluster: string, id: string): void;
  changeCluster(cluster: string, change: ClusterChange): void;
  setTenantApi(state: TenantApi): void;
  revokeTokens(): void;
}

const ClusterChange = z
  .strictObject({
    id: z.string(),
    state: z.string(),
    paused: z.boolean(),
    version: z.string(),
    shards: z.int().min(0),
    configServer: z.string(),
    encryption: z.string(),
    pointInTime: z.boolean(),
    restoreWindowDays: z.int().min(0),
    isProtected: z.boolean(),
    liveImport: z.boolean(),
    diskGb: z.number().positive(),
    tags: z.record(z.string(), z.string()),
  })
  .partial();
type ClusterChange = Readonly<z.output<typeof ClusterChange>>;

export interface ControlDeps {
  readonly world: World;
  readonly engine: Engine;
  readonly clock: SimulatorClock;
  readonly serve: (path: string, body: unknown) => VendorAnswer;
  readonly setTenantApi: (state: TenantApi) => void;
  readonly revokeTokens: () => void;
}

/** The cluster that a control request means. */
export function namedCluster(world: World, name: string): Cluster {
  const found = world.clusters.filter(
    (each) => each.id === name || each.name === name || `${each.projectId}/${each.name}` === name,
  );
  const [first, ...more] = found;
  if (first === undefined || more.length > 0) {
    throw new ControlError(
      `there is ${first === undefined ? 'no' : 'more than one'} cluster ${name}: write project id/name`,
    );
  }
  return first;
}

export function createControls(deps: ControlDeps): AtlasControls {
  const { world, engine, clock } = deps;
  let made = 0;
  return {
    finishJobs: (id) => engine.finish(id),
    failJobs: (id) => engine.fail(id),
    expireDownloads: (id) => engine.expire(id),
    forgetJob(id) {
      const kept = world.jobs.filter((job) => job.id !== id);
      if (kept.length === world.jobs.length) throw new ControlError(`there is no job ${id}`);
      world.jobs = kept;
    },
    startInConsole(path, body) {
      try {
        return z.object({ id: z.string() }).parse(deps.serve(path, body).body).id;
      } catch (error) {
        if (error instanceof Refusal) throw new ControlError(`${error.code}: ${error.message}`);
        throw error;
      }
    },
    addSnapshot(name, type = 'onDemand') {
      const cluster = namedCluster(world, name);
      const takenAt = clock.now();
      made += 1;
      const snapshot: Snapshot = {
        id: objectId(takenAt, 0xadd_0000 + made * 0x10),
        status: 'completed',
        takenAt,
        expiresAt: new Date(takenAt.getTime() + 8 * 24 * 60 * 60_000),
        version: cluster.version,
        encrypted: cluster.encryption !== 'NONE',
        type,
        bytes: 4_200_000_000,
        memberIds: Array.from({ length: cluster.shards }, (_, at) =>
          objectId(takenAt, 0xadd_0001 + made * 0x10 + at),
        ),
        holds: cluster.holds,
      };
      cluster.snapshots.push(snapshot);
      return snapshot.id;
    },
    dropSnapshot(name, id) {
      const cluster = namedCluster(world, name);
      cluster.snapshots = cluster.snapshots.filter((each) => each.id !== id);
    },
    changeCluster(name, change) {
      Object.assign(namedCluster(world, name), change);
    },
    setTenantApi: deps.setTenantApi,
    revokeTokens: deps.revokeTokens,
  };
}

const OfJob = z.object({ id: z.string().optional() });
const OneJob = z.object({ id: z.string() });
const OfCluster = z.object({ cluster: z.string() });
const Type = z.enum(['scheduled', 'onDemand', 'fallback']).optional();

/** The same over HTTP. */
export function controlRoutes(controls: AtlasControls): ControlRoutes {
  return {
    'POST /control/jobs/finish': (body) => ({ ended: controls.finishJobs(OfJob.parse(body).id) }),
    'POST /control/jobs/fail': (body) => ({ ended: controls.failJobs(OfJob.parse(body).id) }),
    'POST /control/jobs/expire': (body) => ({ ended: controls.expireDownloads(OfJob.parse(body).id) }),
    'POST /control/jobs/forget': (body) => controls.forgetJob(OneJob.parse(body).id),
    'POST /control/jobs/start': (body) => {
      const { path, request } = z.object({ path: z.string(), request: z.unknown() }).parse(body);
      return { id: controls.startInConsole(path, request) };
    },
    'POST /control/snapshots/add': (body) => {
      const { cluster, type } = OfCluster.extend({ type: Type }).parse(body);
      return { id: controls.addSnapshot(cluster, type) };
    },
    'POST /control/snapshots/drop': (body) => {
      const { cluster, id } = OfCluster.extend({ id: z.string() }).parse(body);
      controls.dropSnapshot(cluster, id);
    },
    'POST /control/clusters/change': (body) => {
      const { cluster, change } = OfCluster.extend({ change: ClusterChange }).parse(body);
      controls.changeCluster(cluster, change);
    },
    'POST /control/tenant-api': (body) => {
      const states = z.union([z.literal('alive'), z.literal([404, 406, 410])]);
      controls.setTenantApi(z.object({ state: states }).parse(body).state);
    },
    'POST /control/tokens/revoke': () => controls.revokeTokens(),
  };
}
