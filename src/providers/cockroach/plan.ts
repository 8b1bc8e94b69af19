import { defined } from '#core/defined.ts';
import type { CallOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { byIdOrName, type Form } from '../kit/form.ts';
import type { CockroachClient, Does } from './client.ts';
import { refusePlans } from './clusters.ts';
import type { Cluster } from './schema.ts';
import { formatTableName, latestWhenAsked, nameParts, parseTableName, toggles } from './wire.ts';

type Options = RestorePlan['options'];

export const plan: Does<'plan'> = async ({ client, settings: { otherClusters } }, kind, form, options) => {
  const clusters = await client.clusters(options);
  function clusterIn(field: 'source' | 'target', what: string) {
    const text = form.text(field);
    if (text === '') return form.reject(field, `Choose the ${what}.`);
    const sentence = `There is no cluster “${text}” that this connection can see, or several have that name.`;
    return byIdOrName(clusters, text) ?? form.reject(field, sentence);
  }
  const source = clusterIn('source', 'cluster that holds the backup');
  const target = clusterIn('target', 'destination');
  const chosen = optionsOf(kind, form);
  const backup = source && (await backupIn(client, source, form, options));
  if (source === undefined || target === undefined) return undefined;
  form.rejectIf(
    source.id === target.id ? 'source' : 'target',
    refusePlans(kind, source, target, otherClusters),
  );
  if (chosen['skip_localities_check'] === true && source.plan !== 'ADVANCED') {
    form.reject('skip_localities_check', 'Only Advanced clusters know this option: leave it off.');
  }
  if (backup === undefined) return undefined;
  return {
    source: { id: source.id, name: source.name },
    point: { type: 'backup', backupId: backup.id, takenAt: backup.as_of_time },
    target: { id: target.id, name: target.name },
    options: { ...chosen, ...defined({ backup: asksForLatest(form) ? latestWhenAsked : undefined }) },
  };
};

function asksForLatest(form: Form): boolean {
  return ['latest', latestWhenAsked].includes(form.text('backup'));
}

async function backupIn(client: CockroachClient, source: Cluster, form: Form, options: CallOptions) {
  const id = form.text('backup');
  if (id === '') return form.reject('backup', 'Choose a backup, or “latest”.');
  if (asksForLatest(form)) {
    const [latest] = await client.backups(source, { ...options, enough: 1 });
    return latest ?? form.reject('backup', `“${source.name}” has no backup that can be restored.`);
  }
  const found = (await client.backups(source, options)).find((backup) => backup.id === id);
  const sentence = `“${source.name}” has no backup ${id.slice(0, 60)}, or no longer: choose another one.`;
  return found ?? form.reject('backup', sentence);
}

/** The kind that a field belongs to, where it is not one of all kinds. */
const owners = { databases: 'database', new_db_name: 'database', tables: 'table', into_db: 'table' };

/** The options that were set, checked; what a kind does not know is an error, not ignored. */
function optionsOf(kind: string, form: Form): Options {
  const on = toggles.filter((id) => form.isOn(id));
  for (const id of kind === 'cluster' ? on.filter((each) => each.startsWith('skip_missing_')) : []) {
    form.reject(id, 'This is for databases and tables, not for a whole cluster.');
  }
  for (const [id, owner] of Object.entries(owners)) {
    if (kind !== owner && form.list(id).length > 0) {
      form.reject(id, `Only a restore of kind “${owner}” has this.`);
    }
  }
  return {
    ...Object.fromEntries(on.map((id) => [id, true])),
    ...(kind === 'database' ? databaseOptions(form) : {}),
    ...(kind === 'table' ? tableOptions(form) : {}),
  };
}

function databaseOptions(form: Form): Options {
  const databases = form.list('databases');
  const renamed = form.text('new_db_name');
  if (databases.length === 0) form.reject('databases', 'Name at least one database.');
  if (databases.includes('system')) {
    form.reject('databases', 'The database “system” comes back with a whole cluster only.');
  }
  if (renamed !== '' && databases.length > 1) {
    const sentence = 'A new name works with one database only: leave it empty, or ask for one database.';
    form.reject('new_db_name', sentence);
  }
  return { databases: [...databases], ...defined({ new_db_name: renamed || undefined }) };
}

function tableOptions(form: Form): Options {
  const texts = form.list('tables');
  const names = texts.map(parseTableName);
  const intoDb = form.text('into_db');
  const wrong = texts.filter((_, at) => names[at] === undefined);
  if (texts.length === 0) {
    const sentence = 'Name at least one table as database.schema.table, such as orders.public.items.';
    form.reject('tables', sentence);
  }
  if (wrong.length > 0) form.reject('tables', wrong.map(tableAdvice).join(' '));
  const tables = [...new Set(names.filter((name) => name !== undefined).map(formatTableName))];
  return { tables, ...defined({ into_db: intoDb || undefined }) };
}

/** What to write instead. */
function tableAdvice(text: string): string {
  const [database, table, ...more] = nameParts(text) ?? [];
  return database !== undefined && table !== undefined && more.length === 0
    ? `Write “${text}” with its schema: ${formatTableName({ database, schema: 'public', table })}, if that is where it is.`
    : `“${text}” is no table name: write database.schema.table, such as orders.public.items.`;
}
