import type { CallOptions, FormInput, PlanResult } from '#core/provider.ts';
import { byIdOrName, readForm, type Form } from '../kit/form.ts';
import { latestOf, restorable } from './backups.ts';
import type { ZillizClient } from './client.ts';
import { sourcesIn, type Source } from './clusters.ts';
import { clusterParts } from './plan-cluster.ts';
import { collectionParts } from './plan-collection.ts';
import type { BackupDetail } from './schema.ts';

export interface PlanDeps {
  readonly connection: string;
  readonly client: ZillizClient;
  /** A short unique ending for a new name. */
  readonly suffix: () => string;
}

/** Turns the answers of a form into a plan with everything pinned, or says what is wrong with which answer. */
export async function makePlan(
  { connection, client, suffix }: PlanDeps,
  kind: string,
  input: FormInput,
  options: CallOptions,
): Promise<PlanResult> {
  const form = readForm(input);
  const { items: clusters } = await client.clusters(options);
  const [projects, everyBackup] = await Promise.all([client.projects(options), client.backups(options)]);
  const source = sourceIn(sourcesIn(clusters, everyBackup), form);
  const backup = await backupIn(client, kind, source, form, options);
  const resolved = { form, source, backup, clusters, projects, suffix: suffix() };
  const parts = kind === 'cluster' ? clusterParts(resolved) : collectionParts(resolved);
  if (source === undefined || backup === undefined || parts === undefined) return form.result(undefined);
  return form.result({
    provider: 'zilliz',
    connection,
    kind,
    source: { id: source.id, name: source.name },
    point: { type: 'backup', backupId: backup.backupId, takenAt: backup.createTime },
    ...parts,
  });
}

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
