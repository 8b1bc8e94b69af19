import type { CallOptions, Choice, ChoiceQuery } from '#core/provider.ts';
import { backupChoices, sourceFirst, type BackupOffer } from '../kit/choices.ts';
import { byIdOrName, textOf } from '../kit/form.ts';
import { includes, listed } from '../kit/words.ts';
import { collectionsIn, latestOf, restorable } from './backups.ts';
import type { ZillizClient } from './client.ts';
import { isDedicated, isGlobal, isGone, sourcesIn, type Source } from './clusters.ts';
import { parseCollection } from './names.ts';
import type { Backup, Cluster } from './schema.ts';

/** What a select offers; nothing where an earlier answer is still missing. */
export async function listChoices(
  client: ZillizClient,
  now: () => Date,
  query: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
  switch (query.field) {
    case 'source':
      return (await sources(client, options))
        .filter(({ name }) => includes(name, query.search))
        .map(sourceChoice);
    case 'backup':
      return searchBackups(client, now, query, options);
    case 'project':
      return projectChoices(client, query, options);
    case 'target':
      return targetChoices(client, query, options);
    case 'collection':
      return collectionChoices(client, query, options);
    default:
      return [];
  }
}

async function sources(client: ZillizClient, options: CallOptions): Promise<readonly Source[]> {
  const [{ items: clusters }, backups] = await Promise.all([
    client.clusters(options),
    client.backups(options),
  ]);
  return sourcesIn(clusters, backups);
}

function sourceChoice({ id, name, cluster }: Source): Choice {
  return cluster === undefined
    ? { value: id, label: `${name} (dropped)`, description: 'no longer there; its backups are' }
    : { value: id, label: clusterLabel(cluster) };
}

/** `catalogue-prod (aws-eu-central-1, 4 CU)` */
function clusterLabel({ clusterName, regionId, cuSize }: Cluster): string {
  const facts = [regionId, cuSize === undefined ? undefined : `${cuSize} CU`];
  const known = facts.filter((fact) => fact !== undefined).join(', ');
  return known === '' ? clusterName : `${clusterName} (${known})`;
}

async function searchBackups(
  client: ZillizClient,
  now: () => Date,
  { kind, input, search }: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
  const clusterId = await sourceId(client, textOf(input['source']), options);
  if (clusterId === undefined) return [];
  const backups = await client.backups({ ...options, clusterId });
  const offers = restorable(kind, backups).map(offerOf);
  const latest = latestOf(backups);
  return backupChoices(offers, {
    latest: latest === undefined ? undefined : offerOf(latest),
    newest: offers[0]?.id,
    search,
    now: now(),
  });
}

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
async function sourceId(
  client: ZillizClient,
  text: string,
  options: CallOptions,
): Promise<string | undefined> {
  if (text === '') return undefined;
  if (/^in[^-]*-\S+$/.test(text)) return text;
  return byIdOrName(await sources(client, options), text)?.id;
}

async function projectChoices(
  client: ZillizClient,
  { input, search }: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
  const [projects, known] = await Promise.all([client.projects(options), sources(client, options)]);
  const own = byIdOrName(known, textOf(input['source']))?.projectId;
  return sourceFirst(
    projects.filter(({ projectName }) => includes(projectName, search)),
    ({ projectId }) => projectId === own,
    ({ projectId, projectName, regionIds }, isOwn) => ({
      value: projectId,
      label: projectName === '' ? projectId : projectName,
      description:
        isOwn === undefined ? listed(regionIds ?? []).slice(0, 75) || undefined : 'the source’s own project',
    }),
  );
}

/** Those in the region of the source. */
async function targetChoices(
  client: ZillizClient,
  { input, search }: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
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
    (cluster, description) => ({ value: cluster.clusterId, label: clusterLabel(cluster), description }),
  );
}

/** What the chosen backup says that it holds; what is typed where it says nothing. */
async function collectionChoices(
  client: ZillizClient,
  { input, search }: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
  const clusterId = await sourceId(client, textOf(input['source']), options);
  const chosen = textOf(input['backup']);
  if (clusterId === undefined || chosen === '') return [];
  const backupId =
    chosen === 'latest' ? latestOf(await client.backups({ ...options, clusterId }))?.backupId : chosen;
  if (backupId === undefined) return [];
  const collections = collectionsIn(await client.backup({ clusterId, backupId }, options));
  if (collections.length === 0 && parseCollection(search) !== undefined) {
    const [value, description] = [search.trim(), 'the backup does not list what it holds'];
    return [{ value, label: value, description }];
  }
  return collections
    .filter(({ name }) => includes(name, search))
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map(({ name, status }) => ({ value: name, label: name, description: loadedWords(status) }));
}

function loadedWords(status: string | undefined): string | undefined {
  if (status === undefined) return undefined;
  return status === 'LOADED' ? 'loaded' : 'not loaded';
}
