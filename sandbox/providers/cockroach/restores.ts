import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorClock } from '../clock.ts';
import { invalid, notFound, precondition, type Refusal } from './refusal.ts';
import { hasTable, inTheWay, type Cluster, type Database, type Restore, type World } from './world.ts';

const RestoreRequest = z.object({
  type: z.enum(['CLUSTER', 'DATABASE', 'TABLE']),
  backup_id: z.string().optional(),
  source_cluster_id: z.string().optional(),
  objects: z
    .array(z.object({ database: z.string(), schema: z.string().optional(), table: z.string().optional() }))
    .optional(),
  restore_opts: z
    .strictObject({
      into_db: z.string(),
      new_db_name: z.string(),
      schema_only: z.boolean(),
      skip_localities_check: z.boolean(),
      skip_missing_foreign_keys: z.boolean(),
      skip_missing_sequences: z.boolean(),
      skip_missing_views: z.boolean(),
    })
    .partial()
    .optional(),
});

const weekMs = 7 * 24 * 60 * 60_000;

/** Reads a request to restore and finds what it means; refuses what can be refused at once. */
export function admit(world: World, target: Cluster, body: unknown, clock: SimulatorClock): Restore {
  const parsed = RestoreRequest.safeParse(body);
  if (!parsed.success)
    throw invalid(`invalid request: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
  const { type, backup_id, source_cluster_id, objects, restore_opts } = parsed.data;
  const source =
    source_cluster_id === undefined
      ? world.clusters.find(({ backups }) => backups.some(({ id }) => id === backup_id))
      : world.clusters.find(({ id }) => id === source_cluster_id);
  if (source === undefined) throw notFound('no such backup or source cluster');
  const recent = clock.now().getTime() - weekMs;
  const backup =
    backup_id === undefined
      ? source.backups.findLast(({ asOf }) => asOf.getTime() >= recent)
      : source.backups.find(({ id }) => id === backup_id);
  if (backup === undefined) throw notFound('the source cluster has no such backup');
  if (type !== 'CLUSTER' && (objects ?? []).length === 0) throw invalid('objects are required for this type');
  if (type === 'TABLE' && objects?.some(({ table }) => table === undefined))
    throw invalid('objects must name tables');
  if (restore_opts?.new_db_name !== undefined && objects?.length !== 1) {
    throw invalid('new_db_name needs exactly one database');
  }
  return {
    id: randomUUID(),
    type,
    target,
    source,
    backup,
    objects,
    opts: restore_opts === undefined ? undefined : given(restore_opts),
    createdAt: clock.now(),
    begunAt: clock.work(),
    outcome: { status: 'PENDING' },
  };
}

/** What stands in the way of a restore, if anything does. */
export function obstacle(world: World, { target, source, type, ...restore }: Restore): Refusal | undefined {
  if (source.plan !== target.plan) return precondition('source and destination must use the same plan');
  if (type !== 'CLUSTER' && target.plan !== 'ADVANCED')
    return precondition('this plan restores whole clusters only');
  if (target.state !== 'CREATED' && target.state !== 'LOCKED')
    return precondition(`cluster is ${target.state}`);
  const others = world.restores.filter(
    ({ id, outcome }) => id !== restore.id && outcome.status === 'PENDING',
  );
  if (others.some((other) => other.target.id === target.id)) {
    return precondition('another restore is running on this cluster');
  }
  const named = (name: string): Database | undefined =>
    target.databases.find((database) => database.name === name);
  const inBackup = (name: string) => restore.backup.databases.find((database) => database.name === name);
  const objects = restore.objects ?? [];
  const intoDb = restore.opts?.['into_db'];
  switch (type) {
    case 'CLUSTER':
      return inTheWay(target).length > 0
        ? precondition(`destination cluster contains databases: ${inTheWay(target).join(', ')}`)
        : undefined;
    case 'DATABASE':
      for (const { database } of objects) {
        const name = String(restore.opts?.['new_db_name'] ?? database);
        if (inBackup(database) === undefined)
          return precondition(`database "${database}" is not in the backup`);
        if (named(name) !== undefined) return precondition(`database "${name}" already exists`);
      }
      return undefined;
    case 'TABLE':
      for (const item of objects) {
        const into = String(intoDb ?? item.database);
        const from = inBackup(item.database);
        const full = `${item.database}.${item.schema ?? 'public'}.${item.table}`;
        const there = named(into);
        if (from === undefined || !hasTable(from, item))
          return precondition(`table "${full}" is not in the backup`);
        if (there === undefined) return precondition(`a database named "${into}" needs to exist`);
        if (hasTable(there, item)) return precondition(`relation "${item.table}" already exists`);
      }
      return undefined;
  }
}

/** Puts the data of a restore where it belongs; `rows`: with its rows, or with none of them. */
export function apply(
  { type, target, backup, objects = [], opts }: Restore,
  rows: 'with-rows' | 'without-rows',
): void {
  const restoredFrom = (each: Database): Database => {
    const copy = { ...copyOf(each), dataOf: backup.asOf };
    const isEmpty = rows === 'without-rows' || opts?.['schema_only'] === true;
    return isEmpty ? { ...copy, empty: each.tables } : copy;
  };
  switch (type) {
    case 'CLUSTER':
      target.databases = byName(backup.databases.map(restoredFrom));
      return;
    case 'DATABASE': {
      const restored = backup.databases.filter(({ name }) =>
        objects.some(({ database }) => database === name),
      );
      const renamed = opts?.['new_db_name'];
      const named = restored
        .map(restoredFrom)
        .map((each) => ({ ...each, name: String(renamed ?? each.name) }));
      target.databases = byName([...target.databases, ...named]);
      return;
    }
    case 'TABLE':
      for (const item of objects) {
        const into = String(opts?.['into_db'] ?? item.database);
        target.databases
          .find(({ name }) => name === into)
          ?.tables.push(`${item.schema ?? 'public'}.${item.table}`);
      }
  }
}

function copyOf(database: Database): Database {
  return { ...database, tables: [...database.tables] };
}

function byName(databases: readonly Database[]): Database[] {
  return databases.toSorted((one, other) => one.name.localeCompare(other.name));
}

/** Only the members that were sent. */
function given(
  opts: Readonly<Record<string, string | boolean | undefined>>,
): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.entries(opts).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}
