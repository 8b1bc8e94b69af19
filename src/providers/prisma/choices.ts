import type { CallOptions, Choice, ChoiceQuery } from '#core/provider.ts';
import { backupChoices, sourceFirst, type BackupOffer } from '../kit/choices.ts';
import { textOf } from '../kit/form.ts';
import { includes } from '../kit/words.ts';
import { latestOf, usable } from './backups.ts';
import type { PrismaClient } from './client.ts';
import { labelOf, resolveDatabase } from './databases.ts';
import { bareId } from './ids.ts';
import type { Backup, Database } from './schema.ts';

/** What a select offers; nothing where an earlier answer is still missing. */
export async function listChoices(
  client: PrismaClient,
  now: () => Date,
  { field, input, search }: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
  const databases = await client.databases(options);
  const source = resolveDatabase(databases, textOf(input['source']));
  if (field === 'backup') {
    if (source === undefined) return [];
    const list = await client.backups(source, options);
    const latest = latestOf(list);
    return backupChoices(usable(list).map(offerOf), {
      latest: latest === undefined || latest === 'unknowable' ? undefined : offerOf(latest),
      search,
      now: now(),
    });
  }
  const found = databases.filter((database) => matches(database, search));
  return sourceFirst(found, ({ id }) => field === 'target' && id === source?.id, choiceOf);
}

function matches(database: Database, search: string): boolean {
  return includes(labelOf(database), search) || bareId(database.id) === bareId(search.trim());
}

function choiceOf(database: Database, remark: string | undefined): Choice {
  const { id, status } = database;
  const remarks = [remark, status === 'ready' ? undefined : `now ${status}`];
  const description = remarks.filter((each) => each !== undefined).join(', ');
  return { value: id, label: labelOf(database), description: description || undefined };
}

function offerOf({ id, createdAt, size, backupType }: Backup): BackupOffer {
  return { id, at: createdAt, bytes: size, remark: backupType === 'full' ? undefined : backupType };
}
