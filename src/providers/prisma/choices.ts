import type { Choice } from '#core/provider.ts';
import { backupChoices, sourceFirst, type BackupOffer } from '../kit/choices.ts';
import { textOf } from '../kit/form.ts';
import { includes } from '../kit/words.ts';
import type { Does } from './client.ts';
import { bareId, labelOf, latestOf, resolveDatabase, resourceOf, usable } from './databases.ts';
import type { Backup, Database } from './schema.ts';

export const backups: Does<'choices'> = async ({ client, now }, { input, search }, options) => {
  const source = resolveDatabase(await client.databases(options), textOf(input['source']));
  if (source === undefined) return [];
  const list = await client.backups(source, options);
  const latest = latestOf(list);
  return backupChoices(usable(list).map(offerOf), {
    latest: latest === undefined || latest === 'unknowable' ? undefined : offerOf(latest),
    search,
    now: now(),
  });
};

/** Sources and targets; among targets the source comes first. */
export const databases: Does<'choices'> = async ({ client }, { field, input, search }, options) => {
  const all = await client.databases(options);
  const source = field === 'target' ? resolveDatabase(all, textOf(input['source'])) : undefined;
  const found = all.filter(
    (each) => includes(labelOf(each), search) || bareId(each.id) === bareId(search.trim()),
  );
  return sourceFirst(
    found,
    (each) => each === source,
    (each, remark) => choiceOf(each, all, remark),
  );
};

function choiceOf(database: Database, among: readonly Database[], remark: string | undefined): Choice {
  const { id, name } = resourceOf(database, among);
  const { status } = database;
  const remarks = [remark, status === 'ready' ? undefined : `now ${status}`];
  const description = remarks.filter((each) => each !== undefined).join(', ');
  return { value: id, label: labelOf(database), name, description: description || undefined };
}

function offerOf({ id, createdAt, size, backupType }: Backup): BackupOffer {
  return { id, at: createdAt, bytes: size, remark: backupType === 'full' ? undefined : backupType };
}
