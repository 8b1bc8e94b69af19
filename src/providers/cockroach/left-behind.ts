import type { RestorePlan } from '#core/restore-plan.ts';
import { textOf } from '../kit/form.ts';
import { listed, quoted } from '../kit/words.ts';
import { createdDatabases, namesIn } from './options.ts';
import { parseTableName } from './table-name.ts';
import { restoreType } from './wire.ts';

const removed = 'CockroachDB Cloud removes what a failed restore wrote.';

/** `relation "items" already exists`, `database "orders" already exists` */
const taken = /(?:relation|table|view|sequence|type|database|object) "([^"]+)" already exists/i;

const denied = /\b(?:permission|privilege|not authorized|unauthorized)/i;

/**
 * What a failed restore leaves on the destination, and what to do. RESTORE is a job that cleans up after itself
 * (cockroachlabs.com/docs, RESTORE: a failed restore leaves no restored data).
 */
export function leftBehind(plan: RestorePlan, message: string): string {
  const [, name] = taken.exec(message) ?? [];
  if (name !== undefined) return `${removed} Drop or rename ${inTheWay(plan, name)}, then ask again.`;
  if (denied.test(message)) {
    return `${removed} Give the service account Cluster Admin on source and destination, then ask again.`;
  }
  return restoreType(plan) === 'CLUSTER'
    ? `${removed} “${plan.target.name}” holds none of the backup: look at it in the Cloud Console, then ask again.`
    : `${removed} ${message === '' ? 'Look at the restore in the Cloud Console' : 'Change what it names'}, then ask again.`;
}

/** The object that has the name, with its database. */
function inTheWay(plan: RestorePlan, name: string): string {
  const where = `on “${plan.target.name}”`;
  if (restoreType(plan) !== 'TABLE') {
    const database = createdDatabases(plan).includes(name) ? `database ${quoted([name])}` : quoted([name]);
    return `${database} ${where}`;
  }
  const table = name.split('.').at(-1) ?? name;
  const into = textOf(plan.options['into_db']);
  const databases = namesIn(plan, 'tables').flatMap((each) => {
    const parts = parseTableName(each);
    return parts?.table === table ? [into === '' ? parts.database : into] : [];
  });
  const named = [...new Set(databases)];
  return named.length === 0
    ? `${quoted([name])} ${where}`
    : `table ${quoted([table])} in database ${listed(named.map((each) => quoted([each])))} ${where}`;
}
