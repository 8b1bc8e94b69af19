import type { Impact } from '#core/impact.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { textOf } from '../kit/answers.ts';
import { counted, listed, quoted } from '../kit/words.ts';
import { createdDatabases, namesIn } from './options.ts';
import type { Database } from './schema.ts';
import { parseTableName } from './table-name.ts';
import { restoreType } from './wire.ts';

/** What a plan does to its destination, with the databases that are there now. */
export function impactOf(plan: RestorePlan, databases: readonly Database[]): Impact {
  const target = plan.target.name;
  switch (restoreType(plan)) {
    case 'CLUSTER':
      return {
        type: 'in-place',
        overwrites: [
          ...databases.filter((database) => !isPristine(database)).map(databaseWithTables),
          `users, passwords, grants and settings of ${target}`,
        ],
        creates: [`the databases that the backup of ${plan.source.name} holds`],
        unavailable: [`${target}, for as long as the restore runs`],
        notes: [
          'The destination must hold no user database before it starts.',
          'System tables come from the backup too: afterwards the users and passwords are those of that time.',
          'It cannot be cancelled once it runs.',
        ],
      };
    case 'DATABASE':
      return {
        type: 'new-target',
        overwrites: [],
        creates: createdDatabases(plan).map((name) => `database ${name} on ${target}`),
        unavailable: [],
        notes: [...schemaOnlyNote(plan), ...newObjectNotes],
      };
    case 'TABLE':
      return {
        type: 'new-target',
        overwrites: [],
        creates: namesIn(plan, 'tables').map((name) => `table ${restoredName(plan, name)} on ${target}`),
        unavailable: [],
        notes: [...schemaOnlyNote(plan), ...newObjectNotes],
      };
  }
}

const newObjectNotes = [
  'Privileges do not come along: grant them again afterwards.',
  'Zone configurations do not come along: set them again afterwards.',
  'It cannot be cancelled once it runs.',
];

function schemaOnlyNote(plan: RestorePlan): readonly string[] {
  return plan.options['schema_only'] === true
    ? ['Only the schema is restored: the tables will be empty.']
    : [];
}

/** A table's name where it will be. */
function restoredName(plan: RestorePlan, name: string): string {
  const intoDb = textOf(plan.options['into_db']);
  const parts = parseTableName(name);
  return intoDb === '' || parts === undefined ? name : `${intoDb}.${parts.schema}.${parts.table}`;
}

/**
 * Whether a full-cluster restore may find this database: `defaultdb` and `postgres` come with every cluster and may
 * stay as long as they hold no table. What else they may hold the API does not show.
 */
export function isPristine({ name, table_count }: Database): boolean {
  return name === 'system' || (['defaultdb', 'postgres'].includes(name) && (table_count ?? 0) === 0);
}

/** `orders (12 tables)` */
function databaseWithTables({ name, table_count }: Database): string {
  return table_count === undefined ? name : `${name} (${counted(table_count, 'table')})`;
}

/** `“orders” (12 tables) and “movr”`: for a sentence that asks to drop them. */
export function quotedWithTables(databases: readonly Database[]): string {
  return listed(
    databases.map(({ name, table_count }) =>
      table_count === undefined ? quoted([name]) : `${quoted([name])} (${counted(table_count, 'table')})`,
    ),
  );
}

/** What CockroachDB Cloud leaves to do after a restore (cockroachlabs.com/docs, RESTORE: what a backup holds). */
export function leftToDo(plan: RestorePlan): readonly string[] {
  return restoreType(plan) === 'CLUSTER'
    ? [
        'Check that applications can sign in: users and passwords are those of the backup.',
        'Reconnect connection pools.',
      ]
    : [
        'Grant privileges on what was restored: they do not come along.',
        'Set zone configurations again: they do not come along.',
      ];
}
