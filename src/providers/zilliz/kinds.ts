import { backup, choice, integer, source, target, text, type Kind } from '../kit/fields.ts';
import { longestClusterName } from './wire.ts';

const sourceCluster = source(
  'Source cluster',
  'The cluster that was backed up. A dropped one is listed as long as it has backups.',
);

export const zillizKinds: readonly Kind[] = [
  {
    id: 'collection',
    title: 'Collection',
    summary: 'Creates one collection from a backup, under a new name, in an existing cluster.',
    facts: {
      impact: 'new-target',
      destroys: 'nothing',
      creates: 'one collection',
      find: 'not by the API: a person gives the job’s id',
      operationIds: 'the job’s id, job-…, on the Jobs page of the project',
    },
    // What happens to a collection that exists is documented nowhere.
    duplicate: 'acts',
    // A request is for one collection; for the next one, most answers stay.
    again: { label: 'Again for another collection…', without: ['collection', 'dest_collection'] },
    fields: [
      sourceCluster,
      backup(),
      {
        ...choice(
          'collection',
          'Collection',
          'One collection. Write database.collection if the backup has databases.',
        ),
        required: true,
      },
      target('Destination cluster', 'Must be running, dedicated, and in the backup’s region.'),
      text(
        'dest_collection',
        'Name of the restored collection',
        'Must not exist yet. Leave empty for the collection’s name with a short unique ending.',
      ),
      text('dest_database', 'Into database', 'Leave empty to use the database of the same name.'),
      choice('dest_status', 'Afterwards', 'Leave empty to load the collection.', [
        { value: 'LOADED', label: 'Loaded, ready to search' },
        { value: 'UNLOADED', label: 'Not loaded' },
      ]),
    ],
  },
  {
    id: 'cluster',
    title: 'Whole cluster',
    summary: 'Creates a new dedicated cluster from a backup, with a new password. Nothing is overwritten.',
    facts: {
      impact: 'new-target',
      destroys: 'nothing',
      creates: 'a cluster',
      secret: 'the password of db_admin',
      find: 'among the project’s clusters, by the new name and time; its password is lost then',
      operationIds:
        'the job’s id, job-…, on the Jobs page of the project, or the id of the new cluster, in01-…',
    },
    duplicate: 'acts',
    secretInAnswer: 'the password of db_admin',
    fields: [
      sourceCluster,
      backup(),
      choice('project', 'Project of the new cluster', 'Leave empty to use the source’s project.'),
      text(
        'cluster_name',
        'Name of the new cluster',
        'Letters, digits and hyphens. Leave empty for the source’s name with a short unique ending.',
        longestClusterName,
      ),
      integer('cu_size', 'CU size', 'Leave empty to use the source’s current size.', [1, 1024]),
      choice(
        'collection_status',
        'Collections in the new cluster',
        'Leave empty to load what was loaded in the backup.',
        [
          { value: 'KEEP', label: 'Load what was loaded in the backup' },
          { value: 'RELEASE', label: 'Load none' },
        ],
      ),
      choice('version_policy', 'Milvus version', 'Leave empty for the latest compatible version.', [
        { value: 'LATEST', label: 'Latest compatible' },
        { value: 'ORIGINAL', label: 'Same as the backup (backups of the last 30 days)' },
      ]),
    ],
  },
];
