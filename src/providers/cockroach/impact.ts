import type { Impact } from '#core/impact.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { newTarget } from '../kit/findings.ts';
import { textOf } from '../kit/form.ts';
import type { Does } from './client.ts';
import { isPristine, withTables } from './clusters.ts';
import type { Database } from './schema.ts';
import { createdDatabases, namesIn, parseTableName, restoreType } from './wire.ts';

/** What a plan does to its destination, with the databases that are there now. */
export function impactOf(plan: RestorePlan, databases: readonly Database[]): Impact {
  const target = plan.target.name;
  switch (restoreType(plan)) {
    case 'CLUSTER':
      return {
        type: 'in-place',
        overwrites: [
          ...databases.filter((database) => !isPristine(database)).map(withTables),
          `users and passwords of ${target}`,
          `grants and settings of ${target}`,
        ],
        creates: [`the databases that the backup of ${plan.source.name} holds`],
        unavailable: [target],
        notes: [
          'The destination must hold no user database before it starts.',
          'System tables come from the backup too: afterwards the users and passwords are those of that time.',
          'It cannot be cancelled once it runs.',
        ],
      };
    case 'DATABASE':
      return besideOthers(
        plan,
        createdDatabases(plan).map((name) => `database ${name} on ${target}`),
      );
    case 'TABLE':
      return besideOthers(
        plan,
        namesIn(plan, 'tables').map((name) => `table ${restoredName(plan, name)} on ${target}`),
      );
  }
}

function besideOthers({ options }: RestorePlan, creates: string[]): Impact {
  const notes = [
    'Privileges do not come along: grant them again afterwards.',
    'Zone configurations do not come along: set them again afterwards.',
    'It cannot be cancelled once it runs.',
  ];
  if (options['schema_only'] === true) {
    notes.unshift('Only the schema is restored: the tables will be empty.');
  }
  return newTarget(creates, notes);
}

/** A table's name where it will be. */
function restoredName(plan: RestorePlan, name: string): string {
  const intoDb = textOf(plan.options['into_db']);
  const parts = parseTableName(name);
  return intoDb === '' || parts === undefined ? name : `${intoDb}.${parts.schema}.${parts.table}`;
}

/** What CockroachDB Cloud leaves to do after a restore (cockroachlabs.com/docs, RESTORE: what a backup holds). */
export const leftToDo: Does<'leftToDo'> = (_, plan) =>
  restoreType(plan) === 'CLUSTER'
    ? [
        'Check that applications can sign in: users and passwords are those of the backup.',
        'Reconnect connection pools.',
      ]
    : [
        'Grant privileges on what was restored: they do not come along.',
        'Set zone configurations again: they do not come along.',
      ];
