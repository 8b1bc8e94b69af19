import { createSimulatorClock } from '../clock.ts';
import { startSimulator, type Simulator } from '../simulator.ts';
import { createAccess, type ApiKey, type RateLimit } from './access.ts';
import { createApi, failureJson } from './api.ts';
import { controlRoutes, createControls, type ZillizControls } from './controls.ts';
import { vectorDataset } from './dataset.ts';
import { createEngine } from './engine.ts';
import type { ProjectIdAs } from './restores.ts';
import { backupDetailJson, clusterJson, projectJson } from './wire.ts';
import type { Cluster, Database, World } from './world.ts';

export interface ZillizSimulatorOptions {
  /** @default 0 (any free one) */
  readonly port?: number;
  /** Milliseconds since 1970; the simulator's clock runs by it. @default Date.now */
  readonly realNow?: () => number;
  /** @default the shop's vector databases, relative to now */
  readonly dataset?: (now: Date) => World;
  /** @default one administrator's key, `sandboxApiKey` */
  readonly keys?: readonly ApiKey[];
  /** @default 20_000 */
  readonly restoreMs?: number;
  /** Items of one page at most. @default 100 */
  readonly mostPerPage?: number;
  /** Which member of a body names the project. @default 'either' */
  readonly projectIdAs?: ProjectIdAs;
  /** @default 20 a second for each endpoint, answered by 429 */
  readonly rateLimit?: Partial<RateLimit>;
}

/** A stand-in for Zilliz Cloud's control plane, as its own server. */
export interface ZillizSimulator extends Simulator, ZillizControls {
  readonly name: 'zilliz';
  /** A key that may do everything. */
  readonly apiKey: string;
  /** How many restores began, by the API or in the console. */
  started(): number;
  /** The clusters that have this name; with the password that the state does not show. */
  clustersNamed(name: string): readonly Cluster[];
  databasesOf(cluster: string): readonly Database[];
  /** Everything there is, as `GET /control/state` shows it; without passwords. */
  state(): ZillizState;
}

interface ZillizState {
  readonly now: string;
  readonly speed: number;
  readonly started: number;
  readonly projects: readonly object[];
  readonly clusters: readonly object[];
  readonly backups: readonly object[];
  readonly jobs: readonly object[];
}

/** The key of the sandbox's configuration; worth nothing anywhere else. */
const sandboxApiKey = 'sandbox-zilliz-key';

export async function startZillizSimulator(options: ZillizSimulatorOptions = {}): Promise<ZillizSimulator> {
  const clock = createSimulatorClock(options.realNow);
  const world = (options.dataset ?? vectorDataset)(clock.now());
  let projectIdAs = options.projectIdAs ?? 'either';
  let started = 0;
  const engine = createEngine({
    world,
    clock,
    restoreMs: options.restoreMs ?? 20_000,
    projectIdAs: () => projectIdAs,
    onStart: () => {
      started += 1;
    },
  });
  const keys = options.keys ?? [{ secret: sandboxApiKey, role: 'admin' }];
  const limit: RateLimit = { perSecond: 20, status: 429, ...options.rateLimit };
  const controls = createControls({
    world,
    engine,
    clock,
    setProjectIdAs: (spelling) => {
      projectIdAs = spelling;
    },
  });
  const state = (): ZillizState => {
    engine.tick();
    return {
      now: clock.now().toISOString(),
      speed: clock.speed(),
      started,
      projects: world.projects.map((project) => projectJson(project, world)),
      clusters: world.clusters.map((cluster) => ({
        ...clusterJson(cluster, world),
        databases: cluster.databases,
      })),
      backups: world.backups.map(backupDetailJson),
      jobs: world.jobs.map((job) => ({
        ...engine.json(job),
        clusterId: job.target.id,
        backupId: job.backup.id,
        brings: job.brings,
      })),
    };
  };
  const access = createAccess(keys, limit, options.realNow ?? Date.now);
  const simulator = await startSimulator({
    simulation: {
      answer: createApi({ world, engine, clock, access, mostPerPage: options.mostPerPage ?? 100 }),
      failure: failureJson,
      state,
      controls: controlRoutes(controls),
    },
    clock,
    port: options.port,
  });
  return {
    ...simulator,
    ...controls,
    name: 'zilliz',
    apiKey: keys[0]?.secret ?? '',
    started: () => started,
    clustersNamed: (name) => world.clusters.filter((each) => each.name === name),
    databasesOf: (name) =>
      world.clusters.find((each) => [each.id, each.name].includes(name))?.databases ?? [],
    state,
  };
}
