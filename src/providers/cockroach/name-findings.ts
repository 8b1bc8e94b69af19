import type { Finding } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { beforeStart, ok, present, warning } from '../kit/findings.ts';
import { quoted } from '../kit/words.ts';
import { isPristine, missingIn, quotedWithTables } from './databases.ts';
import { createdDatabases, namesIn, tableDatabases } from './options.ts';
import type { Database } from './schema.ts';
import { restoreType } from './wire.ts';

/** What the databases on the destination say about the plan. */
export function nameFindings(plan: RestorePlan, databases: readonly Database[]): readonly Finding[] {
  switch (restoreType(plan)) {
    case 'CLUSTER':
      return [emptinessFinding(plan, databases)];
    case 'DATABASE':
      return present(clashFinding(plan, databases), unconfirmedFinding(plan, databases));
    case 'TABLE': {
      const text =
        'The API does not show tables: a table that already exists there makes the restore fail, nothing is overwritten.';
      return [databaseFinding(plan, databases), warning('tables-not-shown', text)];
    }
  }
}

function emptinessFinding({ target }: RestorePlan, databases: readonly Database[]): Finding {
  const there = databases.filter((database) => !isPristine(database));
  if (there.length === 0) {
    return ok('target-empty', `“${target.name}” holds no database with tables, as far as the API shows.`);
  }
  const them = there.length === 1 ? 'it' : 'them';
  const text = `“${target.name}” must be empty first and holds ${quotedWithTables(there)}: drop ${them} and the restore starts automatically.`;
  return beforeStart('target-not-empty', text);
}

/** A backup's content cannot be listed: what is on the source now is the only hint that a name is right. */
function unconfirmedFinding(plan: RestorePlan, databases: readonly Database[]): Finding | undefined {
  const { source, target } = plan;
  // Those of another source are not looked up for this.
  const unknown = source.id === target.id ? missingIn(databases, namesIn(plan, 'databases')) : [];
  if (unknown.length === 0) return undefined;
  const text = `CockroachDB Cloud does not show what a backup holds, and ${quoted(unknown)} ${unknown.length === 1 ? 'is' : 'are'} not on “${source.name}” now: the name cannot be confirmed. If the backup lacks it, the restore fails and nothing is overwritten.`;
  return warning('name-unconfirmed', text);
}

/** A database is created and never overwritten. */
function clashFinding(plan: RestorePlan, databases: readonly Database[]): Finding {
  const created = createdDatabases(plan);
  const clashes = databases.filter(({ name }) => created.includes(name));
  if (clashes.length === 0) return ok('names-free', `“${plan.target.name}” has no ${quoted(created)} yet.`);
  const them = clashes.length === 1 ? 'it' : 'them';
  const otherWay = created.length === 1 ? ', or ask again with a new name' : '';
  const text = `“${plan.target.name}” still has ${quotedWithTables(clashes)}: drop or rename ${them} and the restore starts automatically${otherWay}.`;
  return beforeStart('database-exists', text);
}

function databaseFinding(plan: RestorePlan, databases: readonly Database[]): Finding {
  const wanted = tableDatabases(plan);
  const missing = missingIn(databases, wanted);
  if (missing.length === 0) {
    return ok('database-there', `${quoted(wanted)} exists on “${plan.target.name}”.`);
  }
  const text = `“${plan.target.name}” has no database ${quoted(missing)}: create it and the restore starts automatically.`;
  return beforeStart('database-missing', text);
}
