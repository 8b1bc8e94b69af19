import type { Resource, RestorePlan } from '#core/restore-plan.ts';
import { onlyOne } from '../kit/form.ts';
import { sameDatabase } from './ids.ts';
import type { BackupSource, Database } from './schema.ts';

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
