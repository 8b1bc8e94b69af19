import { ProviderError } from '#core/provider-error.ts';
import type { CallOptions, FormInput, PlanResult } from '#core/provider.ts';
import { textOf } from '../kit/answers.ts';
import { latestOf, usable } from './backups.ts';
import type { PrismaClient } from './client.ts';
import { resolveDatabase, resourceOf } from './databases.ts';
import type { Backup, BackupList, Database } from './schema.ts';

export interface PlanDeps {
  readonly connection: string;
  readonly client: PrismaClient;
}

type Errors = Record<string, string>;

/** Turns the answers of a form into a plan with everything pinned, or says what is wrong with which answer. */
export async function makePlan(
  { connection, client }: PlanDeps,
  kind: string,
  input: FormInput,
  options: CallOptions,
): Promise<PlanResult> {
  const errors: Errors = {};
  const databases = await client.databases(options);
  const source = databaseIn(databases, input, 'source', errors);
  const target = databaseIn(databases, input, 'target', errors);
  const backup = source === undefined ? undefined : await backupIn(client, source, input, errors, options);
  if (source === undefined || target === undefined || backup === undefined) {
    if (textOf(input['backup']) === '') errors['backup'] = 'Choose a backup, or “latest”.';
    return { type: 'rejected', errors };
  }
  return {
    type: 'planned',
    plan: {
      provider: 'prisma',
      connection,
      kind,
      source: resourceOf(source, databases),
      point: { type: 'backup', backupId: backup.id, takenAt: backup.createdAt },
      target: resourceOf(target, databases),
      options: {},
    },
  };
}

function databaseIn(
  databases: readonly Database[],
  input: FormInput,
  field: 'source' | 'target',
  errors: Errors,
): Database | undefined {
  const text = textOf(input[field]);
  const database = resolveDatabase(databases, text);
  if (text === '') {
    errors[field] =
      `Choose the database ${field === 'source' ? 'that the backup belongs to' : 'to overwrite'}.`;
  } else if (database === undefined) {
    errors[field] =
      `There is no database “${text.slice(0, 60)}” that this token can see, or several have that name: use its id.`;
  }
  return database;
}

async function backupIn(
  client: PrismaClient,
  source: Database,
  input: FormInput,
  errors: Errors,
  options: CallOptions,
): Promise<Backup | undefined> {
  const wanted = textOf(input['backup']);
  if (wanted === '') return undefined;
  const list = await listed(client, source, errors, options);
  if (list === undefined) return undefined;
  const found = wanted === 'latest' ? latestOf(list) : list.backups.find(({ id }) => id === wanted);
  if (found === 'unknowable') {
    errors['backup'] =
      `“${source.name}” has more backups than Prisma Postgres shows, so that nobody can tell the latest: choose one by its time.`;
    return undefined;
  }
  if (found === undefined && wanted === 'latest') {
    errors['backup'] = `“${source.name}” has no completed backup. The Free plan keeps none.`;
  } else if (found === undefined) {
    errors['backup'] =
      `“${source.name}” has no backup ${wanted.slice(0, 60)}, or no longer: choose another one.`;
  } else if (!usable(list).includes(found)) {
    errors['backup'] = `This backup is ${found.status.slice(0, 30)}, not completed: choose another one.`;
    return undefined;
  }
  return found;
}

/** A database that Prisma does not host is refused as unprocessable: that is about the answer, not about the vendor. */
async function listed(
  client: PrismaClient,
  source: Database,
  errors: Errors,
  options: CallOptions,
): Promise<BackupList | undefined> {
  try {
    return await client.backups(source, options);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'invalid') throw error;
    errors['source'] = `Prisma Postgres shows no backups of “${source.name}”: ${error.facts.detail}.`;
    return undefined;
  }
}
