import type { Finding } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { beforeStart, blocker, ok, present, warning } from '../kit/findings.ts';
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
    return [blocker('backup-gone', text)];
  }
  if (what.kind === 'collection') {
    return [statusFinding(backup, now), contentFinding(backup, formatCollection(what))];
  }
  const text = 'The backup holds single collections only: choose one of the whole cluster.';
  return present(
    statusFinding(backup, now),
    backup.backupType === 'CLUSTER' ? undefined : blocker('backup-of-collections', text),
    policyFinding(backup, what.versionPolicy),
  );
}

function statusFinding({ status, createTime, expireTime }: BackupDetail, now: Date): Finding {
  switch (status) {
    case 'AVAILABLE': {
      if (expireTime !== undefined && expireTime <= now) {
        const text = `The backup of ${utc(createTime)} expired at ${utc(expireTime)}: Zilliz Cloud may have deleted it. Choose a newer one.`;
        return warning('backup-expired', text);
      }
      const until = expireTime === undefined ? '' : `; it expires ${utc(expireTime)}`;
      return ok('backup-available', `The backup of ${utc(createTime)} can be restored${until}.`);
    }
    case 'CREATING': {
      const text = 'The backup is still being made: the restore starts automatically once it is done.';
      return beforeStart('backup-unfinished', text);
    }
    default:
      return blocker('backup-unusable', `The backup is ${status.slice(0, 60)}: choose another one.`);
  }
}

function policyFinding(
  { restoreNewInstancePolicies }: BackupDetail,
  wanted: string | undefined,
): Finding | undefined {
  const policies = restoreNewInstancePolicies ?? [];
  if (wanted === undefined || policies.includes(wanted)) return undefined;
  if (policies.length === 0) {
    const text = `Zilliz Cloud does not show whether this backup can be restored with the version policy ${wanted}.`;
    return warning('policy-not-shown', text);
  }
  const text = `This backup can be restored with the version policy ${policies.join(' or ')} only: ask again with it.`;
  return blocker('policy-refused', text);
}

function contentFinding(backup: BackupDetail, name: string): Finding {
  const collections = collectionsIn(backup);
  if (collections.length === 0) {
    const text = `The backup does not list what it holds: whether “${name}” is in it shows only when it is restored.`;
    return warning('collections-not-listed', text);
  }
  return collectionNamed(collections, name) === undefined
    ? blocker('collection-missing', `The backup has no collection “${name}”: choose another one.`)
    : ok('collection-listed', `The backup holds “${name}”.`);
}
