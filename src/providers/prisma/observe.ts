import { backupId } from '../kit/form.ts';
import { orGone } from '../kit/reads.ts';
import type { Does } from './client.ts';

/**
 * What an approver saw of target and backup. Where its data came from is part of it: if it changes, somebody has
 * restored the target in the meantime.
 */
export const observe: Does<'observe'> = async ({ client }, plan, options) => {
  const [target, list] = await Promise.all([
    orGone(client.database(plan.target, options)),
    orGone(client.backups(plan.source, options)),
  ]);
  const backup = list?.backups.find(({ id }) => id === backupId(plan));
  const Backup =
    backup === undefined
      ? 'no longer listed'
      : `${backup.id}, ${backup.backupType}, taken ${backup.createdAt.toISOString()}, ${backup.status}`;
  if (target === undefined) return { Target: 'no longer there', Backup };
  const { id, name, createdAt, project, region, source } = target.body;
  return {
    Target: name,
    'Target id': id,
    'Target created': createdAt.toISOString(),
    'Target project': project.name,
    'Target region': region?.id ?? 'not shown',
    'Target data from':
      source === undefined ? 'no backup shown' : `backup ${source.backupId} of ${source.databaseId}`,
    Backup,
  };
};
