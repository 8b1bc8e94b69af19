import { backup, choice, integer, source, target, text, type Kind } from '../kit/fields.ts';
import { longestClusterName } from './names.ts';

const sourceCluster = source(
  'Source cluster',
  'The cluster that the backup was made of; one that was dropped is offered as long as it has backups.',
);

/** What Zilliz Cloud can restore. */
export const zillizKinds: readonly Kind[] = [
  {
    id: 'collection',
    title: 'Collection',
    summary: 'Creates one collection from a backup, under a new name, in a cluster that exists.',
    facts: {
      impact: 'new-target',
      destroys: 'nothing',
      creates: 'one collection',
      find: 'not by the API: a person gives the job’s id',
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
          'One at a time; as database.collection where the backup names databases.',
        ),
        required: true,
      },
      target('Destination cluster', 'Running, dedicated, in the region of the backup.'),
      text(
        'dest_collection',
        'Name of the restored collection',
        'Must not exist yet. Without it the collection’s name with a short unique ending.',
      ),
      text('dest_database', 'Into database', 'Without it the database of the same name.'),
      choice('dest_status', 'Afterwards', 'Without it the collection is loaded.', [
        { value: 'LOADED', label: 'Loaded, ready to search' },
        { value: 'UNLOADED', label: 'Not loaded' },
      ]),
    ],
  },
  {
    id: 'cluster',
    title: 'Whole cluster',
    summary: 'Creates a new dedicated cluster from a backup, with a new password; nothing is overwritten.',
    facts: {
      impact: 'new-target',
      destroys: 'nothing',
      creates: 'a cluster',
      secret: 'the password of db_admin',
      find: 'among the project’s clusters, by the new name and time; its password is lost then',
    },
    duplicate: 'acts',
    secretInAnswer: 'the password of db_admin',
    fields: [
      sourceCluster,
      backup(),
      choice('project', 'Project of the new cluster', 'Without it the project that the source is in.'),
      text(
        'cluster_name',
        'Name of the new cluster',
        'Letters, digits and hyphens. Without it the source’s name with a short unique ending.',
        longestClusterName,
      ),
      integer('cu_size', 'CU size', 'Without it the size that the source has now.', [1, 1024]),
      choice(
        'collection_status',
        'Collections in the new cluster',
        'Without it they stay loaded where they were.',
        [
          { value: 'KEEP', label: 'Keep them loaded or not, as in the backup' },
          { value: 'RELEASE', label: 'Release them all' },
        ],
      ),
      choice('version_policy', 'Milvus version', 'Without it the vendor takes the latest one that fits.', [
        { value: 'LATEST', label: 'Latest that fits' },
        { value: 'ORIGINAL', label: 'As it was (backups of the last 30 days)' },
      ]),
    ],
  },
];
