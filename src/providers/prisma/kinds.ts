import type { RestoreKind } from '#core/provider.ts';

/**
 * What Prisma Postgres can restore. A second restore while one runs is refused, but one that follows it overwrites
 * what was written since.
 */
export function prismaKinds(settleMs: number): readonly RestoreKind[] {
  return [
    {
      id: 'database',
      title: 'Database',
      summary: 'Overwrites all data of a database with a backup; connections and credentials stay.',
      facts: {
        impact: 'in-place',
        destroys: 'all data of the database',
        creates: 'nothing',
        find: 'by the database’s status and shown source; else a person decides',
      },
      duplicate: 'acts',
      settleMs,
      fields: [
        {
          id: 'source',
          type: 'source',
          label: 'Source database',
          hint: 'The database that the backup belongs to.',
          required: true,
        },
        {
          id: 'backup',
          type: 'backup',
          label: 'Backup',
          hint: 'Times are UTC. “Latest” is fixed to one backup when you ask.',
          required: true,
        },
        {
          id: 'target',
          type: 'target',
          label: 'Database to overwrite',
          hint: 'All of its data is replaced.',
          required: true,
        },
      ],
    },
  ];
}
