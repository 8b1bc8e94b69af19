import type { Finding } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { utc } from '../kit/words.ts';
import { collectionNamed, collectionsIn } from './backups.ts';
import { formatCollection } from './names.ts';
import type { Planned } from './options.ts';
import type { BackupDetail } from './schema.ts';

/** What the backup says about the plan. */
export function backupFindings(
  plan: RestorePlan,
  what: Planned,
  backup: BackupDetail | undefined,
  now: Date,
): readonly Finding[] {
  if (backup === undefined) {
    const text = `The backup is no longer in the list of “${plan.source.name}”: choose another one.`;
    return [{ level: 'blocker', code: 'backup-gone', text }];
  }
  return [
    statusFinding(backup, now),
    ...(what.kind === 'cluster'
      ? [...typeFindings(backup), ...policyFindings(backup, what.versionPolicy)]
      : [contentFinding(backup, formatCollection(what))]),
  ];
}

function statusFinding({ status, createTime, expireTime }: BackupDetail, now: Date): Finding {
  switch (status) {
    case 'AVAILABLE': {
      if (expireTime !== undefined && expireTime <= now) {
        const text = `The backup of ${utc(createTime)} expired at ${utc(expireTime)}: Zilliz Cloud may have deleted it. Choose a newer one.`;
        return { level: 'warning', code: 'backup-expired', text };
      }
      const until = expireTime === undefined ? '' : `; it expires ${utc(expireTime)}`;
      return {
        level: 'ok',
        code: 'backup-available',
        text: `The backup of ${utc(createTime)} can be restored${until}.`,
      };
    }
    case 'CREATING':
      return {
        level: 'before-start',
        code: 'backup-unfinished',
        text: 'The backup is still being made: the restore starts automatically once it is done.',
      };
    default:
      return {
        level: 'blocker',
        code: 'backup-unusable',
        text: `The backup is ${status.slice(0, 60)}: choose another one.`,
      };
  }
}

function typeFindings({ backupType }: BackupDetail): readonly Finding[] {
  if (backupType === 'CLUSTER') return [];
  const text = 'The backup holds single collections only: choose one of the whole cluster.';
  return [{ level: 'blocker', code: 'backup-of-collections', text }];
}

function policyFindings(
  { restoreNewInstancePolicies: policies }: BackupDetail,
  wanted: string | undefined,
): readonly Finding[] {
  if (wanted === undefined) return [];
  if (policies === null || policies === undefined || policies.length === 0) {
    const text = `Zilliz Cloud does not show whether this backup can be restored with the version policy ${wanted}.`;
    return [{ level: 'warning', code: 'policy-not-shown', text }];
  }
  if (policies.includes(wanted)) return [];
  const text = `This backup can be restored with the version policy ${policies.join(' or ')} only: ask again with it.`;
  return [{ level: 'blocker', code: 'policy-refused', text }];
}

function contentFinding(backup: BackupDetail, name: string): Finding {
  const collections = collectionsIn(backup);
  if (collections.length === 0) {
    const text = `The backup does not list what it holds: whether “${name}” is in it shows only when it is restored.`;
    return { level: 'warning', code: 'collections-not-listed', text };
  }
  return collectionNamed(collections, name) === undefined
    ? {
        level: 'blocker',
        code: 'collection-missing',
        text: `The backup has no collection “${name}”: choose another one.`,
      }
    : { level: 'ok', code: 'collection-listed', text: `The backup holds “${name}”.` };
}
