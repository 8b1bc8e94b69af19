import { ProviderError } from '#core/provider-error.ts';
import type { CallOptions, FormInput, PlanResult } from '#core/provider.ts';
import { readForm, type Form } from '../kit/form.ts';
import { latestOf, usable } from './backups.ts';
import type { PrismaClient } from './client.ts';
import { resolveDatabase, resourceOf } from './databases.ts';
import type { Backup, BackupList, Database } from './schema.ts';

export interface PlanDeps {
  readonly connection: string;
  readonly client: PrismaClient;
}

/** Turns the answers of a form into a plan with everything pinned, or says what is wrong with which answer. */
export async function makePlan(
  { connection, client }: PlanDeps,
  kind: string,
  input: FormInput,
  options: CallOptions,
): Promise<PlanResult> {
  const form = readForm(input);
  const databases = await client.databases(options);
  const source = databaseIn(databases, form, 'source', 'that the backup belongs to');
  const target = databaseIn(databases, form, 'target', 'to overwrite');
  const backup = await backupIn(client, source, form, options);
  if (source === undefined || target === undefined || backup === undefined) return form.result(undefined);
  return form.result({
    provider: 'prisma',
    connection,
    kind,
    source: resourceOf(source, databases),
    point: { type: 'backup', backupId: backup.id, takenAt: backup.createdAt },
    target: resourceOf(target, databases),
    options: {},
  });
}

function databaseIn(
  databases: readonly Database[],
  form: Form,
  field: 'source' | 'target',
  which: string,
): Database | undefined {
  const text = form.text(field);
  if (text === '') return form.reject(field, `Choose the database ${which}.`);
  const sentence = `There is no database “${text.slice(0, 60)}” that this token can see, or several have that name: use its id.`;
  return resolveDatabase(databases, text) ?? form.reject(field, sentence);
}

async function backupIn(
  client: PrismaClient,
  source: Database | undefined,
  form: Form,
  options: CallOptions,
): Promise<Backup | undefined> {
  const wanted = form.text('backup');
  if (wanted === '') return form.reject('backup', 'Choose a backup, or “latest”.');
  const list = source === undefined ? undefined : await listed(client, source, form, options);
  if (source === undefined || list === undefined) return undefined;
  const name = `“${source.name}”`;
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

/** A database that Prisma does not host is refused as unprocessable: that is about the answer, not about the vendor. */
async function listed(
  client: PrismaClient,
  source: Database,
  form: Form,
  options: CallOptions,
): Promise<BackupList | undefined> {
  try {
    return await client.backups(source, options);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'invalid') throw error;
    const sentence = `Prisma Postgres shows no backups of “${source.name}”: ${error.facts.detail}.`;
    return form.reject('source', sentence);
  }
}
