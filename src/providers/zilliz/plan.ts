import type { CallOptions, FormInput, PlanResult } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { textOf } from '../kit/answers.ts';
import { latestOf, restorable } from './backups.ts';
import type { ZillizClient } from './client.ts';
import { resolve, sourcesIn, type Source } from './clusters.ts';
import { clusterParts } from './plan-cluster.ts';
import { collectionParts } from './plan-collection.ts';
import type { Errors } from './plan-parts.ts';
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
  const errors: Errors = {};
  const { items: clusters } = await client.clusters(options);
  const [projects, everyBackup] = await Promise.all([client.projects(options), client.backups(options)]);
  const source = sourceIn(sourcesIn(clusters, everyBackup), textOf(input['source']), errors);
  const backup =
    source === undefined
      ? missingBackup(input, errors)
      : await backupIn(client, kind, source, textOf(input['backup']), errors, options);
  const resolved = { input, source, backup, clusters, projects, suffix: suffix() };
  const parts = kind === 'cluster' ? clusterParts(resolved, errors) : collectionParts(resolved, errors);
  if (source === undefined || backup === undefined || parts === undefined || Object.keys(errors).length > 0) {
    return { type: 'rejected', errors };
  }
  const plan: RestorePlan = {
    provider: 'zilliz',
    connection,
    kind,
    source: { id: source.id, name: source.name },
    point: { type: 'backup', backupId: backup.backupId, takenAt: backup.createTime },
    ...parts,
  };
  return { type: 'planned', plan };
}

function sourceIn(sources: readonly Source[], text: string, errors: Errors): Source | undefined {
  const source = resolve(sources, text);
  if (text === '') errors['source'] = 'Choose the cluster that the backup was made of.';
  else if (source === undefined) {
    errors['source'] =
      `There is no dedicated cluster “${text.slice(0, 80)}” that this connection can see, or several have that name.`;
  }
  return source;
}

function missingBackup(input: FormInput, errors: Errors): undefined {
  if (textOf(input['backup']) === '') errors['backup'] = 'Choose a backup, or “latest”.';
}

async function backupIn(
  client: ZillizClient,
  kind: string,
  { id: clusterId, name }: Source,
  text: string,
  errors: Errors,
  options: CallOptions,
): Promise<BackupDetail | undefined> {
  if (text === '') {
    errors['backup'] = 'Choose a backup, or “latest”.';
    return undefined;
  }
  const backups = await client.backups({ ...options, clusterId });
  const found =
    text === 'latest'
      ? latestOf(backups)
      : restorable(kind, backups).find(({ backupId }) => backupId === text);
  if (found === undefined) {
    errors['backup'] =
      text === 'latest'
        ? `“${name}” has no backup of the whole cluster that can be restored.`
        : `“${name}” has no backup ${text.slice(0, 60)} that this can restore, or no longer: choose another one.`;
    return undefined;
  }
  return client.backup({ clusterId, backupId: found.backupId }, options);
}
