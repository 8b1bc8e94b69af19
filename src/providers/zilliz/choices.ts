import { defined } from '#core/defined.ts';
import type { CallOptions, Choice, ChoiceQuery } from '#core/provider.ts';
import { includes, textOf } from '../kit/answers.ts';
import { offered } from '../kit/offered.ts';
import { backupLabel, isBackupSought, listed } from '../kit/words.ts';
import { collectionsIn, latestOf, restorable } from './backups.ts';
import type { ZillizClient } from './client.ts';
import { isDedicated, isGlobal, isGone, resolve, sourcesIn, type Source } from './clusters.ts';
import { parseCollection } from './names.ts';
import type { Backup, Cluster } from './schema.ts';

export interface ChoiceDeps {
  readonly client: ZillizClient;
  readonly now: () => Date;
}

/** What a select offers; nothing where an earlier answer is still missing. */
export async function listChoices(
  deps: ChoiceDeps,
  query: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
  return offered(await offer(deps, query, options));
}

async function offer(deps: ChoiceDeps, query: ChoiceQuery, options: CallOptions): Promise<readonly Choice[]> {
  switch (query.field) {
    case 'source':
      return (await sources(deps.client, options))
        .filter(({ name }) => includes(name, query.search))
        .map(sourceChoice);
    case 'backup':
      return backupChoices(deps, query, options);
    case 'project':
      return projectChoices(deps.client, query, options);
    case 'target':
      return targetChoices(deps.client, query, options);
    case 'collection':
      return collectionChoices(deps.client, query, options);
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

async function backupChoices(
  { client, now }: ChoiceDeps,
  { kind, input, search }: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
  const clusterId = await sourceId(client, textOf(input['source']), options);
  if (clusterId === undefined) return [];
  const backups = await client.backups({ ...options, clusterId });
  const at = now();
  const label = ({ createTime, size }: Backup, isNewest = false) =>
    backupLabel({ at: createTime, bytes: size, isNewest }, at);
  const newest = latestOf(backups);
  const latest =
    newest !== undefined && includes('latest backup', search)
      ? [{ value: 'latest', label: `Latest backup: ${label(newest)}`, at: newest.createTime }]
      : [];
  const found = restorable(kind, backups)
    .map((backup, index) => ({
      value: backup.backupId,
      label: label(backup, index === 0),
      description: aboutBackup(backup),
      at: backup.createTime,
    }))
    .filter(
      ({ value, label: words, description, at: from }) =>
        latest.length > 0 ||
        isBackupSought(`${words} ${description}`, from, search) ||
        value === search.trim(),
    );
  return [...latest, ...found];
}

function aboutBackup({ backupName, backupType, creationMethod }: Backup): string {
  const what = backupType === 'CLUSTER' ? 'whole cluster' : 'collections';
  return [backupName ?? 'no name', what, (creationMethod ?? '').toLowerCase()]
    .filter((part) => part !== '')
    .join(', ')
    .slice(0, 75);
}

/** An id as it is; a name is looked up. */
async function sourceId(
  client: ZillizClient,
  text: string,
  options: CallOptions,
): Promise<string | undefined> {
  if (text === '' || /^in[^-]*-\S+$/.test(text)) return text === '' ? undefined : text;
  return resolve(await sources(client, options), text)?.id;
}

async function projectChoices(
  client: ZillizClient,
  { input, search }: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
  const [projects, known] = await Promise.all([client.projects(options), sources(client, options)]);
  const source = resolve(known, textOf(input['source']));
  return projects
    .filter(({ projectName }) => includes(projectName, search))
    .toSorted((one, other) => rank(other.projectId, source) - rank(one.projectId, source))
    .map(({ projectId, projectName, regionIds }) => {
      const regions = (regionIds ?? []).length === 0 ? undefined : listed([...(regionIds ?? [])]);
      const about = projectId === source?.projectId ? 'the source’s own project' : regions?.slice(0, 75);
      return {
        value: projectId,
        label: projectName === '' ? projectId : projectName,
        ...defined({ description: about }),
      };
    });
}

function rank(projectId: string, source: Source | undefined): number {
  return projectId === source?.projectId ? 1 : 0;
}

/** The source first; of the rest those in its region. */
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
  const source = fitting.find(({ clusterId, clusterName }) => clusterId === text || clusterName === text);
  return fitting
    .filter(({ clusterName }) => includes(clusterName, search))
    .filter(({ regionId }) => source === undefined || regionId === source.regionId)
    .toSorted((one, other) => Number(other === source) - Number(one === source))
    .map((cluster) => ({
      value: cluster.clusterId,
      label: clusterLabel(cluster),
      ...(cluster === source ? { description: 'the source itself' } : {}),
    }));
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
    return [
      { value: search.trim(), label: search.trim(), description: 'the backup does not list what it holds' },
    ];
  }
  return collections
    .filter(({ name }) => includes(name, search))
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map(({ name, status }) => ({
      value: name,
      label: name,
      ...(status === undefined ? {} : { description: status === 'LOADED' ? 'loaded' : 'not loaded' }),
    }));
}
