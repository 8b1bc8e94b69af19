import type { Impact } from '#core/impact.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { utc } from '../kit/words.ts';
import type { Does } from './client.ts';
import { decodeClusterId } from './paths.ts';
import { apiOfPlan } from './wire.ts';

export function impactOf(plan: RestorePlan): Impact {
  return plan.kind === 'download' ? downloadImpact(plan) : clusterImpact(plan);
}

function clusterImpact(plan: RestorePlan): Impact {
  const target = plan.target.name;
  return {
    type: 'in-place',
    overwrites: [
      `all databases and collections of ${target}`,
      `indexes and Atlas Search indexes of ${target}`,
    ],
    creates: [],
    unavailable: [target],
    notes: [
      'Atlas removes all existing data of the target first. If the restore fails on its way, assume that it is gone.',
      'It cannot be cancelled once it runs.',
      'Stop whatever writes to the target: Atlas wants no client requests meanwhile, and does not check.',
      ...(plan.kind === 'point-in-time'
        ? ['Afterwards no point in time can be chosen until the next snapshot is complete.']
        : []),
    ],
  };
}

function downloadImpact({ source, ...plan }: RestorePlan): Impact {
  const life = ['v2', 'v1.0'].includes(apiOfPlan({ source, ...plan })) ? 'an hour, for one use' : '4 hours';
  const of = plan.point.type === 'backup' ? `the snapshot of ${utc(plan.point.takenAt)}` : 'a snapshot';
  return {
    type: 'download',
    overwrites: [],
    creates: [`a link to the files of ${of}`],
    unavailable: [],
    notes: [
      `The link works as a password, and only for ${life}. Only the requester can reveal it.`,
      'It works from addresses on the project’s IP access list only (port 27017).',
      'It gives data files for mongod --dbpath; mongorestore cannot read them.',
    ],
  };
}

/** What Atlas leaves to do after a restore: it removes all data and indexes of the target first. */
export const leftToDo: Does<'leftToDo'> = (_, { kind, target }) => {
  if (kind === 'download') return [];
  return [
    `Check the Atlas Search indexes of ${target.name}, and create again those that are missing.`,
    'Reconnect connection pools, and start what was stopped for the restore.',
    ...(kind === 'point-in-time'
      ? ['Wait for the next snapshot: until it is complete, no point in time can be chosen.']
      : []),
  ];
};

/**
 * The cluster in Atlas, or in Atlas for Government; elsewhere nobody knows the address. Its form is in no
 * document of the API; other public tools for Atlas write it so.
 */
export const consoleUrl: Does<'consoleUrl'> = ({ settings: { baseUrl } }, { target }) => {
  const cluster = decodeClusterId(target.id);
  if (cluster === undefined || !consoles.includes(baseUrl)) return undefined;
  const { projectId, name } = cluster;
  return `${baseUrl}/v2/${projectId}#/clusters/detail/${encodeURIComponent(name)}`;
};

const consoles: readonly string[] = ['https://cloud.mongodb.com', 'https://cloud.mongodbgov.com'];
