import type { Form } from '../kit/form.ts';
import { onRefusal } from '../kit/reads.ts';
import type { Does } from './client.ts';
import { latestOf, resolveDatabase, resourceOf, usable } from './databases.ts';
import type { Backup, BackupList } from './schema.ts';

export const plan: Does<'plan'> = async ({ client }, _, form, options) => {
  const databases = await client.databases(options);
  function databaseIn(field: 'source' | 'target', which: string) {
    const text = form.text(field);
    if (text === '') return form.reject(field, `Choose the database ${which}.`);
    const sentence = `There is no database “${text.slice(0, 60)}” that this token can see, or several have that name: use its id.`;
    return resolveDatabase(databases, text) ?? form.reject(field, sentence);
  }
  const source = databaseIn('source', 'that the backup belongs to');
  const target = databaseIn('target', 'to overwrite');
  if (form.text('backup') === '') return form.reject('backup', 'Choose a backup, or “latest”.');
  if (source === undefined) return undefined;
  // A database that Prisma does not host is refused as unprocessable: that is about the answer, not about the vendor.
  const list = await onRefusal(['invalid'], client.backups(source, options), ({ detail }) =>
    form.reject('source', `Prisma Postgres shows no backups of “${source.name}”: ${detail}.`),
  );
  const backup = list && backupIn(list, `“${source.name}”`, form);
  if (target === undefined || backup === undefined) return undefined;
  return {
    source: resourceOf(source, databases),
    point: { type: 'backup', backupId: backup.id, takenAt: backup.createdAt },
    target: resourceOf(target, databases),
    options: {},
  };
};

function backupIn(list: BackupList, name: string, form: Form): Backup | undefined {
  const wanted = form.text('backup');
  const latest = wanted === 'latest' ? latestOf(list) : undefined;
  if (latest === 'unknowable') {
    const sentence = `${name} has more backups than Prisma Postgres shows, so that nobody can tell the latest: choose one by its time.`;
    return form.reject('backup', sentence);
  }
  if (wanted === 'latest') {
    return latest ?? form.reject('backup', `${name} has no completed backup. The Free plan keeps none.`);
  }
  const found = list.backups.find(({ id }) => id === wanted);
  if (found === undefined) {
    const sentence = `${name} has no backup ${wanted.slice(0, 60)}, or no longer: choose another one.`;
    return form.reject('backup', sentence);
  }
  if (usable(list).includes(found)) return found;
  const sentence = `This backup is ${found.status.slice(0, 30)}, not completed: choose another one.`;
  return form.reject('backup', sentence);
}
