import type { RestorePlan } from '#core/restore-plan.ts';
import { listOf, textOf } from '../kit/form.ts';
import { parseTableName } from './table-name.ts';

/** The `RestoreOpts` of the API that are yes or no; absent means no. */
export const toggles = [
  'schema_only',
  'skip_localities_check',
  'skip_missing_foreign_keys',
  'skip_missing_sequences',
  'skip_missing_views',
] as const;

/** The `RestoreOpts` that are names. */
const texts = ['new_db_name', 'into_db'] as const;

/**
 * In `options.backup` where the person asked for the latest backup. The vendor's examples then name the source
 * cluster instead of a backup; ours names both, the backup being pinned.
 */
export const latestWhenAsked = 'latest when asked';

/** The one `restore_opts` object that a plan stands for: only what was set. */
export function restoreOpts(plan: RestorePlan): Readonly<Record<string, string | true>> {
  const opts: Record<string, string | true> = {};
  for (const id of texts) {
    const text = textOf(plan.options[id]);
    if (text !== '') opts[id] = text;
  }
  for (const id of toggles) if (plan.options[id] === true) opts[id] = true;
  return opts;
}

/** The databases of a `database` plan, or the table names of a `table` plan. */
export function namesIn(plan: RestorePlan, field: 'databases' | 'tables'): readonly string[] {
  return listOf(plan.options[field]);
}

/** The databases that will be created by a `database` plan, by their names on the target. */
export function createdDatabases(plan: RestorePlan): readonly string[] {
  const renamed = textOf(plan.options['new_db_name']);
  return renamed === '' ? namesIn(plan, 'databases') : [renamed];
}

/** The databases on the destination that receive the tables of a `table` plan. */
export function tableDatabases(plan: RestorePlan): readonly string[] {
  const intoDb = textOf(plan.options['into_db']);
  if (intoDb !== '') return [intoDb];
  const databases = namesIn(plan, 'tables').map((name) => parseTableName(name)?.database);
  return [...new Set(databases.filter((name) => name !== undefined))];
}
