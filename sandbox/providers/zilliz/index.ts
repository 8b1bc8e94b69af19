import { createStage, startSimulator, type Simulator, type UsualOptions } from '../simulator.ts';
import { createAccess, type ApiKey, type RateLimit } from './access.ts';
import { createApi, failureJson } from './api.ts';
import { controlRoutes, createControls, type ZillizControls } from './controls.ts';
import { vectorDataset } from './dataset.ts';
import { createEngine } from './engine.ts';
import type { ProjectIdAs } from './restores.ts';
import { backupDetailJson, clusterJson, projectJson } from './wire.ts';
import type { Cluster, Database, World } from './world.ts';

export interface ZillizSimulatorOptions extends UsualOptions<World> {
  /** @default one administrator's key, `sandboxApiKey` */
  readonly keys?: readonly ApiKey[];
  /** Which member of a body names the project. @default 'either' */
  readonly projectIdAs?: ProjectIdAs;
  /** @default 20 a second for each endpoint, answered by 429 */
  readonly rateLimit?: Partial<RateLimit>;
}

/** A stand-in for Zilliz Cloud's control plane, as its own server. */
export interface ZillizSimulator extends Simulator<Contents>, ZillizControls {
  readonly name: 'zilliz';
  /** A key that may do everything. */
  readonly apiKey: string;
  /** The clusters that have this name; with the password that the state does not show. */
  clustersNamed(name: string): readonly Cluster[];
  databasesOf(cluster: string): readonly Database[];
}

interface Contents {
  readonly projects: readonly object[];
  readonly clusters: readonly object[];
  readonly backups: readonly object[];
  readonly jobs: readonly object[];
}

/** The key of the sandbox's configuration; worth nothing anywhere else. */
const sandboxApiKey = 'sandbox-zilliz-key';

export async function startZillizSimulator(options: ZillizSimulatorOptions = {}): Promise<ZillizSimulator> {
  const stage = createStage(options, vectorDataset);
  const { clock, world } = stage;
  let projectIdAs = options.projectIdAs ?? 'either';
  const engine = createEngine({ ...stage, projectIdAs: () => projectIdAs });
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
  const access = createAccess(keys, limit, options.realNow ?? Date.now);
  const simulator = await startSimulator(stage, {
    answer: createApi({ world, engine, clock, access, mostPerPage: options.mostPerPage ?? 100 }),
    failure: failureJson,
    contents() {
      engine.tick();
      return {
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
    },
    controls: controlRoutes(controls),
  });
  return {
    ...simulator,
    ...controls,
    name: 'zilliz',
    apiKey: keys[0]?.secret ?? '',
    clustersNamed: (name) => world.clusters.filter((each) => each.name === name),
    databasesOf: (name) =>
      world.clusters.find((each) => [each.id, each.name].includes(name))?.databases ?? [],
  };
}
