import { backup, names, source, target, text, toggle, type Kind } from '../kit/fields.ts';

const sourceCluster = source('Source cluster', 'The cluster that holds the backup.');
const destination = target('Destination cluster', 'Same plan as the source, same or newer major version.');

const always = [
  toggle('schema_only', 'Schema only, no data', 'Restores the tables without their rows.'),
  toggle(
    'skip_localities_check',
    'Skip the localities check',
    'Goes on where the destination lacks regions that the backup names.',
  ),
];
const skips = [
  toggle(
    'skip_missing_foreign_keys',
    'Skip missing foreign keys',
    'Drops foreign keys to tables that are not restored.',
  ),
  toggle(
    'skip_missing_sequences',
    'Skip missing sequences',
    'Drops column defaults that need a sequence which is not restored.',
  ),
  toggle(
    'skip_missing_views',
    'Skip views without their tables',
    'Leaves out views that depend on something which is not restored.',
  ),
];

const find = 'in the destination’s list of restores, by backup, type, objects, options and time';

/** What CockroachDB Cloud can restore. A second identical restore fails: the cluster or the name is taken by then. */
export const cockroachKinds: readonly Kind[] = [
  {
    id: 'database',
    title: 'Databases',
    summary: 'Creates databases from a backup; one that exists is never overwritten. Advanced plan only.',
    facts: { impact: 'new-target', destroys: 'nothing', creates: 'the databases', find },
    duplicate: 'refused',
    fields: [
      sourceCluster,
      backup(),
      names(
        'databases',
        'Databases',
        'What is there now is suggested; type the name of one that was dropped.',
      ),
      destination,
      text('new_db_name', 'New name', 'With one database only. Without it the database keeps its name.'),
      ...always,
      ...skips,
    ],
  },
  {
    id: 'table',
    title: 'Tables',
    summary: 'Creates tables from a backup; one that exists is never overwritten. Advanced plan only.',
    facts: { impact: 'new-target', destroys: 'nothing', creates: 'the tables', find },
    duplicate: 'refused',
    fields: [
      sourceCluster,
      backup(),
      names('tables', 'Tables', 'Type each as database.schema.table, such as orders.public.items.'),
      destination,
      text(
        'into_db',
        'Into database',
        'Must exist on the destination. Without it the tables go where they were.',
      ),
      ...always,
      ...skips,
    ],
  },
  {
    id: 'cluster',
    title: 'Whole cluster',
    summary: 'Replaces everything on the destination, users and settings too; it is unavailable meanwhile.',
    facts: {
      impact: 'in-place',
      destroys: 'everything on the destination, which must be emptied first',
      creates: 'what the backup holds',
      find,
    },
    duplicate: 'refused',
    fields: [sourceCluster, backup(), destination, ...always],
  },
];
