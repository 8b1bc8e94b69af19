import { createStage, startSimulator, type Simulator, type UsualOptions } from '../simulator.ts';
import type { SqlTable } from '../sql-table.ts';
import { createAccess, type ApiKey, type RateLimit } from './access.ts';
import { createApi, statusJson } from './api.ts';
import { controlRoutes, createControls, type CockroachControls } from './controls.ts';
import { shopDataset } from './dataset.ts';
import { createEngine } from './engine.ts';
import { clusterJson, databaseJson } from './wire.ts';
import { tablesOf, type World } from './world.ts';

export interface CockroachSimulatorOptions extends UsualOptions<World> {
  /** @default one administrator's key, `sandboxApiKey` */
  readonly keys?: readonly ApiKey[];
  /** From SUCCESS to `completed_at`. @default 1_000 */
  readonly completedAfterMs?: number;
  /** Where an impossible restore is refused: at the POST, or as FAILED at its end. @default 'post' */
  readonly refuseAt?: 'post' | 'end';
  /** @default 10 a second, answered by 429 and `Retry-After: 1` */
  readonly rateLimit?: Partial<RateLimit>;
}

/** A stand-in for CockroachDB Cloud, as its own server. */
export interface CockroachSimulator extends Simulator<Contents>, CockroachControls {
  readonly name: 'cockroach';
  /** A key that may do everything. */
  readonly apiKey: string;
  /** Oldest first. */
  backupsOf(cluster: string): readonly { readonly id: string; readonly asOf: Date }[];
  clusters(): readonly { readonly id: string; readonly name: string }[];
  /** What a database of the cluster with this id holds; `undefined`: there is none of this name. */
  tablesOf(cluster: string, database: string): readonly SqlTable[] | undefined;
}

interface Contents {
  readonly clusters: readonly object[];
  readonly restores: readonly object[];
}

/** The key of the sandbox's configuration; worth nothing anywhere else. */
const sandboxApiKey = 'sandbox-cockroach-key';

export async function startCockroachSimulator(
  options: CockroachSimulatorOptions = {},
): Promise<CockroachSimulator> {
  const stage = createStage(options, shopDataset);
  const { clock, world } = stage;
  let refuseAt = options.refuseAt ?? 'post';
  let restoredRows: 'with-rows' | 'without-rows' = 'with-rows';
  const engine = createEngine({
    ...stage,
    completedAfterMs: options.completedAfterMs ?? 1_000,
    refuseAt: () => refuseAt,
    restoredRows: () => restoredRows,
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
  const access = createAccess(keys, limit, options.realNow ?? Date.now);
  const simulator = await startSimulator(stage, {
    answer: createApi({ world, engine, clock, access, mostPerPage: options.mostPerPage ?? 500 }),
    failure: statusJson,
    contents() {
      engine.tick();
      return {
        clusters: world.clusters.map((cluster) => ({
          ...clusterJson(cluster),
          databases: cluster.databases.map(databaseJson),
          backups: cluster.backups.map(({ id, asOf }) => ({ id, as_of_time: asOf.toISOString() })),
        })),
        restores: world.restores.map((restore) => engine.json(restore)),
      };
    },
    controls: controlRoutes(controls),
  });
  return {
    ...simulator,
    ...controls,
    name: 'cockroach',
    apiKey: keys[0]?.secret ?? '',
    backupsOf: (name) =>
      world.clusters.find(({ id, ...each }) => [id, each.name].includes(name))?.backups ?? [],
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
