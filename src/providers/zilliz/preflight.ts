import { blocker, type Finding, warning } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { present } from '../kit/findings.ts';
import type { Does } from './client.ts';
import { findBackup, isDedicated, isGlobal, isGone } from './clusters.ts';
import { backupFindings, collectionFindings, newClusterFindings } from './findings.ts';
import { impactOf } from './impact.ts';
import type { Cluster } from './schema.ts';
import { planned } from './wire.ts';

export const preflight: Does<'preflight'> = async ({ client, now }, plan, options) => {
  const what = planned(plan);
  const [{ items: clusters, vendorTime = now() }, projects, backup] = await Promise.all([
    client.clusters(options),
    client.projects(options),
    findBackup(client, plan, options),
  ]);
  const findings = [
    ...backupFindings(plan, what, backup, vendorTime),
    ...present(sourceFinding(plan, clusters)),
    ...(what.kind === 'cluster'
      ? newClusterFindings(plan, what, { projects, clusters, backup })
      : collectionFindings(plan, what, { clusters, backup })),
  ];
  return { findings, impact: impactOf(plan), sizeBytes: backup?.size };
};

/** What the cluster that the backup was made of says. */
function sourceFinding({ source }: RestorePlan, clusters: readonly Cluster[]): Finding | undefined {
  const name = `“${source.name}”`;
  const cluster = clusters.find(({ clusterId }) => clusterId === source.id);
  if (cluster === undefined || isGone(cluster)) {
    const text = `${name} itself is no longer there. Zilliz Cloud does not say whether its backups can still be restored over the API.`;
    return warning('source-gone', text);
  }
  if (isGlobal(cluster)) {
    const text = `${name} is part of a global cluster, which Zilliz Cloud does not restore yet.`;
    return blocker('source-global', text);
  }
  if (isDedicated(cluster)) return undefined;
  const text = `${name} is not a dedicated cluster: only those have backups that can be restored.`;
  return blocker('source-not-dedicated', text);
}
