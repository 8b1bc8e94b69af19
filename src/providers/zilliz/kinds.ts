import type { Field, RestoreKind } from '#core/provider.ts';
import { longestClusterName } from './names.ts';

const source: Field = {
  id: 'source',
  type: 'source',
  label: 'Source cluster',
  hint: 'The cluster that the backup was made of; one that was dropped is offered as long as it has backups.',
  required: true,
};

const backup: Field = {
  id: 'backup',
  type: 'backup',
  label: 'Backup',
  hint: 'Times are UTC. “Latest” is fixed to one backup when you ask.',
  required: true,
};

const clusterFields: readonly Field[] = [
  source,
  backup,
  {
    id: 'project',
    type: 'choice',
    label: 'Project of the new cluster',
    hint: 'Without it the project that the source is in.',
    required: false,
  },
  {
    id: 'cluster_name',
    type: 'text',
    label: 'Name of the new cluster',
    hint: 'Letters, digits and hyphens. Without it the source’s name with a short unique ending.',
    required: false,
    maxLength: longestClusterName,
  },
  {
    id: 'cu_size',
    type: 'integer',
    label: 'CU size',
    hint: 'Without it the size that the source has now.',
    required: false,
    min: 1,
    max: 1024,
  },
  {
    id: 'collection_status',
    type: 'choice',
    label: 'Collections in the new cluster',
    hint: 'Without it they stay loaded where they were.',
    required: false,
    options: [
      { value: 'KEEP', label: 'Keep them loaded or not, as in the backup' },
      { value: 'RELEASE', label: 'Release them all' },
    ],
  },
  {
    id: 'version_policy',
    type: 'choice',
    label: 'Milvus version',
    hint: 'Without it the vendor takes the latest one that fits.',
    required: false,
    options: [
      { value: 'LATEST', label: 'Latest that fits' },
      { value: 'ORIGINAL', label: 'As it was (backups of the last 30 days)' },
    ],
  },
];

const collectionFields: readonly Field[] = [
  source,
  backup,
  {
    id: 'collection',
    type: 'choice',
    label: 'Collection',
    hint: 'One at a time; as database.collection where the backup names databases.',
    required: true,
  },
  {
    id: 'target',
    type: 'target',
    label: 'Destination cluster',
    hint: 'Running, dedicated, in the region of the backup.',
    required: true,
  },
  {
    id: 'dest_collection',
    type: 'text',
    label: 'Name of the restored collection',
    hint: 'Must not exist yet. Without it the collection’s name with a short unique ending.',
    required: false,
    maxLength: 255,
  },
  {
    id: 'dest_database',
    type: 'text',
    label: 'Into database',
    hint: 'Without it the database of the same name.',
    required: false,
    maxLength: 255,
  },
  {
    id: 'dest_status',
    type: 'choice',
    label: 'Afterwards',
    hint: 'Without it the collection is loaded.',
    required: false,
    options: [
      { value: 'LOADED', label: 'Loaded, ready to search' },
      { value: 'UNLOADED', label: 'Not loaded' },
    ],
  },
];

/** What Zilliz Cloud can restore. */
export function zillizKinds(settleMs: number): readonly RestoreKind[] {
  return [
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
      fields: collectionFields,
      // What happens to a collection that exists is documented nowhere.
      duplicate: 'acts',
      settleMs,
      // A request is for one collection; for the next one, most answers stay.
      again: { label: 'Again for another collection…', without: ['collection', 'dest_collection'] },
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
      fields: clusterFields,
      duplicate: 'acts',
      settleMs,
      secretInAnswer: 'the password of db_admin',
    },
  ];
}
