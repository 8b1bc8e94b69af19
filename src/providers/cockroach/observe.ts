import { orGone } from '../kit/reads.ts';
import { findBackup, type Does } from './client.ts';
import { majorVersion, planName } from './clusters.ts';

/** What an approver saw of target and backup. Gone is a fact, too; every other failure stays an error. */
export const observe: Does<'observe'> = async ({ client }, plan, options) => {
  const [target, backup] = await Promise.all([
    orGone(client.cluster(plan.target, options)),
    orGone(findBackup(client, plan, options)),
  ]);
  const Backup =
    backup === undefined ? 'no longer listed' : `${backup.id}, taken ${backup.as_of_time.toISOString()}`;
  if (target === undefined || target.state === 'DELETED') return { Destination: 'no longer there', Backup };
  return {
    Destination: target.name,
    'Destination id': target.id,
    'Destination created': target.created_at?.toISOString() ?? 'not shown',
    'Destination version': majorVersion(target),
    'Destination plan': planName(target),
    Backup,
  };
};
