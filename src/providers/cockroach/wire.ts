import { defined } from '#core/defined.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { backupId, listOf, textOf } from '../kit/form.ts';
import type { RestoreItem } from './schema.ts';

/** The body of `POST /api/v1/clusters/{destination}/restores`. */
export interface RestoreBody {
  readonly type: 'CLUSTER' | 'DATABASE' | 'TABLE';
  /** Always there: left out, the vendor would choose one at that moment. */
  readonly backup_id: string;
  readonly source_cluster_id?: string;
  readonly objects?: readonly RestoreItem[];
  readonly restore_opts?: Readonly<Record<string, string | true>>;
}

const types = { cluster: 'CLUSTER', database: 'DATABASE', table: 'TABLE' } as const;

export function restoreType(plan: RestorePlan): RestoreBody['type'] {
  const type = Object.entries(types).find(([kind]) => kind === plan.kind)?.[1];
  if (type === undefined) throw new RangeError('the plan is not of a kind that CockroachDB Cloud has');
  return type;
}

/** What exactly is sent for a plan; the same bytes every time. */
export function restoreBody(plan: RestorePlan): RestoreBody {
  const objects = restoreObjects(plan);
  const opts = restoreOpts(plan);
  const namesSource = plan.source.id !== plan.target.id || plan.options['backup'] === latestWhenAsked;
  return {
    backup_id: backupId(plan),
    ...defined({ source_cluster_id: namesSource ? plan.source.id : undefined }),
    type: restoreType(plan),
    ...defined({
      objects: objects.length === 0 ? undefined : objects,
      restore_opts: Object.keys(opts).length === 0 ? undefined : opts,
    }),
  };
}

/** The databases or tables of a plan; none for a whole cluster. */
export function restoreObjects(plan: RestorePlan): readonly RestoreItem[] {
  switch (restoreType(plan)) {
    case 'CLUSTER':
      return [];
    case 'DATABASE':
      return namesIn(plan, 'databases').map((database) => ({ database }));
    case 'TABLE':
      return namesIn(plan, 'tables').map(toItem);
  }
}

/** The `RestoreOpts` of the API that are yes or no; absent means no. */
export const toggles = [
  'schema_only',
  'skip_localities_check',
  'skip_missing_foreign_keys',
  'skip_missing_sequences',
  'skip_missing_views',
] as const;

/** The `RestoreOpts` that are names. */
const texts = ['new_db_name', 'into_db'] as const;

/**
 * In `options.backup` where the person asked for the latest backup. The vendor's examples then name the source
 * cluster instead of a backup; ours names both, the backup being pinned.
 */
export const latestWhenAsked = 'latest when asked';

/** The one `restore_opts` object that a plan stands for: only what was set. */
export function restoreOpts(plan: RestorePlan): Readonly<Record<string, string | true>> {
  const opts: Record<string, string | true> = {};
  for (const id of texts) {
    const text = textOf(plan.options[id]);
    if (text !== '') opts[id] = text;
  }
  for (const id of toggles) if (plan.options[id] === true) opts[id] = true;
  return opts;
}

/** The databases of a `database` plan, or the table names of a `table` plan. */
export function namesIn(plan: RestorePlan, field: 'databases' | 'tables'): readonly string[] {
  return listOf(plan.options[field]);
}

/** The databases that will be created by a `database` plan, by their names on the target. */
export function createdDatabases(plan: RestorePlan): readonly string[] {
  const renamed = textOf(plan.options['new_db_name']);
  return renamed === '' ? namesIn(plan, 'databases') : [renamed];
}

/** The databases on the destination that receive the tables of a `table` plan. */
export function tableDatabases(plan: RestorePlan): readonly string[] {
  const intoDb = textOf(plan.options['into_db']);
  if (intoDb !== '') return [intoDb];
  const databases = namesIn(plan, 'tables').map((name) => parseTableName(name)?.database);
  return [...new Set(databases.filter((name) => name !== undefined))];
}

interface TableName {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}

/** One part of a name: bare, or in double quotes with `""` for a quote inside, as in SQL. */
const part = /"((?:[^"]|"")+)"|([^".\s]+)/y;

/** The parts of a dotted name, or `undefined` where it is not one. */
export function nameParts(text: string): readonly string[] | undefined {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    part.lastIndex = at;
    const found = part.exec(text);
    if (found === null) return undefined;
    parts.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    at = part.lastIndex;
    if (at === text.length) return parts;
    if (text[at] !== '.') return undefined;
    at += 1;
  }
}

/** Reads `db.schema.table`; whether a missing schema means `public` is documented nowhere, so it must be there. */
export function parseTableName(text: string): TableName | undefined {
  const [database, schema, table, ...more] = nameParts(text.trim()) ?? [];
  if (database === undefined || schema === undefined || table === undefined || more.length > 0)
    return undefined;
  return { database, schema, table };
}

/** The other way round; quotes only what needs it. */
export function formatTableName({ database, schema, table }: TableName): string {
  return [database, schema, table].map(quoteName).join('.');
}

function quoteName(name: string): string {
  return /^[^".\s]+$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function toItem(text: string): TableName {
  const name = parseTableName(text);
  if (name === undefined) throw new RangeError('the plan holds a table name that is not fully qualified');
  return name;
}
