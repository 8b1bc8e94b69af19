import { mostChoices, type CallOptions, type Choice, type ChoiceQuery } from '#core/provider.ts';
import { asksLatest, backupChoices, sourceFirst, type BackupOffer } from '../kit/choices.ts';
import { byIdOrName, textOf } from '../kit/form.ts';
import { counted, includes } from '../kit/words.ts';
import type { CockroachClient, TimeRange } from './client.ts';
import { compareMajor, majorVersion, planName, refusePlans } from './clusters.ts';
import { isPristine } from './databases.ts';
import type { Backup, Cluster } from './schema.ts';
import type { CockroachSettings } from './settings.ts';
import { formatTableName, nameParts } from './table-name.ts';

export interface ChoiceDeps {
  readonly client: CockroachClient;
  readonly otherClusters: CockroachSettings['otherClusters'];
  readonly now: () => Date;
}

const dayMs = 24 * 60 * 60_000;

/** What a select offers; nothing where an earlier answer is still missing. */
export async function listChoices(
  deps: ChoiceDeps,
  { kind, field, input, search }: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
  if (field === 'tables') return tableChoices(search);
  const clusters = (await deps.client.clusters(options)).filter(({ state }) => state !== 'DELETED');
  const source = byIdOrName(clusters, textOf(input['source']));
  const fitting = (from?: Cluster) =>
    clusters.filter(
      (cluster) =>
        refusePlans(kind, from ?? cluster, cluster, deps.otherClusters) === undefined &&
        includes(cluster.name, search),
    );
  switch (field) {
    case 'source':
      return fitting().map((cluster) => clusterChoice(cluster));
    case 'target':
      return sourceFirst(
        fitting(source),
        ({ id }) => id === source?.id,
        (cluster, remark) => clusterChoice(cluster, remark ?? remarkOf(cluster, source)),
      );
    case 'backup':
      return source === undefined ? [] : searchBackups(deps, source, search, options);
    case 'databases':
      return source === undefined ? [] : databaseChoices(deps, source, search, options);
    default:
      return [];
  }
}

function clusterChoice(cluster: Cluster, description?: string): Choice {
  const label = `${cluster.name} (${planName(cluster)}, ${majorVersion(cluster)})`;
  return { value: cluster.id, label, description };
}

function remarkOf(cluster: Cluster, source: Cluster | undefined): string | undefined {
  const isOlder = source !== undefined && (compareMajor(cluster, source) ?? 0) < 0;
  return isOlder ? 'older than the source: will be refused' : undefined;
}

/** Without a day all backups are searched for a time such as “03:15”; without a search the newest will do. */
async function searchBackups(
  { client, now }: ChoiceDeps,
  source: Cluster,
  search: string,
  options: CallOptions,
): Promise<readonly Choice[]> {
  const range = dayIn(search.trim());
  const enough = asksLatest(search) ? mostChoices : undefined;
  const backups = (await client.backups(source, { ...options, range, enough })).map(offerOf);
  // A search by day may not hold the newest of all.
  const latest = range === undefined ? backups[0] : undefined;
  return backupChoices(backups, { latest, search, now: now() });
}

function offerOf({ id, as_of_time }: Backup): BackupOffer {
  return { id, at: as_of_time };
}

/** The UTC day that a search begins with: `2026-11-22`. */
function dayIn(search: string): TimeRange | undefined {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(search)?.[0];
  const from = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(from.getTime()) ? undefined : { from, to: new Date(from.getTime() + dayMs) };
}

/** What is there now. A backup's content cannot be listed, and a dropped database is typed by its name. */
async function databaseChoices(
  { client }: ChoiceDeps,
  source: Cluster,
  search: string,
  options: CallOptions,
): Promise<readonly Choice[]> {
  const databases = await client.databases(source, options);
  return databases
    .filter((database) => !isPristine(database) && includes(database.name, search))
    .map(({ name, table_count: tables }) => ({
      value: name,
      label: name,
      description: tables === undefined ? undefined : counted(tables, 'table'),
    }));
}

/** Tables cannot be listed: completes what is typed, `orders.items` → `orders.public.items`. */
function tableChoices(search: string): readonly Choice[] {
  const [database, ...rest] = nameParts(search.trim()) ?? [];
  const [schema, table] = rest.length === 1 ? ['public', rest[0]] : rest;
  if (database === undefined || schema === undefined || table === undefined || rest.length > 2) return [];
  const name = formatTableName({ database, schema, table });
  return [{ value: name, label: name }];
}
