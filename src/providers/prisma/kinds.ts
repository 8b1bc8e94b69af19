import { backup, source, target, type Kind } from '../kit/fields.ts';

/**
 * What Prisma Postgres can restore. A second restore while one runs is refused, but one that follows it overwrites
 * what was written since.
 */
export const prismaKinds: readonly Kind[] = [
  {
    id: 'database',
    title: 'Database',
    summary: 'Replaces all data in a database with a backup. Connections and credentials stay the same.',
    facts: {
      impact: 'in-place',
      destroys: 'all data of the database',
      creates: 'nothing',
      find: 'by the database’s status and shown source; else a person decides',
      operationIds:
        'the id of the database that is overwritten, alone or with the time of the restore: db_cm1…@2026-11-22T03:14:07Z',
    },
    duplicate: 'acts',
    fields: [
      source('Source database', 'The database that the backup belongs to.'),
      backup(),
      target('Database to overwrite', 'All of its data is replaced.'),
    ],
  },
];
