import type { CallOptions, Operation } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { ProviderCheck, Verification } from '#core/verification.ts';
import { orGone } from '../kit/or-gone.ts';
import type { ZillizClient } from './client.ts';
import { isGone } from './clusters.ts';
import { clusterOfPlan } from './find.ts';
import { databaseName } from './names.ts';
import { isClusterId, planned, type ClusterOptions, type CollectionOptions } from './options.ts';
import type { Cluster } from './schema.ts';

/** Looks whether what was restored is really there, as far as the control plane shows. */
export async function verifyRestore(
  client: ZillizClient,
  { plan, operationId }: Operation,
  options: CallOptions,
): Promise<Verification> {
  const what = planned(plan);
  if (what.kind === 'collection') return verifyCollection(plan, what);
  const cluster = isClusterId(operationId)
    ? await orGone(client.cluster(operationId, options))
    : await clusterOfPlan(client, what, { ...options, use: 'act' });
  return verifyCluster(what, operationId, cluster);
}

function verifyCluster(
  { clusterName, cuSize }: ClusterOptions,
  operationId: string,
  cluster: Cluster | undefined,
): Verification {
  if (cluster === undefined || isGone(cluster)) {
    const text = `There is no cluster “${clusterName}”, although Zilliz Cloud says it was restored.`;
    return {
      outcome: 'failed',
      findings: [{ level: 'warning', code: 'cluster-missing', text, looked: 'status' }],
    };
  }
  const { status, clusterId } = cluster;
  const password = passwordFinding(operationId);
  if (status === 'RUNNING') {
    const text = `“${clusterName}” (${clusterId}) is running. Try a search in it before anybody relies on it.`;
    return {
      outcome: 'passed',
      findings: [
        { level: 'ok', code: 'cluster-running', text, looked: 'status' },
        ...sizeFindings(cluster, cuSize),
        password,
      ],
    };
  }
  const text = `“${clusterName}” (${clusterId}) is ${status.slice(0, 60)}, not RUNNING: look at it in the Zilliz Cloud console.`;
  return {
    outcome: status === 'ABNORMAL' ? 'failed' : 'not-possible',
    findings: [{ level: 'warning', code: 'cluster-not-running', text, looked: 'status' }, password],
  };
}

function sizeFindings({ clusterName, cuSize }: Cluster, wanted: number): readonly ProviderCheck[] {
  if (cuSize === undefined || cuSize === wanted) return [];
  const text = `“${clusterName}” has ${cuSize} CU, not the ${wanted} that were asked for.`;
  return [{ level: 'warning', code: 'size-differs', text, looked: 'status' }];
}

/** A restore that is followed by its cluster was found again: the answer with its password never came. */
function passwordFinding(operationId: string): ProviderCheck {
  return isClusterId(operationId)
    ? {
        level: 'warning',
        code: 'password-lost',
        text: 'The answer that held the new password of db_admin may not have reached restorebot: unless it is offered here, reset it in the Zilliz Cloud console.',
      }
    : {
        level: 'warning',
        code: 'password-new',
        text: 'Its password of db_admin is new; the old one does not work there.',
      };
}

function verifyCollection({ target }: RestorePlan, what: CollectionOptions): Verification {
  const text = `Only the cluster itself shows its collections: look for “${what.destCollection}” in database “${databaseName(what.destDatabase)}” of “${target.name}”, and count its rows.`;
  return {
    outcome: 'not-possible',
    findings: [{ level: 'warning', code: 'collections-not-shown', text, looked: 'nothing' }],
  };
}
