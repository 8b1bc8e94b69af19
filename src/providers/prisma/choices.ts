import type { CallOptions, Choice, ChoiceQuery } from '#core/provider.ts';
import { includes, textOf } from '../kit/answers.ts';
import { offered } from '../kit/offered.ts';
import { backupLabel, isBackupSought } from '../kit/words.ts';
import { latestOf, usable } from './backups.ts';
import type { PrismaClient } from './client.ts';
import { labelOf, resolveDatabase } from './databases.ts';
import { bareId } from './ids.ts';
import type { Backup, Database } from './schema.ts';

export interface ChoiceDeps {
  readonly client: PrismaClient;
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
  if (!['source', 'target', 'backup'].includes(query.field)) return [];
  const databases = await deps.client.databases(options);
  const source = resolveDatabase(databases, textOf(query.input['source']));
  if (query.field === 'backup') {
    return source === undefined ? [] : backupChoices(deps, source, query.search, options);
  }
  const found = databases.filter((database) => matches(database, query.search));
  if (query.field === 'source') return found.map((database) => choiceOf(database));
  // The source first: most restores go back where the data came from.
  return [
    ...found.filter(({ id }) => id === source?.id).map((database) => choiceOf(database, 'the source itself')),
    ...found.filter(({ id }) => id !== source?.id).map((database) => choiceOf(database)),
  ];
}

function matches(database: Database, search: string): boolean {
  return includes(labelOf(database), search) || bareId(database.id) === bareId(search.trim());
}

function choiceOf(database: Database, remark?: string): Choice {
  const { id, status } = database;
  const remarks = [
    ...(remark === undefined ? [] : [remark]),
    ...(status === 'ready' ? [] : [`now ${status}`]),
  ];
  const label = labelOf(database);
  return { value: id, label, ...(remarks.length === 0 ? {} : { description: remarks.join(', ') }) };
}

async function backupChoices(
  { client, now }: ChoiceDeps,
  source: Database,
  search: string,
  options: CallOptions,
): Promise<readonly Choice[]> {
  const list = await client.backups(source, options);
  const at = now();
  const latest = latestOf(list);
  const label = ({ createdAt, size, backupType }: Backup, isNewest = false) => {
    const remark = backupType === 'full' ? undefined : backupType;
    return backupLabel({ at: createdAt, bytes: size, isNewest, remark }, at);
  };
  const offered = usable(list).map((backup) => ({
    value: backup.id,
    label: label(backup, backup === latest),
    at: backup.createdAt,
  }));
  const first =
    latest === undefined || latest === 'unknowable'
      ? []
      : [{ value: 'latest', label: `Latest backup: ${label(latest)}`, at: latest.createdAt }];
  return [...first, ...offered].filter(
    (each) => isBackupSought(each.label, each.at, search) || each.value === search.trim(),
  );
}
