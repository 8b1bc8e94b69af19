import type { Finding } from '#core/finding.ts';
import type { CallOptions, Preflight } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { blocker, ok } from '../kit/findings.ts';
import { unless } from '../kit/reads.ts';
import { utc } from '../kit/words.ts';
import { findBackup, type CockroachClient } from './client.ts';
import { clusterFindings, restoreFindings } from './cluster-findings.ts';
import { impactOf } from './impact.ts';
import { nameFindings } from './name-findings.ts';
import type { Backup } from './schema.ts';
import type { CockroachSettings } from './settings.ts';

export interface PreflightDeps {
  readonly client: CockroachClient;
  readonly otherClusters: CockroachSettings['otherClusters'];
  readonly now: () => Date;
}

/** Newest restores of a destination that are looked through for one that runs. */
const restoresLookedAt = 100;

/** Everything the vendor shows beforehand. It still decides itself: a role, for one, may fail only later. */
export async function checkPlan(
  { client, otherClusters, now }: PreflightDeps,
  plan: RestorePlan,
  options: CallOptions,
): Promise<Preflight> {
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
}

function backupFinding({ source }: RestorePlan, backup: Backup | undefined): Finding {
  return backup === undefined
    ? blocker('backup-gone', `The backup is no longer in the list of “${source.name}”: choose another one.`)
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
