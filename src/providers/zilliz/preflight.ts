import type { Finding } from '#core/finding.ts';
import type { CallOptions, Preflight } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { blocker, present, warning } from '../kit/findings.ts';
import { backupFindings } from './backup-findings.ts';
import { findBackup } from './backups.ts';
import type { ZillizClient } from './client.ts';
import { isDedicated, isGlobal, isGone } from './clusters.ts';
import { collectionFindings } from './collection-findings.ts';
import { impactOf } from './impact.ts';
import { newClusterFindings } from './new-cluster-findings.ts';
import { planned } from './options.ts';
import type { Cluster } from './schema.ts';

/** Everything that the control plane shows beforehand. */
export async function checkPlan(
  { client, now }: { readonly client: ZillizClient; readonly now: () => Date },
  plan: RestorePlan,
  options: CallOptions,
): Promise<Preflight> {
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
}

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
