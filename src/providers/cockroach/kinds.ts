import type { Field, RestoreKind } from '#core/provider.ts';
import type { ToggleId } from './options.ts';

const source: Field = {
  id: 'source',
  type: 'source',
  label: 'Source cluster',
  hint: 'The cluster that holds the backup.',
  required: true,
};

const backup: Field = {
  id: 'backup',
  type: 'backup',
  label: 'Backup',
  hint: 'Times are UTC. “Latest” is fixed to one backup when you ask.',
  required: true,
};

const target: Field = {
  id: 'target',
  type: 'target',
  label: 'Destination cluster',
  hint: 'Same plan as the source, same or newer major version.',
  required: true,
};

const labels: Readonly<Record<ToggleId, { readonly label: string; readonly hint: string }>> = {
  schema_only: { label: 'Schema only, no data', hint: 'Restores the tables without their rows.' },
  skip_localities_check: {
    label: 'Skip the localities check',
    hint: 'Goes on where the destination lacks regions that the backup names.',
  },
  skip_missing_foreign_keys: {
    label: 'Skip missing foreign keys',
    hint: 'Drops foreign keys to tables that are not restored.',
  },
  skip_missing_sequences: {
    label: 'Skip missing sequences',
    hint: 'Drops column defaults that need a sequence which is not restored.',
  },
  skip_missing_views: {
    label: 'Skip views without their tables',
    hint: 'Leaves out views that depend on something which is not restored.',
  },
};

function toggle(id: ToggleId): Field {
  return { id, type: 'toggle', required: false, ...labels[id] };
}

const skips = [
  toggle('skip_missing_foreign_keys'),
  toggle('skip_missing_sequences'),
  toggle('skip_missing_views'),
] as const;

const find = 'in the destination’s list of restores, by backup, type, objects, options and time';
const plain = { find } as const;

/** What CockroachDB Cloud can restore. A second identical restore fails: the cluster or the name is taken by then. */
export function cockroachKinds(settleMs: number): readonly RestoreKind[] {
  const shared = { duplicate: 'refused', settleMs } as const;
  return [
    {
      id: 'database',
      title: 'Databases',
      summary: 'Creates databases from a backup; one that exists is never overwritten. Advanced plan only.',
      facts: { ...plain, impact: 'new-target', destroys: 'nothing', creates: 'the databases' },
      fields: [
        source,
        backup,
        {
          id: 'databases',
          type: 'choices',
          label: 'Databases',
          hint: 'What is there now is suggested; type the name of one that was dropped.',
          required: true,
          custom: true,
        },
        target,
        {
          id: 'new_db_name',
          type: 'text',
          label: 'New name',
          hint: 'With one database only. Without it the database keeps its name.',
          required: false,
          maxLength: 255,
        },
        toggle('schema_only'),
        toggle('skip_localities_check'),
        ...skips,
      ],
      ...shared,
    },
    {
      id: 'table',
      title: 'Tables',
      summary: 'Creates tables from a backup; one that exists is never overwritten. Advanced plan only.',
      facts: { ...plain, impact: 'new-target', destroys: 'nothing', creates: 'the tables' },
      fields: [
        source,
        backup,
        {
          id: 'tables',
          type: 'choices',
          label: 'Tables',
          hint: 'Type each as database.schema.table, such as orders.public.items.',
          required: true,
          custom: true,
        },
        target,
        {
          id: 'into_db',
          type: 'text',
          label: 'Into database',
          hint: 'Must exist on the destination. Without it the tables go where they were.',
          required: false,
          maxLength: 255,
        },
        toggle('schema_only'),
        toggle('skip_localities_check'),
        ...skips,
      ],
      ...shared,
    },
    {
      id: 'cluster',
      title: 'Whole cluster',
      summary: 'Replaces everything on the destination, users and settings too; it is unavailable meanwhile.',
      facts: {
        ...plain,
        impact: 'in-place',
        destroys: 'everything on the destination, which must be emptied first',
        creates: 'what the backup holds',
      },
      fields: [source, backup, target, toggle('schema_only'), toggle('skip_localities_check')],
      ...shared,
    },
  ];
}
