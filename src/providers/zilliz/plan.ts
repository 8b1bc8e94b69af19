import { defined } from '#core/defined.ts';
import type { CallOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { byIdOrName, onlyOne, type Form } from '../kit/form.ts';
import { quoted } from '../kit/words.ts';
import type { Does, ZillizClient } from './client.ts';
import { collectionNamed, collectionsIn, latestOf, restorable, sourcesIn, type Source } from './clusters.ts';
import type { BackupDetail, Cluster, Project } from './schema.ts';
import {
  databaseName,
  formatCollection,
  isClusterName,
  isCollectionName,
  longestClusterName,
  newClusterName,
  newCollectionName,
  parseCollection,
  type CollectionName,
} from './wire.ts';

/** What the answers were resolved to; each may be missing, and then the form says so. */
interface Resolved {
  readonly form: Form;
  readonly source: Source | undefined;
  readonly backup: BackupDetail | undefined;
  readonly clusters: readonly Cluster[];
  readonly projects: readonly Project[];
  readonly suffix: string;
}

/** What the two kinds plan differently. */
type Parts = Pick<RestorePlan, 'target' | 'options'>;

export const plan: Does<'plan'> = async ({ client, suffix }, kind, form, options) => {
  const { items: clusters } = await client.clusters(options);
  const [projects, everyBackup] = await Promise.all([client.projects(options), client.backups(options)]);
  const source = sourceIn(sourcesIn(clusters, everyBackup), form);
  const backup = await backupIn(client, kind, source, form, options);
  const resolved = { form, source, backup, clusters, projects, suffix: suffix() };
  const parts = kind === 'cluster' ? clusterParts(resolved) : collectionParts(resolved);
  if (source === undefined || backup === undefined || parts === undefined) return undefined;
  return {
    source: { id: source.id, name: source.name },
    point: { type: 'backup', backupId: backup.backupId, takenAt: backup.createTime },
    ...parts,
  };
};

function sourceIn(sources: readonly Source[], form: Form): Source | undefined {
  const text = form.text('source');
  if (text === '') return form.reject('source', 'Choose the cluster that the backup was made of.');
  const sentence = `There is no dedicated cluster “${text.slice(0, 80)}” that this connection can see, or several have that name.`;
  return byIdOrName(sources, text) ?? form.reject('source', sentence);
}

async function backupIn(
  client: ZillizClient,
  kind: string,
  source: Source | undefined,
  form: Form,
  options: CallOptions,
): Promise<BackupDetail | undefined> {
  const text = form.text('backup');
  if (text === '') return form.reject('backup', 'Choose a backup, or “latest”.');
  if (source === undefined) return undefined;
  const { id: clusterId, name } = source;
  const backups = await client.backups({ ...options, clusterId });
  const found =
    text === 'latest'
      ? latestOf(backups)
      : restorable(kind, backups).find(({ backupId }) => backupId === text);
  if (found !== undefined) return client.backup({ clusterId, backupId: found.backupId }, options);
  const sentence =
    text === 'latest'
      ? `“${name}” has no backup of the whole cluster that can be restored.`
      : `“${name}” has no backup ${text.slice(0, 60)} that this can restore, or no longer: choose another one.`;
  return form.reject('backup', sentence);
}

/** The part of a plan that is about the new cluster. */
function clusterParts({ form, source, backup, projects, suffix }: Resolved): Parts | undefined {
  const project = projectIn(projects, form, source);
  const typedName = form.text('cluster_name');
  if (typedName !== '' && !isClusterName(typedName)) {
    const sentence = `Use letters, digits and hyphens only, at most ${longestClusterName}.`;
    form.reject('cluster_name', sentence);
  }
  const cuSize = cuSizeIn(form, source);
  const collectionStatus = form.oneOf('collection_status', ['KEEP', 'RELEASE']);
  const policy = form.oneOf('version_policy', ['', 'LATEST', 'ORIGINAL']);
  const policies = backup?.restoreNewInstancePolicies ?? [];
  if (policy !== '' && policies.length > 0 && !policies.includes(policy)) {
    form.reject('version_policy', `This backup can be restored with ${quoted(policies)} only.`);
  }
  if (source === undefined || project === undefined || cuSize === undefined) return undefined;
  const name = typedName === '' ? newClusterName(source.name, suffix) : typedName;
  return {
    target: { id: `${project.projectId}/${name}`, name },
    options: {
      project: project.projectId,
      ...defined({ project_name: shownName(project, projects) }),
      cu_size: cuSize,
      collection_status: collectionStatus,
      ...defined({ version_policy: policy || undefined }),
    },
  };
}

/** What people read for a project; with its id where several are called so. */
function shownName({ projectId, projectName }: Project, all: readonly Project[]): string | undefined {
  if (projectName === '') return undefined;
  const same = all.filter((each) => each.projectName === projectName);
  return same.length === 1 ? projectName : `${projectName} (${projectId})`;
}

/** By id, or by a name that only one has; the source's own where nothing was chosen. */
function projectIn(projects: readonly Project[], form: Form, source: Source | undefined) {
  const text = form.text('project');
  const own = source?.projectId;
  const wanted = text === '' ? own : text;
  const found =
    projects.find(({ projectId }) => projectId === wanted) ??
    onlyOne(projects, ({ projectName }) => projectName === text);
  if (found !== undefined || (text === '' && own === undefined)) return found;
  const sentence =
    text === ''
      ? 'The project of the source cannot be seen with this connection: choose one.'
      : `There is no project “${text.slice(0, 80)}” that this connection can see, or several have that name.`;
  return form.reject('project', sentence);
}

function cuSizeIn(form: Form, source: Source | undefined): number | undefined {
  const size = form.number('cu_size') ?? source?.cluster?.cuSize;
  if (size === undefined || size === 0) {
    if (source === undefined) return undefined;
    return form.reject('cu_size', 'The size of the source is not known: write one.');
  }
  if (Number.isInteger(size) && size >= 1 && size <= 1024) return size;
  return form.reject('cu_size', 'Write a whole number from 1 to 1024.');
}

/** The part of a plan that is about the one collection and where it goes. */
function collectionParts({ form, backup, clusters, suffix }: Resolved): Parts | undefined {
  const target = targetIn(clusters, form);
  const from = collectionIn(backup, form);
  const typed = form.text('dest_collection');
  const database = form.text('dest_database');
  const status = form.oneOf('dest_status', ['LOADED', 'UNLOADED']);
  for (const field of ['dest_collection', 'dest_database']) {
    const text = form.text(field);
    if (text !== '' && !isCollectionName(text)) {
      form.reject(field, 'Use letters, digits and underscores only, and no digit first.');
    }
  }
  if (target === undefined || from === undefined || backup === undefined) return undefined;
  const destDatabase = database === '' ? from.database : database;
  if (typed !== '' && target.clusterId === backup.clusterId && isTaken(backup, destDatabase, typed)) {
    const sentence = `The source has, or had, a collection of this name: choose a fresh one, such as ${newCollectionName(typed, suffix)}.`;
    form.reject('dest_collection', sentence);
  }
  return {
    target: { id: target.clusterId, name: target.clusterName },
    options: {
      collection: formatCollection(from),
      dest_collection: typed === '' ? newCollectionName(from.collection, suffix) : typed,
      ...defined({ dest_database: destDatabase || undefined }),
      dest_status: status,
    },
  };
}

/** What happens to a collection that exists is documented nowhere, so its name is not taken. */
function isTaken(backup: BackupDetail, database: string, name: string): boolean {
  return collectionsIn(backup).some(
    (each) => each.collection === name && databaseName(each.database) === databaseName(database),
  );
}

function targetIn(clusters: readonly Cluster[], form: Form): Cluster | undefined {
  const text = form.text('target');
  if (text === '') return form.reject('target', 'Choose the destination.');
  const sentence = `There is no cluster “${text.slice(0, 80)}” that this connection can see, or several have that name.`;
  return (
    clusters.find(({ clusterId }) => clusterId === text) ??
    onlyOne(clusters, ({ clusterName }) => clusterName === text) ??
    form.reject('target', sentence)
  );
}

/** As the backup lists it; as typed where the backup lists nothing. */
function collectionIn(backup: BackupDetail | undefined, form: Form): CollectionName | undefined {
  const text = form.text('collection');
  if (text === '') return form.reject('collection', 'Choose one collection.');
  if (backup === undefined) return undefined;
  const listed = collectionsIn(backup);
  const found = listed.length === 0 ? parseCollection(text) : collectionNamed(listed, text);
  const sentence = `The backup has no collection “${text.slice(0, 80)}”: choose one of those that it lists.`;
  return found ?? form.reject('collection', sentence);
}
