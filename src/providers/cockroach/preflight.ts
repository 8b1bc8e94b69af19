import type { Finding } from '#core/impact.ts';
import type { CallOptions, Preflight } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { utc } from '../words.ts';
import { findBackup } from './backup.ts';
import type { CockroachClient } from './client.ts';
import { clusterFindings } from './cluster-findings.ts';
import { impactOf } from './impact.ts';
import { nameFindings } from './name-findings.ts';
import { restoreFindings } from './restore-findings.ts';
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
    client.restores(plan.target, { ...options, enough: restoresLookedAt }),
    findBackup(client, plan, options),
  ]);
  const findings = [
    ...clusterFindings(plan, source, target, otherClusters),
    backupFinding(plan, backup),
    ...nameFindings(plan, databases),
    ...restoreFindings(plan, restores.items, now()),
  ];
  return { findings, impact: impactOf(plan, databases) };
}

function backupFinding(plan: RestorePlan, backup: Backup | undefined): Finding {
  return backup === undefined
    ? {
        level: 'blocker',
        code: 'backup-gone',
        text: `The backup is no longer in the list of “${plan.source.name}”: choose another one.`,
      }
    : {
        level: 'ok',
        code: 'backup-listed',
        text: `The backup of ${utc(backup.as_of_time)} can be restored.`,
      };
}
