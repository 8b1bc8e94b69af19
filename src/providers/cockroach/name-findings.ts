import type { Finding } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { textOf } from '../kit/answers.ts';
import { quoted } from '../kit/words.ts';
import { isPristine, quotedWithTables } from './impact.ts';
import { createdDatabases, namesIn } from './options.ts';
import type { Database } from './schema.ts';
import { parseTableName } from './table-name.ts';
import { restoreType } from './wire.ts';

/** What the databases on the destination say about the plan. */
export function nameFindings(plan: RestorePlan, databases: readonly Database[]): readonly Finding[] {
  switch (restoreType(plan)) {
    case 'CLUSTER':
      return [emptinessFinding(plan, databases)];
    case 'DATABASE':
      return [clashFinding(plan, databases), ...unconfirmedFindings(plan, databases)];
    case 'TABLE':
      return tableFindings(plan, databases);
  }
}

function emptinessFinding({ target }: RestorePlan, databases: readonly Database[]): Finding {
  const there = databases.filter((database) => !isPristine(database));
  return there.length === 0
    ? {
        level: 'ok',
        code: 'target-empty',
        text: `“${target.name}” holds no database with tables, as far as the API shows.`,
      }
    : {
        level: 'before-start',
        code: 'target-not-empty',
        text: `“${target.name}” must be empty first and holds ${quotedWithTables(there)}: drop ${there.length === 1 ? 'it' : 'them'} and the restore starts automatically.`,
      };
}

/** A backup's content cannot be listed: what is on the source now is the only hint that a name is right. */
function unconfirmedFindings(plan: RestorePlan, databases: readonly Database[]): readonly Finding[] {
  const { source, target } = plan;
  // Those of another source are not looked up for this.
  if (source.id !== target.id) return [];
  const unknown = namesIn(plan, 'databases').filter((name) => databases.every((each) => each.name !== name));
  if (unknown.length === 0) return [];
  const text = `CockroachDB Cloud does not show what a backup holds, and ${quoted(unknown)} ${unknown.length === 1 ? 'is' : 'are'} not on “${source.name}” now: the name cannot be confirmed. If the backup lacks it, the restore fails and nothing is overwritten.`;
  return [{ level: 'warning', code: 'name-unconfirmed', text }];
}

/** A database is created and never overwritten. */
function clashFinding(plan: RestorePlan, databases: readonly Database[]): Finding {
  const created = createdDatabases(plan);
  const clashes = databases.filter(({ name }) => created.includes(name));
  if (clashes.length === 0) {
    return { level: 'ok', code: 'names-free', text: `“${plan.target.name}” has no ${quoted(created)} yet.` };
  }
  const otherWay = created.length === 1 ? ', or ask again with a new name' : '';
  return {
    level: 'before-start',
    code: 'database-exists',
    text: `“${plan.target.name}” still has ${quotedWithTables(clashes)}: drop or rename ${clashes.length === 1 ? 'it' : 'them'} and the restore starts automatically${otherWay}.`,
  };
}

function tableFindings(plan: RestorePlan, databases: readonly Database[]): readonly Finding[] {
  const wanted = tableDatabases(plan);
  const missing = wanted.filter((name) => databases.every((database) => database.name !== name));
  const databaseFinding: Finding =
    missing.length === 0
      ? { level: 'ok', code: 'database-there', text: `${quoted(wanted)} exists on “${plan.target.name}”.` }
      : {
          level: 'before-start',
          code: 'database-missing',
          text: `“${plan.target.name}” has no database ${quoted(missing)}: create it and the restore starts automatically.`,
        };
  const text =
    'The API does not show tables: a table that already exists there makes the restore fail, nothing is overwritten.';
  return [databaseFinding, { level: 'warning', code: 'tables-not-shown', text }];
}

/** The databases on the destination that receive the tables of a `table` plan. */
export function tableDatabases(plan: RestorePlan): readonly string[] {
  const intoDb = textOf(plan.options['into_db']);
  if (intoDb !== '') return [intoDb];
  const databases = namesIn(plan, 'tables').map((name) => parseTableName(name)?.database);
  return [...new Set(databases.filter((name) => name !== undefined))];
}
