import type { CallOptions, FormInput, PlanResult } from '#core/provider.ts';
import type { FieldValue, Resource, RestorePlan } from '#core/restore-plan.ts';
import { listOf, textOf } from '../kit/answers.ts';
import type { CockroachClient } from './client.ts';
import { refusePlans, resolveCluster, resourceOf } from './clusters.ts';
import { latestWhenAsked, toggles } from './options.ts';
import type { Backup, Cluster } from './schema.ts';
import type { CockroachSettings } from './settings.ts';
import { formatTableName, nameParts, parseTableName } from './table-name.ts';

export interface PlanDeps {
  readonly connection: string;
  readonly client: CockroachClient;
  readonly otherClusters: CockroachSettings['otherClusters'];
}

type Errors = Record<string, string>;

/** Turns the answers of a form into a plan with everything pinned, or says what is wrong with which answer. */
export async function makePlan(
  { connection, client, otherClusters }: PlanDeps,
  kind: string,
  input: FormInput,
  options: CallOptions,
): Promise<PlanResult> {
  const errors: Errors = {};
  const clusters = await client.clusters(options);
  const source = clusterIn(clusters, input, 'source', errors);
  const target = clusterIn(clusters, input, 'target', errors);
  const chosen = optionsOf(kind, input, errors);
  const backup = source === undefined ? undefined : await backupIn(client, source, input, errors, options);
  if (source !== undefined && target !== undefined) {
    const refusal = refusePlans(kind, source, target, otherClusters);
    if (refusal !== undefined) errors[source.id === target.id ? 'source' : 'target'] = refusal;
    if (chosen['skip_localities_check'] === true && source.plan !== 'ADVANCED') {
      errors['skip_localities_check'] = 'Only Advanced clusters know this option: leave it off.';
    }
  }
  if (
    source === undefined ||
    target === undefined ||
    backup === undefined ||
    Object.keys(errors).length > 0
  ) {
    return { type: 'rejected', errors };
  }
  const plan: RestorePlan = {
    provider: 'cockroach',
    connection,
    kind,
    source: resourceOf(source),
    point: { type: 'backup', backupId: backup.id, takenAt: backup.as_of_time },
    target: resourceOf(target),
    options: { ...chosen, ...(asksForLatest(input) ? { backup: latestWhenAsked } : {}) },
  };
  return { type: 'planned', plan };
}

function clusterIn(
  clusters: readonly Cluster[],
  input: FormInput,
  field: 'source' | 'target',
  errors: Errors,
): Cluster | undefined {
  const text = textOf(input[field]);
  const cluster = resolveCluster(clusters, text);
  if (text === '')
    errors[field] = `Choose the ${field === 'source' ? 'cluster that holds the backup' : 'destination'}.`;
  else if (cluster === undefined) {
    errors[field] = `There is no cluster “${text}” that this connection can see, or several have that name.`;
  }
  return cluster;
}

function asksForLatest(input: FormInput): boolean {
  return ['latest', latestWhenAsked].includes(textOf(input['backup']));
}

async function backupIn(
  client: CockroachClient,
  source: Cluster,
  input: FormInput,
  errors: Errors,
  options: CallOptions,
): Promise<Backup | undefined> {
  const cluster: Resource = resourceOf(source);
  const id = textOf(input['backup']);
  if (id === '') {
    errors['backup'] = 'Choose a backup, or “latest”.';
    return undefined;
  }
  if (asksForLatest(input)) {
    const [latest] = await client.backups(cluster, { ...options, enough: 1 });
    if (latest === undefined) errors['backup'] = `“${source.name}” has no backup that can be restored.`;
    return latest;
  }
  const found = (await client.backups(cluster, options)).find((backup) => backup.id === id);
  if (found === undefined) {
    errors['backup'] = `“${source.name}” has no backup ${id.slice(0, 60)}, or no longer: choose another one.`;
  }
  return found;
}

/** The options that were set, checked; what a kind does not know is an error, not ignored. */
function optionsOf(kind: string, input: FormInput, errors: Errors): Record<string, FieldValue> {
  const options: Record<string, FieldValue> = {};
  for (const id of toggles) if (input[id] === true || input[id] === 'true') options[id] = true;
  if (kind === 'database') Object.assign(options, databaseOptions(input, errors));
  if (kind === 'table') Object.assign(options, tableOptions(input, errors));
  const foreign =
    kind === 'cluster' ? ['skip_missing_foreign_keys', 'skip_missing_sequences', 'skip_missing_views'] : [];
  for (const id of foreign)
    if (options[id] === true) errors[id] = 'This is for databases and tables, not for a whole cluster.';
  for (const [id, owner] of Object.entries({
    databases: 'database',
    new_db_name: 'database',
    tables: 'table',
    into_db: 'table',
  })) {
    if (kind !== owner && listOf(input[id]).length > 0)
      errors[id] = `Only a restore of kind “${owner}” has this.`;
  }
  return options;
}

function databaseOptions(input: FormInput, errors: Errors): Record<string, FieldValue> {
  const databases = listOf(input['databases']);
  const renamed = textOf(input['new_db_name']);
  if (databases.length === 0) errors['databases'] = 'Name at least one database.';
  if (databases.includes('system'))
    errors['databases'] = 'The database “system” comes back with a whole cluster only.';
  if (renamed !== '' && databases.length > 1) {
    errors['new_db_name'] =
      'A new name works with one database only: leave it empty, or ask for one database.';
  }
  return { databases: [...databases], ...(renamed === '' ? {} : { new_db_name: renamed }) };
}

function tableOptions(input: FormInput, errors: Errors): Record<string, FieldValue> {
  const texts = listOf(input['tables']);
  const names = texts.map(parseTableName);
  const intoDb = textOf(input['into_db']);
  const wrong = texts.filter((_, at) => names[at] === undefined);
  if (texts.length === 0)
    errors['tables'] = 'Name at least one table as database.schema.table, such as orders.public.items.';
  if (wrong.length > 0) errors['tables'] = wrong.map(tableAdvice).join(' ');
  const tables = [...new Set(names.filter((name) => name !== undefined).map(formatTableName))];
  return { tables, ...(intoDb === '' ? {} : { into_db: intoDb }) };
}

/** What to write instead. */
function tableAdvice(text: string): string {
  const parts = nameParts(text) ?? [];
  const [database, table] = parts;
  return parts.length === 2 && database !== undefined && table !== undefined
    ? `Write “${text}” with its schema: ${formatTableName({ database, schema: 'public', table })}, if that is where it is.`
    : `“${text}” is no table name: write database.schema.table, such as orders.public.items.`;
}
