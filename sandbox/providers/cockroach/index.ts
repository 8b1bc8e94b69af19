import { createSimulatorClock } from '../clock.ts';
import { startSimulator, type Simulator } from '../simulator.ts';
import type { SqlTable } from '../sql-table.ts';
import { createAccess, type ApiKey, type RateLimit } from './access.ts';
import { createApi, statusJson } from './api.ts';
import { controlRoutes, createControls, type CockroachControls } from './controls.ts';
import { shopDataset } from './dataset.ts';
import { createEngine } from './engine.ts';
import { clusterJson, databaseJson } from './wire.ts';
import { tablesOf, type World } from './world.ts';

export interface CockroachSimulatorOptions {
  /** @default 0 (any free one) */
  readonly port?: number;
  /** Milliseconds since 1970; the simulator's clock runs by it. @default Date.now */
  readonly realNow?: () => number;
  /** @default the shop's clusters, relative to now */
  readonly dataset?: (now: Date) => World;
  /** @default one administrator's key, `sandboxApiKey` */
  readonly keys?: readonly ApiKey[];
  /** @default 20_000 */
  readonly restoreMs?: number;
  /** From SUCCESS to `completed_at`. @default 1_000 */
  readonly completedAfterMs?: number;
  /** Where an impossible restore is refused: at the POST, or as FAILED at its end. @default 'post' */
  readonly refuseAt?: 'post' | 'end';
  /** Items of one page at most. @default 500 */
  readonly mostPerPage?: number;
  /** @default 10 a second, answered by 429 and `Retry-After: 1` */
  readonly rateLimit?: Partial<RateLimit>;
}

/** A stand-in for CockroachDB Cloud, as its own server. */
export interface CockroachSimulator extends Simulator, CockroachControls {
  readonly name: 'cockroach';
  /** A key that may do everything. */
  readonly apiKey: string;
  /** How many restores began, by the API or in the console. */
  started(): number;
  /** Oldest first. */
  backupsOf(cluster: string): readonly { readonly id: string; readonly asOf: Date }[];
  clusters(): readonly { readonly id: string; readonly name: string }[];
  /** What a database of the cluster with this id holds; `undefined`: there is none of this name. */
  tablesOf(cluster: string, database: string): readonly SqlTable[] | undefined;
  /** Everything there is, as `GET /control/state` shows it. */
  state(): CockroachState;
}

interface CockroachState {
  readonly now: string;
  readonly speed: number;
  readonly started: number;
  readonly clusters: readonly object[];
  readonly restores: readonly object[];
}

/** The key of the sandbox's configuration; worth nothing anywhere else. */
const sandboxApiKey = 'sandbox-cockroach-key';

export async function startCockroachSimulator(
  options: CockroachSimulatorOptions = {},
): Promise<CockroachSimulator> {
  const clock = createSimulatorClock(options.realNow);
  const world = (options.dataset ?? shopDataset)(clock.now());
  let refuseAt = options.refuseAt ?? 'post';
  let restoredRows: 'with-rows' | 'without-rows' = 'with-rows';
  let started = 0;
  const engine = createEngine({
    world,
    clock,
    restoreMs: options.restoreMs ?? 20_000,
    completedAfterMs: options.completedAfterMs ?? 1_000,
    refuseAt: () => refuseAt,
    restoredRows: () => restoredRows,
    onStart: () => {
      started += 1;
    },
  });
  const keys = options.keys ?? [{ secret: sandboxApiKey, roles: ['CLUSTER_ADMIN', 'ORG_MEMBER'] }];
  const limit: RateLimit = { perSecond: 10, status: 429, retryAfter: '1', ...options.rateLimit };
  const controls = createControls({
    world,
    engine,
    clock,
    setRefuseAt: (where) => {
      refuseAt = where;
    },
    setRestoredRows: (rows) => {
      restoredRows = rows;
    },
  });
  const state = (): CockroachState => {
    engine.tick();
    return {
      now: clock.now().toISOString(),
      speed: clock.speed(),
      started,
      clusters: world.clusters.map((cluster) => ({
        ...clusterJson(cluster),
        databases: cluster.databases.map(databaseJson),
        backups: cluster.backups.map(({ id, asOf }) => ({ id, as_of_time: asOf.toISOString() })),
      })),
      restores: world.restores.map((restore) => engine.json(restore)),
    };
  };
  const access = createAccess(keys, limit, options.realNow ?? Date.now);
  const simulator = await startSimulator({
    simulation: {
      answer: createApi({ world, engine, clock, access, mostPerPage: options.mostPerPage ?? 500 }),
      failure: statusJson,
      state,
      controls: controlRoutes(controls),
    },
    clock,
    port: options.port,
  });
  return {
    ...simulator,
    ...controls,
    name: 'cockroach',
    apiKey: keys[0]?.secret ?? '',
    started: () => started,
    backupsOf: (name) =>
      world.clusters.find(({ id, ...each }) => [id, each.name].includes(name))?.backups ?? [],
    state,
    clusters: () => world.clusters.map(({ id, name }) => ({ id, name })),
    tablesOf(cluster, database) {
      engine.tick();
      const found = world.clusters
        .find(({ id }) => id === cluster)
        ?.databases.find(({ name }) => name === database);
      return found === undefined ? undefined : tablesOf(found, clock.now());
    },
  };
}
