import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorClock } from '../clock.ts';
import { ControlError, type ControlRoutes } from '../control.ts';
import type { Engine } from './engine.ts';
import { Refusal } from './refusal.ts';
import type { Backup, Cluster, Restore, World } from './world.ts';

/** What a person does in the vendor's console, or the vendor to itself. Clusters go by id or name. */
export interface CockroachControls {
  /** Ends running restores well, all or one; answers how many. */
  finishRestores(id?: string): number;
  failRestores(failure?: { readonly id?: string; readonly message?: string; readonly code?: number }): number;
  /** The restore's record disappears, as after the vendor's retention. */
  forgetRestore(id: string): void;
  /** Somebody starts a restore in the console; answers its id. */
  startRestoreInConsole(cluster: string, body: unknown): string;
  dropDatabase(cluster: string, database: string): void;
  createDatabase(cluster: string, database: string, tables?: readonly string[]): void;
  /** A backup of what is there now; answers its id. */
  addBackup(cluster: string): string;
  /** The backup expires. */
  dropBackup(cluster: string, backup: string): void;
  changeCluster(cluster: string, change: ClusterChange): void;
  /** Where a restore that cannot work is refused. */
  setRefuseAt(where: 'post' | 'end'): void;
  /** Restores from now on bring back tables without their rows, and are reported as successful all the same. */
  setRestoredRows(rows: 'with-rows' | 'without-rows'): void;
}

const ClusterChange = z
  .strictObject({
    name: z.string(),
    version: z.string(),
    state: z.enum(['CREATING', 'CREATED', 'CREATION_FAILED', 'DELETED', 'LOCKED']),
    operationStatus: z.string(),
    upgradeStatus: z.string(),
    createdAt: z.iso.datetime(),
    labels: z.record(z.string(), z.string()),
    sqlDns: z.string(),
  })
  .partial();
type ClusterChange = Readonly<z.output<typeof ClusterChange>>;

export interface ControlDeps {
  readonly world: World;
  readonly engine: Engine;
  readonly clock: SimulatorClock;
  readonly setRefuseAt: (where: 'post' | 'end') => void;
  readonly setRestoredRows: (rows: 'with-rows' | 'without-rows') => void;
}

export function createControls({
  world,
  engine,
  clock,
  setRefuseAt,
  setRestoredRows,
}: ControlDeps): CockroachControls {
  function clusterOf(name: string): Cluster {
    const found = world.clusters.find((each) => each.id === name || each.name === name);
    if (found === undefined) throw new ControlError(`there is no cluster ${name}`);
    return found;
  }
  return {
    finishRestores: (id) => engine.finish(id),
    failRestores: ({ id, message, code } = {}) =>
      engine.fail(id, message ?? 'restore job failed', code ?? 13),
    forgetRestore(id) {
      const kept = world.restores.filter((restore: Restore) => restore.id !== id);
      if (kept.length === world.restores.length) throw new ControlError(`there is no restore ${id}`);
      world.restores = kept;
    },
    startRestoreInConsole(cluster, body) {
      try {
        return engine.start(clusterOf(cluster), body).id;
      } catch (error) {
        if (error instanceof Refusal) throw new ControlError(error.message);
        throw error;
      }
    },
    dropDatabase(cluster, database) {
      const { databases } = clusterOf(cluster);
      const at = databases.findIndex(({ name }) => name === database);
      if (at < 0) throw new ControlError(`${cluster} has no database ${database}`);
      databases.splice(at, 1);
    },
    createDatabase(cluster, database, tables = []) {
      clusterOf(cluster).databases.push({ name: database, tables: [...tables] });
    },
    addBackup(cluster) {
      const { backups, databases } = clusterOf(cluster);
      const backup: Backup = { id: randomUUID(), asOf: clock.now(), databases: structuredClone(databases) };
      backups.push(backup);
      return backup.id;
    },
    dropBackup(cluster, backup) {
      const found = clusterOf(cluster);
      found.backups = found.backups.filter(({ id }) => id !== backup);
    },
    changeCluster(cluster, change) {
      const { createdAt, ...rest } = change;
      Object.assign(
        clusterOf(cluster),
        rest,
        createdAt === undefined ? {} : { createdAt: new Date(createdAt) },
      );
    },
    setRefuseAt,
    setRestoredRows,
  };
}

const OfCluster = z.object({ cluster: z.string() });
const OfDatabase = OfCluster.extend({ database: z.string(), tables: z.array(z.string()).optional() });
const OfBackup = OfCluster.extend({ backup: z.string() });
const OfRestore = z.object({ id: z.string().optional() });
const Failure = OfRestore.extend({ message: z.string().optional(), code: z.number().optional() });

/** The same over HTTP. */
export function controlRoutes(controls: CockroachControls): ControlRoutes {
  return {
    'POST /control/restores/finish': (body) => ({ ended: controls.finishRestores(OfRestore.parse(body).id) }),
    'POST /control/restores/fail': (body) => {
      const { id, message, code } = Failure.parse(body);
      return {
        ended: controls.failRestores({
          ...(id && { id }),
          ...(message && { message }),
          ...(code && { code }),
        }),
      };
    },
    'POST /control/restores/forget': (body) =>
      controls.forgetRestore(z.object({ id: z.string() }).parse(body).id),
    'POST /control/restores/start': (body) => {
      const { cluster, request } = OfCluster.extend({ request: z.unknown() }).parse(body);
      return { id: controls.startRestoreInConsole(cluster, request) };
    },
    'POST /control/restores/refuse-at': (body) =>
      controls.setRefuseAt(z.object({ where: z.enum(['post', 'end']) }).parse(body).where),
    'POST /control/restores/rows': (body) =>
      controls.setRestoredRows(z.object({ rows: z.enum(['with-rows', 'without-rows']) }).parse(body).rows),
    'POST /control/databases/drop': (body) => {
      const { cluster, database } = OfDatabase.parse(body);
      controls.dropDatabase(cluster, database);
    },
    'POST /control/databases/create': (body) => {
      const { cluster, database, tables } = OfDatabase.parse(body);
      controls.createDatabase(cluster, database, tables);
    },
    'POST /control/backups/add': (body) => ({ id: controls.addBackup(OfCluster.parse(body).cluster) }),
    'POST /control/backups/drop': (body) => {
      const { cluster, backup } = OfBackup.parse(body);
      controls.dropBackup(cluster, backup);
    },
    'POST /control/clusters/change': (body) => {
      const { cluster, change } = OfCluster.extend({ change: ClusterChange }).parse(body);
      controls.changeCluster(cluster, change);
    },
  };
}
