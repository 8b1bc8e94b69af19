import type { Field, RestoreKind } from '#core/provider.ts';

/** Timestamps below this are refused (2008-01-01); the vendor holds them in 32 bits. */
export const earliestSeconds = 1_199_145_600;
const latestSeconds = 2_147_483_647;

const source: Field = {
  id: 'source',
  type: 'source',
  label: 'Source cluster',
  hint: 'The cluster that was backed up, as project/cluster.',
  required: true,
};

const backup: Field = {
  id: 'backup',
  type: 'backup',
  label: 'Snapshot',
  hint: 'Times are UTC. “Latest” is fixed to one snapshot when you ask.',
  required: true,
};

const target: Field = {
  id: 'target',
  type: 'target',
  label: 'Target cluster',
  hint: 'All data in it is removed first. May be the source itself.',
  required: true,
};

const overwrites = {
  impact: 'in-place',
  destroys: 'all data of the target cluster',
  creates: 'nothing',
  find: 'among the target’s restore jobs, by their time and every field; undecidable ones go to a person',
} as const;

/** What MongoDB Atlas can restore. */
export function atlasKinds(settleMs: number): readonly RestoreKind[] {
  return [
    {
      id: 'automated',
      title: 'Snapshot into a cluster',
      summary: 'Replaces all data of a cluster with a snapshot; it is unavailable meanwhile.',
      fields: [source, backup, target],
      facts: overwrites,
      // Nothing at Atlas recognises a second one: it would remove what was written since the first.
      duplicate: 'acts',
      settleMs,
    },
    {
      id: 'point-in-time',
      title: 'Point in time into a cluster',
      summary:
        'Replaces all data of a cluster with that of a second; dedicated clusters with continuous backup.',
      fields: [
        source,
        target,
        {
          id: 'at',
          type: 'instant',
          label: 'Moment',
          hint: 'To the second, inside the restore window. Leave it empty for an entry of the oplog.',
          required: false,
        },
        {
          id: 'oplogTs',
          type: 'integer',
          label: 'Oplog timestamp, seconds',
          hint: 'The first part of an oplog entry’s ts; with its increment, instead of a moment.',
          required: false,
          min: earliestSeconds,
          max: latestSeconds,
        },
        {
          id: 'oplogInc',
          type: 'integer',
          label: 'Oplog timestamp, increment',
          hint: 'The second part of the entry’s ts.',
          required: false,
          min: 1,
          max: latestSeconds,
        },
      ],
      facts: overwrites,
      duplicate: 'acts',
      settleMs,
    },
    {
      id: 'download',
      title: 'Download of a snapshot',
      summary: 'Makes a link to the files of a snapshot, for the requester alone; changes nothing.',
      fields: [source, backup],
      facts: {
        impact: 'download',
        destroys: 'nothing',
        creates: 'files to download, for a few hours',
        cancel: 'on dedicated clusters',
        secret: 'the link to the files',
        find: 'among the cluster’s restore jobs, by snapshot and time',
      },
      duplicate: 'acts',
      settleMs,
    },
  ];
}
