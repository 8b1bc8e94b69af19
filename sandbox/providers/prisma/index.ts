import { createStage, startSimulator, type Simulator, type UsualOptions } from '../simulator.ts';
import { type SqlTable, sqlTables } from '../sql-table.ts';
import { createApi, type Token } from './api.ts';
import { controlRoutes, createControls, type PrismaControls } from './controls.ts';
import { shopDataset } from './dataset.ts';
import { createEngine } from './engine.ts';
import { errorJson } from './refusal.ts';
import { backupJson, databaseId } from './wire.ts';
import type { World } from './world.ts';

export interface PrismaSimulatorOptions extends UsualOptions<World> {
  /** @default one service token of the first workspace, `sandboxToken` */
  readonly tokens?: readonly Token[];
  /** For how long a look after the acceptance still shows the status from before. @default 0 */
  readonly lagMs?: number;
  /** Whether a look shows a restored backup as the database's source. @default true */
  readonly showsSource?: boolean;
}

/** A stand-in for the Management API of Prisma Postgres, as its own server. */
export interface PrismaSimulator extends Simulator<Contents>, PrismaControls {
  readonly name: 'prisma';
  /** A token that may do everything. */
  readonly token: string;
  /** Oldest first. */
  backupsOf(database: string): readonly { readonly id: string; readonly createdAt: Date }[];
  databases(): readonly { readonly id: string; readonly name: string }[];
  /** What a database shows over SQL, where it is always called `postgres`; `undefined`: there is none. */
  tablesOf(database: string, name: string): readonly SqlTable[] | undefined;
}

interface Contents {
  readonly databases: readonly object[];
  readonly restores: readonly object[];
}

/** What every database of the shop holds. */
const shopTables = ['public.orders', 'public.customers'];

/** The token of the sandbox's configuration; worth nothing anywhere else. */
const sandboxToken = 'sandbox-prisma-token';

export async function startPrismaSimulator(options: PrismaSimulatorOptions = {}): Promise<PrismaSimulator> {
  const stage = createStage(options, shopDataset);
  const { clock, world, onStart } = stage;
  let showsSource = options.showsSource ?? true;
  const engine = createEngine({ ...stage, lagMs: options.lagMs ?? 0, showsSource: () => showsSource });
  const workspaceId = world.workspaces[0]?.id ?? '';
  const tokens = options.tokens ?? [{ secret: sandboxToken, workspaceId, type: 'service_token' }];
  const setShowsSource = (shows: boolean): void => {
    showsSource = shows;
  };
  const controls = createControls({ world, engine, clock, onStart, setShowsSource });
  const mostPerPage = options.mostPerPage ?? 100;
  const simulator = await startSimulator(stage, {
    answer: createApi({ world, engine, tokens, mostPerPage, onStart }),
    failure: errorJson,
    contents() {
      engine.tick();
      return {
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
    },
    controls: controlRoutes(controls),
  });
  return {
    ...simulator,
    ...controls,
    name: 'prisma',
    token: tokens[0]?.secret ?? '',
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
  };
}
