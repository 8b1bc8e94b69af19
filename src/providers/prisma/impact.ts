import type { Impact } from '#core/impact.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { Does } from './client.ts';
import type { Database } from './schema.ts';

/** What a plan does: it always overwrites, whatever the target holds. */
export function impactOf({ target: { name } }: RestorePlan, target: Database): Impact {
  return {
    type: 'in-place',
    overwrites: [`all data of ${target.name} (project ${target.project.name})`],
    creates: [],
    unavailable: [name],
    notes: [
      'Prisma Postgres says that it cannot be undone.',
      'Connections and credentials stay as they are.',
      'It cannot be cancelled, and Prisma Postgres shows no progress.',
      'Nobody documents whether a restore that fails leaves the old data in place.',
      ...(target.isDefault === true ? [`${name} is the default database of its project.`] : []),
    ],
  };
}

export const leftToDo: Does<'leftToDo'> = () => [
  'Reconnect connection pools.',
  'Compare the schema with your migrations: it is that of the backup.',
];
