import { z } from 'zod';
import type { SimulatorClock } from '../clock.ts';
import { ControlError, type ControlRoutes } from '../control.ts';
import type { Engine } from './engine.ts';
import { Refusal } from './refusal.ts';
import type { Database, World } from './world.ts';

/** What a person does in the vendor's console, or the vendor to itself. Databases go by id or name. */
export interface PrismaControls {
  /** Ends running restores well, all or one database's; answers how many. */
  finishRestores(database?: string): number;
  /** Fails them: the database is `failure` afterwards, without a reason. */
  failRestores(database?: string): number;
  /** Somebody starts a restore in the console; the body is the vendor's. */
  startRestoreInConsole(database: string, body: unknown): void;
  /** A write to a database; `data`: one word for what it holds from now on. */
  write(database: string, data: string): void;
  /** A backup of what is there now; answers its id. */
  addBackup(database: string, status?: 'running' | 'completed' | 'failed' | 'unknown'): string;
  /** The backup expires. */
  dropBackup(database: string, backup: string): void;
  changeDatabase(database: string, change: DatabaseChange): void;
  deleteDatabase(database: string): void;
  /** The workspaces are over the limits of their plans, or within them again. */
  setUsageBlocked(blocked: boolean): void;
  /** Whether a look shows a restored backup as the database's source. */
  setShowsSource(shows: boolean): void;
}

const DatabaseChange = z
  .strictObject({
    name: z.string(),
    status: z.enum(['failure', 'provisioning', 'ready', 'recovering']),
    createdAt: z.iso.datetime(),
    host: z.string(),
    port: z.int(),
  })
  .partial();
type DatabaseChange = Readonly<z.output<typeof DatabaseChange>>;

export interface ControlDeps {
  readonly world: World;
  readonly engine: Engine;
  readonly clock: SimulatorClock;
  readonly onStart: () => void;
  readonly setShowsSource: (shows: boolean) => void;
}

export function createControls(deps: ControlDeps): PrismaControls {
  const { world, engine, clock } = deps;
  let added = 0;

  function databaseOf(name: string): Database {
    const found = world.databases.find((each) => [each.id, `db_${each.id}`, each.name].includes(name));
    if (found === undefined) throw new ControlError(`there is no database ${name}`);
    return found;
  }
  const some = (name: string | undefined) => (name === undefined ? undefined : databaseOf(name));

  return {
    finishRestores: (name) => engine.end('succeeded', some(name)),
    failRestores: (name) => engine.end('failed', some(name)),
    startRestoreInConsole(name, body) {
      try {
        engine.start(databaseOf(name), body);
      } catch (error) {
        if (error instanceof Refusal) throw new ControlError(error.message);
        throw error;
      }
      deps.onStart();
    },
    write(name, data) {
      Object.assign(databaseOf(name), { data, dataOf: undefined });
    },
    addBackup(name, status = 'completed') {
      const database = databaseOf(name);
      added += 1;
      const id = `bkp_added_${added}`;
      database.backups.push({ id, type: 'full', createdAt: clock.now(), status, data: database.data });
      return id;
    },
    dropBackup(name, backup) {
      const database = databaseOf(name);
      database.backups = database.backups.filter(({ id }) => id !== backup);
    },
    changeDatabase(name, { createdAt, ...rest }) {
      Object.assign(
        databaseOf(name),
        rest,
        createdAt === undefined ? {} : { createdAt: new Date(createdAt) },
      );
    },
    deleteDatabase(name) {
      const gone = databaseOf(name);
      world.databases = world.databases.filter((each) => each !== gone);
    },
    setUsageBlocked(blocked) {
      for (const workspace of world.workspaces) workspace.usageBlocked = blocked;
    },
    setShowsSource: deps.setShowsSource,
  };
}

const OfDatabase = z.object({ database: z.string() });
const OfAny = OfDatabase.partial();
const OfBackup = OfDatabase.extend({ backup: z.string() });
const NewBackup = OfDatabase.extend({
  status: z.enum(['running', 'completed', 'failed', 'unknown']).optional(),
});

/** The same over HTTP. */
export function controlRoutes(controls: PrismaControls): ControlRoutes {
  return {
    'POST /control/restores/finish': (body) => ({
      ended: controls.finishRestores(OfAny.parse(body).database),
    }),
    'POST /control/restores/fail': (body) => ({ ended: controls.failRestores(OfAny.parse(body).database) }),
    'POST /control/restores/start': (body) => {
      const { database, request } = OfDatabase.extend({ request: z.unknown() }).parse(body);
      controls.startRestoreInConsole(database, request);
    },
    'POST /control/databases/write': (body) => {
      const { database, data } = OfDatabase.extend({ data: z.string() }).parse(body);
      controls.write(database, data);
    },
    'POST /control/databases/change': (body) => {
      const { database, change } = OfDatabase.extend({ change: DatabaseChange }).parse(body);
      controls.changeDatabase(database, change);
    },
    'POST /control/databases/delete': (body) => controls.deleteDatabase(OfDatabase.parse(body).database),
    'POST /control/databases/show-source': (body) =>
      controls.setShowsSource(z.object({ shows: z.boolean() }).parse(body).shows),
    'POST /control/backups/add': (body) => {
      const { database, status } = NewBackup.parse(body);
      return { id: controls.addBackup(database, status) };
    },
    'POST /control/backups/drop': (body) => {
      const { database, backup } = OfBackup.parse(body);
      controls.dropBackup(database, backup);
    },
    'POST /control/plan/usage-blocked': (body) =>
      controls.setUsageBlocked(z.object({ blocked: z.boolean() }).parse(body).blocked),
  };
}
