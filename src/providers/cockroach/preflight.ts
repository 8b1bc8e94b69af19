import { blocker, type Finding, ok } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { backupGone } from '../kit/findings.ts';
import { unless } from '../kit/reads.ts';
import { utc } from '../kit/words.ts';
import { findBackup, type Does } from './client.ts';
import { clusterFindings, nameFindings, restoreFindings } from './findings.ts';
import { impactOf } from './impact.ts';
import type { Backup } from './schema.ts';

/** Newest restores of a destination that are looked through for one that runs. */
const restoresLookedAt = 100;

/** Everything the vendor shows beforehand. It still decides itself: a role, for one, may fail only later. */
export const preflight: Does<'preflight'> = async (
  { client, settings: { otherClusters }, now },
  plan,
  options,
) => {
  const [source, target, databases, restores, backup] = await Promise.all([
    client.cluster(plan.source, options),
    client.cluster(plan.target, options),
    client.databases(plan.target, options),
    orDenied(client.restores(plan.target, { ...options, enough: restoresLookedAt })),
    orDenied(findBackup(client, plan, options)),
  ]);
  const denied = [
    ...(backup === 'denied' ? [plan.source.name] : []),
    ...(restores === 'denied' ? [plan.target.name] : []),
  ];
  const findings = [
    ...[...new Set(denied)].map(deniedFinding),
    ...clusterFindings(plan, source, target, otherClusters),
    ...(backup === 'denied' ? [] : [backupFinding(plan, backup)]),
    ...nameFindings(plan, databases),
    ...(restores === 'denied' ? [] : restoreFindings(plan, restores.items, now())),
  ];
  return { findings, impact: impactOf(plan, databases), tags: target.labels, sourceTags: source.labels };
};

function backupFinding({ source }: RestorePlan, backup: Backup | undefined): Finding {
  return backup === undefined
    ? backupGone(source.name)
    : ok('backup-listed', `The backup of ${utc(backup.as_of_time)} can be restored.`);
}

/** Backups and restores are shown to exactly those roles that may restore. */
function orDenied<T>(asking: Promise<T>): Promise<T | 'denied'> {
  return unless(['forbidden'], asking, 'denied');
}

function deniedFinding(cluster: string): Finding {
  const text = `The service account may not restore from or to “${cluster}”: give it Cluster Admin or Cluster Operator there.`;
  return blocker('role-missing', text);
}
