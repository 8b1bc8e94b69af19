import { backup, integer, source, target, type Kind } from '../kit/fields.ts';

/** Timestamps below this are refused (2008-01-01); the vendor holds them in 32 bits. */
export const earliestSeconds = 1_199_145_600;
const latestSeconds = 2_147_483_647;

const sourceCluster = source('Source cluster', 'The cluster that was backed up, as project/cluster.');
const targetCluster = target('Target cluster', 'All its data is removed first. Can be the source.');
const snapshot = backup('Snapshot');

const operationIds =
  'the id of the restore job, 24 hexadecimal digits, as the API lists the restore jobs of the source cluster';

const overwrites = {
  impact: 'in-place',
  destroys: 'all data of the target cluster',
  creates: 'nothing',
  find: 'among the target’s restore jobs, by their time and every field; undecidable ones go to a person',
  operationIds,
} as const;

/** What MongoDB Atlas can restore. Nothing there recognizes a second one: it would remove what was written since the first. */
export const atlasKinds: readonly Kind[] = [
  {
    id: 'automated',
    title: 'Snapshot into a cluster',
    summary: 'Replaces all data in a cluster with a snapshot. The cluster is unavailable during the restore.',
    facts: overwrites,
    duplicate: 'acts',
    fields: [sourceCluster, snapshot, targetCluster],
  },
  {
    id: 'point-in-time',
    title: 'Point in time into a cluster',
    summary:
      'Replaces all data in a cluster with the data as of one second. Needs a dedicated cluster with continuous backup.',
    facts: overwrites,
    duplicate: 'acts',
    fields: [
      sourceCluster,
      targetCluster,
      {
        id: 'at',
        type: 'instant',
        label: 'Point in time',
        hint: 'To the second, inside the restore window. Leave empty to use an oplog timestamp.',
        required: false,
      },
      integer(
        'oplogTs',
        'Oplog timestamp, seconds',
        'The first part of an oplog entry’s ts. Use it with the increment, instead of a point in time.',
        [earliestSeconds, latestSeconds],
      ),
      integer('oplogInc', 'Oplog timestamp, increment', 'The second part of the entry’s ts.', [
        1,
        latestSeconds,
      ]),
    ],
  },
  {
    id: 'download',
    title: 'Download of a snapshot',
    summary: 'Creates a download link for a snapshot’s files, for the requester only. Changes no data.',
    facts: {
      impact: 'download',
      destroys: 'nothing',
      creates: 'files to download, for a few hours',
      cancel: 'on dedicated clusters',
      secret: 'the link to the files',
      find: 'among the cluster’s restore jobs, by snapshot and time',
      operationIds,
    },
    duplicate: 'acts',
    fields: [sourceCluster, snapshot],
  },
];
