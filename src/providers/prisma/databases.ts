import { defined } from '#core/defined.ts';
import type { Resource, RestorePlan } from '#core/restore-plan.ts';
import { onlyOne } from '../kit/form.ts';
import { newestFirst } from '../kit/words.ts';
import type { Backup, BackupList, BackupSource, Database } from './schema.ts';

/** By id with or without its prefix, or by a name that only one of them has. */
export function resolveDatabase(databases: readonly Database[], text: string): Database | undefined {
  return (
    databases.find(({ id }) => sameDatabase(id, text)) ?? onlyOne(databases, ({ name }) => name === text)
  );
}

/**
 * The database as plans know it, under the id that the vendor gave. Names need not be unique: where this one is not,
 * the id stands for it, so that what an approver types names exactly one database.
 */
export function resourceOf({ id, name }: Database, among: readonly Database[]): Resource {
  const unique = among.filter((each) => each.name === name).length === 1;
  return { id, name: unique ? name : id };
}

/** `orders · shop (us-east-1)` */
export function labelOf({ name, project, region }: Database): string {
  return `${name} · ${project.name}${region ? ` (${region.id})` : ''}`;
}

/** Whether the vendor shows the plan's own backup as where the data came from. */
export function showsPlan(
  { source }: { readonly source?: BackupSource | undefined },
  plan: RestorePlan,
): boolean {
  return (
    source !== undefined &&
    sameDatabase(source.databaseId, plan.source.id) &&
    plan.point.type === 'backup' &&
    source.backupId === plan.point.backupId
  );
}

/** What can be restored, newest first. Only `completed` is: the vendor refuses a backup that is “not usable”. */
export function usable({ backups }: BackupList): readonly Backup[] {
  return newestFirst(
    backups.filter(({ status }) => status === 'completed'),
    ({ createdAt }) => createdAt,
  );
}

/**
 * The newest usable backup; `unknowable` where the list was cut off and does not begin with the newest one, so that a
 * newer one may be among those that the vendor does not show.
 */
export function latestOf(list: BackupList): Backup | 'unknowable' | undefined {
  const times = list.backups.map(({ createdAt }) => createdAt.getTime());
  const descending = times.every((time, at) => at === 0 || time <= (times[at - 1] ?? time));
  return list.cutOff && !descending ? 'unknowable' : usable(list)[0];
}

/**
 * A database's id without its prefix: `db_cm1…` and `cm1…` are the same database. The pattern of an id,
 * `^(db_)?([cC][^\s-]{8,}|[a-z0-9]+)$`, keeps this from cutting into an id.
 */
export function bareId(id: string): string {
  return id.replace(/^db_/, '');
}

export function sameDatabase(one: string, other: string): boolean {
  return bareId(one) === bareId(other);
}

/** What is known of one restore, as its id carries it. */
export interface Traces {
  /** The vendor's time of its acceptance, or the earliest one it can have; absent where a person named the target. */
  readonly acceptedAt?: Date;
  /** The status that the vendor showed when it accepted it, or when we found it running. */
  readonly status?: string;
}

/**
 * An id for a restore. The vendor has none: this one is the target's id, the vendor's time and the status that it
 * answered, `db_cm1…@2026-11-22T03:14:07Z/recovering`, so that a look which knows nothing else can be honest.
 */
export function operationIdOf(target: Resource, acceptedAt: Date, status?: string): string {
  const time = acceptedAt.toISOString().replace(/\.\d+Z$/, 'Z');
  const seen = status === undefined ? '' : `/${status.replaceAll(/[^\w-]/g, '').slice(0, 30)}`;
  return `${target.id}@${time}${seen}`;
}

/**
 * Reads an id of ours, or what a person typed to adopt a restore: the target's id, alone or with a time. `undefined`:
 * it is not about this target.
 */
export function readOperationId(target: Resource, operationId: string): Traces | undefined {
  const [id, rest, ...more] = operationId.split('@');
  if (id === undefined || more.length > 0 || !sameDatabase(id, target.id)) return undefined;
  if (rest === undefined) return {};
  const [time = '', status] = rest.split('/');
  const acceptedAt = new Date(time);
  if (Number.isNaN(acceptedAt.getTime())) return undefined;
  return { acceptedAt, ...defined({ status }) };
}
