import { createSimulatorClock } from '../clock.ts';
import { startSimulator, type Simulator } from '../simulator.ts';
import { type SqlTable, sqlTables } from '../sql-table.ts';
import { createApi, type Token } from './api.ts';
import { controlRoutes, createControls, type PrismaControls } from './controls.ts';
import { shopDataset } from './dataset.ts';
import { createEngine } from './engine.ts';
import { errorJson } from './refusal.ts';
import { backupJson, databaseId } from './wire.ts';
import type { World } from './world.ts';

export interface PrismaSimulatorOptions {
  /** @default 0 (any free one) */
  readonly port?: number;
  /** Milliseconds since 1970; the simulator's clock runs by it. @default Date.now */
  readonly realNow?: () => number;
  /** @default the shop's workspace, relative to now */
  readonly dataset?: (now: Date) => World;
  /** @default one service token of the first workspace, `sandboxToken` */
  readonly tokens?: readonly Token[];
  /** From `recovering` to `ready`. @default 20_000 */
  readonly restoreMs?: number;
  /** For how long a look after the acceptance still shows the status from before. @default 0 */
  readonly lagMs?: number;
  /** Whether a look shows a restored backup as the database's source. @default true */
  readonly showsSource?: boolean;
  /** Items of one page at most. @default 100 */
  readonly mostPerPage?: number;
}

/** A stand-in for the Management API of Prisma Postgres, as its own server. */
export interface PrismaSimulator extends Simulator, PrismaControls {
  readonly name: 'prisma';
  /** A token that may do everything. */
  readonly token: string;
  /** How many restores began, by the API or in the console. */
  started(): number;
  /** Oldest first. */
  backupsOf(database: string): readonly { readonly id: string; readonly createdAt: Date }[];
  databases(): readonly { readonly id: string; readonly name: string }[];
  /** What a database shows over SQL, where it is always called `postgres`; `undefined`: there is none. */
  tablesOf(database: string, name: string): readonly SqlTable[] | undefined;
  /** Everything there is, as `GET /control/state` shows it. */
  state(): PrismaState;
}

interface PrismaState {
  readonly now: string;
  readonly speed: number;
  readonly started: number;
  readonly databases: readonly object[];
  readonly restores: readonly object[];
}

/** What every database of the shop holds. */
const shopTables = ['public.orders', 'public.customers'];

/** The token of the sandbox's configuration; worth nothing anywhere else. */
const sandboxToken = 'sandbox-prisma-token';

export async function startPrismaSimulator(options: PrismaSimulatorOptions = {}): Promise<PrismaSimulator> {
  const clock = createSimulatorClock(options.realNow);
  const world = (options.dataset ?? shopDataset)(clock.now());
  let showsSource = options.showsSource ?? true;
  let started = 0;
  const onStart = (): void => {
    started += 1;
  };
  const engine = createEngine({
    world,
    clock,
    restoreMs: options.restoreMs ?? 20_000,
    lagMs: options.lagMs ?? 0,
    showsSource: () => showsSource,
  });
  const workspaceId = world.workspaces[0]?.id ?? '';
  const tokens = options.tokens ?? [{ secret: sandboxToken, workspaceId, type: 'service_token' }];
  const setShowsSource = (shows: boolean): void => {
    showsSource = shows;
  };
  const controls = createControls({ world, engine, clock, onStart, setShowsSource });
  const state = (): PrismaState => {
    engine.tick();
    return {
      now: clock.now().toISOString(),
      speed: clock.speed(),
      started,
      databases: world.databases.map(({ id, name, status, data, backups }) => ({
        id: databaseId(id),
        name,
        status,
        data,
        backups: backups.map(backupJson),
      })),
      restores: engine.restores().map(({ target, backup, startedAt, outcome }) => ({
        target: databaseId(target.id),
        backupId: backup.id,
        startedAt: startedAt.toISOString(),
        outcome,
      })),
    };
  };
  const mostPerPage = options.mostPerPage ?? 100;
  const simulator = await startSimulator({
    simulation: {
      answer: createApi({ world, engine, tokens, mostPerPage, onStart }),
      failure: errorJson,
      state,
      controls: controlRoutes(controls),
    },
    clock,
    port: options.port,
  });
  return {
    ...simulator,
    ...controls,
    name: 'prisma',
    token: tokens[0]?.secret ?? '',
    started: () => started,
    backupsOf: (name) =>
      world.databases.find(({ id, ...each }) => [id, databaseId(id), each.name].includes(name))?.backups ??
      [],
    databases: () => world.databases.map(({ id, name }) => ({ id: databaseId(id), name })),
    tablesOf(database, name) {
      engine.tick();
      const found = world.databases.find(({ id }) => databaseId(id) === database);
      if (found === undefined || name !== 'postgres') return undefined;
      return sqlTables(shopTables, found.dataOf ?? clock.now());
    },
    state,
  };
}
