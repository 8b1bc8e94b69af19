import { backup, names, source, target, text, toggle, type Kind } from '../kit/fields.ts';

const sourceCluster = source('Source cluster', 'The cluster that holds the backup.');
const destination = target(
  'Destination cluster',
  'Must be on the same plan as the source, with the same or a newer major version.',
);

const always = [
  toggle('schema_only', 'Schema only, no data', 'Restores the tables without their rows.'),
  toggle(
    'skip_localities_check',
    'Skip the localities check',
    'Continues even if the destination lacks regions that the backup names.',
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
    'Drops column defaults that need a sequence that is not restored.',
  ),
  toggle(
    'skip_missing_views',
    'Skip views without their tables',
    'Skips views that depend on something that is not restored.',
  ),
];

const find = 'in the destination’s list of restores, by backup, type, objects, options and time';
const operationIds = 'the id of the restore, a UUID, as the API lists the restores of the destination';

/** What CockroachDB Cloud can restore. A second identical restore fails: the cluster or the name is taken by then. */
export const cockroachKinds: readonly Kind[] = [
  {
    id: 'database',
    title: 'Databases',
    summary: 'Creates databases from a backup. Never overwrites one that exists. Advanced plan only.',
    facts: { impact: 'new-target', destroys: 'nothing', creates: 'the databases', find, operationIds },
    duplicate: 'refused',
    fields: [
      sourceCluster,
      backup(),
      names(
        'databases',
        'Databases',
        'The list shows what exists now. Type the name of a database that was dropped.',
      ),
      destination,
      text('new_db_name', 'New name', 'Only with one database. Leave empty to keep its name.'),
      ...always,
      ...skips,
    ],
  },
  {
    id: 'table',
    title: 'Tables',
    summary: 'Creates tables from a backup. Never overwrites one that exists. Advanced plan only.',
    facts: { impact: 'new-target', destroys: 'nothing', creates: 'the tables', find, operationIds },
    duplicate: 'refused',
    fields: [
      sourceCluster,
      backup(),
      names('tables', 'Tables', 'Type each as database.schema.table, for example orders.public.items.'),
      destination,
      text(
        'into_db',
        'Into database',
        'Must exist on the destination. Leave empty to restore each table into its own database.',
      ),
      ...always,
      ...skips,
    ],
  },
  {
    id: 'cluster',
    title: 'Whole cluster',
    summary:
      'Replaces everything on the destination, including users and settings. The cluster is unavailable during the restore.',
    facts: {
      impact: 'in-place',
      destroys: 'everything on the destination, which must be emptied first',
      creates: 'what the backup holds',
      find,
      operationIds,
    },
    duplicate: 'refused',
    fields: [sourceCluster, backup(), destination, ...always],
  },
];
