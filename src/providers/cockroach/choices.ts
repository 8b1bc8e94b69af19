import { defined } from '#core/defined.ts';
import { mostChoices, type CallOptions, type Choice, type ChoiceQuery } from '#core/provider.ts';
import { includes, textOf } from '../kit/answers.ts';
import { offered } from '../kit/offered.ts';
import { backupLabel, counted, isBackupSought } from '../kit/words.ts';
import type { CockroachClient, TimeRange } from './client.ts';
import { compareMajor, majorVersion, planName, refusePlans, resolveCluster, resourceOf } from './clusters.ts';
import type { Cluster } from './schema.ts';
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
  query: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
  return offered(await offer(deps, query, options));
}

async function offer(deps: ChoiceDeps, query: ChoiceQuery, options: CallOptions): Promise<readonly Choice[]> {
  if (query.field === 'tables') return tableChoices(query.search);
  const clusters = (await deps.client.clusters(options)).filter(({ state }) => state !== 'DELETED');
  const source = resolveCluster(clusters, textOf(query.input['source']));
  switch (query.field) {
    case 'source':
      return clusters
        .filter((cluster) => refusePlans(query.kind, cluster, cluster, deps.otherClusters) === undefined)
        .filter(({ name }) => includes(name, query.search))
        .map((cluster) => clusterChoice(cluster));
    case 'target':
      return targetChoices(deps, clusters, source, query);
    case 'backup':
      return source === undefined ? [] : backupChoices(deps, source, query.search, options);
    case 'databases':
      return source === undefined ? [] : databaseChoices(deps, source, query.search, options);
    default:
      return [];
  }
}

function clusterChoice(cluster: Cluster, description?: string): Choice {
  const label = `${cluster.name} (${planName(cluster)}, ${majorVersion(cluster)})`;
  return { value: cluster.id, label, ...defined({ description }) };
}

/** The source first: most restores go back where the data came from. */
function targetChoices(
  { otherClusters }: ChoiceDeps,
  clusters: readonly Cluster[],
  source: Cluster | undefined,
  { kind, search }: ChoiceQuery,
): readonly Choice[] {
  const fitting = clusters.filter(
    (cluster) =>
      refusePlans(kind, source ?? cluster, cluster, otherClusters) === undefined &&
      includes(cluster.name, search),
  );
  const own = fitting.filter(({ id }) => id === source?.id);
  const others = fitting.filter(({ id }) => id !== source?.id);
  return [
    ...own.map((cluster) => clusterChoice(cluster, 'the source itself')),
    ...others.map((cluster) =>
      source !== undefined && (compareMajor(cluster, source) ?? 0) < 0
        ? clusterChoice(cluster, 'older than the source: will be refused')
        : clusterChoice(cluster),
    ),
  ];
}

async function backupChoices(
  { client, now }: ChoiceDeps,
  source: Cluster,
  search: string,
  options: CallOptions,
): Promise<readonly Choice[]> {
  const asksLatest = 'latest backup'.startsWith(search.trim().toLowerCase());
  const words = asksLatest ? '' : search.trim();
  const range = dayIn(words);
  const backups = await client.backups(resourceOf(source), {
    ...options,
    ...defined({ range }),
    // Without a day all of them are searched for a time such as “03:15”; without a search the newest will do.
    ...(asksLatest ? { enough: mostChoices } : {}),
  });
  const at = now();
  const [newest] = backups;
  const latest: readonly Choice[] =
    asksLatest && newest !== undefined
      ? [
          {
            value: 'latest',
            label: `Latest backup: ${backupLabel({ at: newest.as_of_time }, at)}`,
            at: newest.as_of_time,
          },
        ]
      : [];
  const found = backups
    .map(({ id, as_of_time }) => ({
      value: id,
      // A search by day may not hold the newest of all.
      label: backupLabel({ at: as_of_time, isNewest: range === undefined && id === newest?.id }, at),
      at: as_of_time,
    }))
    .filter((choice) => isBackupSought(choice.label, choice.at, words) || choice.value === words);
  return [...latest, ...found];
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
  const databases = await client.databases(resourceOf(source), options);
  return databases
    .filter(
      ({ name, table_count }) =>
        !['system', 'postgres', 'defaultdb'].includes(name) || (table_count ?? 0) > 0,
    )
    .filter(({ name }) => name !== 'system' && includes(name, search))
    .map(({ name, table_count }) => ({
      value: name,
      label: name,
      ...(table_count === undefined ? {} : { description: counted(table_count, 'table') }),
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
