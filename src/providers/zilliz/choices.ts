import type { CallOptions, Choice, ChoiceQuery } from '#core/provider.ts';
import { backupChoices, sourceFirst, type BackupOffer } from '../kit/choices.ts';
import { byIdOrName, textOf } from '../kit/form.ts';
import { includes, listed } from '../kit/words.ts';
import type { Does, ZillizClient } from './client.ts';
import {
  collectionsIn,
  isDedicated,
  isGlobal,
  isGone,
  latestOf,
  restorable,
  sourcesIn,
  type Source,
} from './clusters.ts';
import type { Backup, Cluster } from './schema.ts';
import { parseCollection } from './wire.ts';

export const sources: Does<'choices'> = async ({ client }, { search }, options) =>
  (await sourcesOf(client, options)).filter(({ name }) => includes(name, search)).map(sourceChoice);

async function sourcesOf(client: ZillizClient, options: CallOptions): Promise<readonly Source[]> {
  const [clusters, backups] = await Promise.all([client.clusters(options), client.backups(options)]);
  return sourcesIn(clusters.items, backups);
}

function sourceChoice({ id, name, cluster }: Source): Choice {
  return cluster === undefined
    ? { value: id, label: `${name} (dropped)`, name, description: 'no longer there; its backups are' }
    : { value: id, label: clusterLabel(cluster), name };
}

/** `catalogue-prod (aws-eu-central-1, 4 CU)` */
function clusterLabel({ clusterName, regionId, cuSize }: Cluster): string {
  const facts = [regionId, cuSize === undefined ? undefined : `${cuSize} CU`];
  const known = facts.filter((fact) => fact !== undefined).join(', ');
  return known === '' ? clusterName : `${clusterName} (${known})`;
}

export const backups: Does<'choices'> = async ({ client, now }, query, options) => {
  const clusterId = await sourceId(client, query, options);
  if (clusterId === undefined) return [];
  const found = await client.backups({ ...options, clusterId });
  const offers = restorable(query.kind, found).map(offerOf);
  const latest = latestOf(found);
  return backupChoices(offers, {
    latest: latest === undefined ? undefined : offerOf(latest),
    newest: offers[0]?.id,
    search: query.search,
    now: now(),
  });
};

function offerOf({
  backupId,
  backupName,
  backupType,
  creationMethod = '',
  createTime,
  size,
}: Backup): BackupOffer {
  const what = backupType === 'CLUSTER' ? 'whole cluster' : 'collections';
  const about = [backupName ?? 'no name', what, creationMethod.toLowerCase()].filter((part) => part !== '');
  return { id: backupId, at: createTime, bytes: size, description: about.join(', ').slice(0, 75) };
}

/** An id as it is; a name is looked up. */
async function sourceId(client: ZillizClient, { input }: ChoiceQuery, options: CallOptions) {
  const text = textOf(input['source']);
  if (text === '') return undefined;
  if (/^in[^-]*-\S+$/.test(text)) return text;
  return byIdOrName(await sourcesOf(client, options), text)?.id;
}

export const projects: Does<'choices'> = async ({ client }, { input, search }, options) => {
  const [seen, known] = await Promise.all([client.projects(options), sourcesOf(client, options)]);
  const own = byIdOrName(known, textOf(input['source']))?.projectId;
  return sourceFirst(
    seen.filter(({ projectName }) => includes(projectName, search)),
    ({ projectId }) => projectId === own,
    ({ projectId, projectName, regionIds }, isOwn) => ({
      value: projectId,
      label: projectName === '' ? projectId : projectName,
      description:
        isOwn === undefined ? listed(regionIds).slice(0, 75) || undefined : 'the source’s own project',
    }),
  );
};

/** Those in the region of the source. */
export const targets: Does<'choices'> = async ({ client }, { input, search }, options) => {
  const { items: clusters } = await client.clusters(options);
  const fitting = clusters.filter(
    (cluster) => isDedicated(cluster) && !isGlobal(cluster) && !isGone(cluster),
  );
  const text = textOf(input['source']);
  const source = fitting.find(({ clusterId, clusterName }) => [clusterId, clusterName].includes(text));
  return sourceFirst(
    fitting.filter(
      ({ clusterName, regionId }) =>
        includes(clusterName, search) && (source === undefined || regionId === source.regionId),
    ),
    (cluster) => cluster === source,
    (cluster, description) => ({
      value: cluster.clusterId,
      label: clusterLabel(cluster),
      name: cluster.clusterName,
      description,
    }),
  );
};

/** What the chosen backup says that it holds; what is typed where it says nothing. */
export const collections: Does<'choices'> = async ({ client }, query, options) => {
  const clusterId = await sourceId(client, query, options);
  const { input, search } = query;
  const chosen = textOf(input['backup']);
  if (clusterId === undefined || chosen === '') return [];
  const backupId =
    chosen === 'latest' ? latestOf(await client.backups({ ...options, clusterId }))?.backupId : chosen;
  if (backupId === undefined) return [];
  const held = collectionsIn(await client.backup({ clusterId, backupId }, options));
  if (held.length === 0 && parseCollection(search) !== undefined) {
    const [value, description] = [search.trim(), 'the backup does not list what it holds'];
    return [{ value, label: value, description }];
  }
  return held
    .filter(({ name }) => includes(name, search))
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map(({ name, status }) => ({ value: name, label: name, description: loadedWords(status) }));
};

function loadedWords(status: string | undefined): string | undefined {
  if (status === undefined) return undefined;
  return status === 'LOADED' ? 'loaded' : 'not loaded';
}
