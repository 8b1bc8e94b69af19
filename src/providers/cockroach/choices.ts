import { counted } from '#core/amounts.ts';
import { after, dayMs } from '#core/instant.ts';
import { mostChoices, type CallOptions, type Choice, type ChoiceQuery } from '#core/provider.ts';
import { asksLatest, backupChoices, sourceFirst, type BackupOffer } from '../kit/choices.ts';
import { byIdOrName, textOf } from '../kit/form.ts';
import { compareMajor, includes } from '../kit/words.ts';
import type { Does, Has, TimeRange } from './client.ts';
import { isPristine, majorVersion, planName, refusePlans } from './clusters.ts';
import type { Backup, Cluster } from './schema.ts';
import { formatTableName, nameParts } from './wire.ts';

export const sources: Does<'choices'> = async (has, query, options) => {
  const clusters = await listed(has, options);
  return fitting(has, query, clusters).map((cluster) => clusterChoice(cluster));
};

export const targets: Does<'choices'> = async (has, query, options) => {
  const clusters = await listed(has, options);
  const source = byIdOrName(clusters, textOf(query.input['source']));
  return sourceFirst(
    fitting(has, query, clusters, source),
    ({ id }) => id === source?.id,
    (cluster, remark) => clusterChoice(cluster, remark ?? remarkOf(cluster, source)),
  );
};

async function listed({ client }: Has, options: CallOptions): Promise<readonly Cluster[]> {
  return (await client.clusters(options)).filter(({ state }) => state !== 'DELETED');
}

async function sourceIn(has: Has, { input }: ChoiceQuery, options: CallOptions) {
  return byIdOrName(await listed(has, options), textOf(input['source']));
}

function fitting(has: Has, { kind, search }: ChoiceQuery, clusters: readonly Cluster[], from?: Cluster) {
  const { otherClusters } = has.settings;
  return clusters.filter(
    (cluster) =>
      includes(cluster.name, search) &&
      refusePlans(kind, from ?? cluster, cluster, otherClusters) === undefined,
  );
}

function clusterChoice(cluster: Cluster, description?: string): Choice {
  const label = `${cluster.name} (${planName(cluster)}, ${majorVersion(cluster)})`;
  return { value: cluster.id, label, name: cluster.name, description };
}

function remarkOf(cluster: Cluster, source: Cluster | undefined): string | undefined {
  const isOlder =
    source !== undefined && (compareMajor(cluster.cockroach_version, source.cockroach_version) ?? 0) < 0;
  return isOlder ? 'older than the source: will be refused' : undefined;
}

/** Without a day all backups are searched for a time such as “03:15”; without a search the newest will do. */
export const backups: Does<'choices'> = async (has, query, options) => {
  const source = await sourceIn(has, query, options);
  if (source === undefined) return [];
  const { search } = query;
  const range = dayIn(search.trim());
  const enough = asksLatest(search) ? mostChoices : undefined;
  const found = (await has.client.backups(source, { ...options, range, enough })).map(offerOf);
  // A search by day may not hold the newest of all.
  const latest = range === undefined ? found[0] : undefined;
  return backupChoices(found, { latest, search, now: has.now() });
};

function offerOf({ id, as_of_time }: Backup): BackupOffer {
  return { id, at: as_of_time };
}

/** The UTC day that a search begins with: `2026-11-22`. */
function dayIn(search: string): TimeRange | undefined {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(search)?.[0];
  const from = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(from.getTime()) ? undefined : { from, to: after(from, dayMs) };
}

/** What is there now. A backup's content cannot be listed, and a dropped database is typed by its name. */
export const databases: Does<'choices'> = async (has, query, options) => {
  const source = await sourceIn(has, query, options);
  if (source === undefined) return [];
  return (await has.client.databases(source, options))
    .filter((database) => !isPristine(database) && includes(database.name, query.search))
    .map(({ name, table_count: tables }) => ({
      value: name,
      label: name,
      description: tables === undefined ? undefined : counted(tables, 'table'),
    }));
};

/** Tables cannot be listed: completes what is typed, `orders.items` → `orders.public.items`. */
export const tables: Does<'choices'> = async (_, { search }) => {
  const [database, ...rest] = nameParts(search.trim()) ?? [];
  const [schema, table] = rest.length === 1 ? ['public', rest[0]] : rest;
  if (database === undefined || schema === undefined || table === undefined || rest.length > 2) return [];
  const name = formatTableName({ database, schema, table });
  return [{ value: name, label: name }];
};
