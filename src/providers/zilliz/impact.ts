import type { Impact } from '#core/impact.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { newTarget } from '../kit/findings.ts';
import type { Does } from './client.ts';
import { databaseName, planned } from './wire.ts';

export function impactOf(plan: RestorePlan): Impact {
  const what = planned(plan);
  switch (what.kind) {
    case 'cluster':
      return newTarget(
        [`cluster ${what.clusterName}`],
        [
          `A new dedicated cluster of ${what.cuSize} CU, which costs money until somebody drops it.`,
          'It gets a new password of db_admin, which the requester alone is shown.',
          'Users, roles and grants do not come along; neither do TTLs and scaling settings.',
          'It cannot be cancelled once it runs.',
        ],
      );
    case 'collection':
      return newTarget(
        [
          `collection ${what.destCollection} in database ${databaseName(what.destDatabase)} on ${plan.target.name}`,
        ],
        [
          ...(what.destStatus === 'LOADED' ? ['It is loaded afterwards and takes memory there.'] : []),
          'Its TTL does not come along.',
          'It cannot be cancelled once it runs.',
        ],
      );
  }
}

export const leftToDo: Does<'leftToDo'> = (_, { kind, options }) =>
  kind === 'cluster'
    ? [
        'Create users, roles and grants again: they do not come along.',
        'Set TTLs and scaling again.',
        'Point applications to the new cluster, with its new password.',
      ]
    : [
        ...(options['dest_status'] === 'LOADED'
          ? []
          : ['Load the collection: until then it cannot be searched.']),
        'Set its TTL again: it does not come along.',
      ];
