import type { RestorePlan } from '#core/restore-plan.ts';
import type { ProviderCheck, Verification } from '#core/verification.ts';
import { present } from '../kit/findings.ts';
import { orGone } from '../kit/reads.ts';
import { alsoKnow, failed, notPossible, passed, withChecks } from '../kit/verdicts.ts';
import type { Does } from './client.ts';
import { isGone } from './clusters.ts';
import { clusterOfPlan } from './find.ts';
import type { Cluster } from './schema.ts';
import { databaseName, isClusterId, planned, type ClusterOptions, type CollectionOptions } from './wire.ts';

/** Looks whether what was restored is really there, as far as the control plane shows. */
export const verify: Does<'verify'> = async ({ client }, { plan, operationId }, options) => {
  const what = planned(plan);
  if (what.kind === 'collection') return verifyCollection(plan, what);
  const cluster = isClusterId(operationId)
    ? await orGone(client.cluster(operationId, options))
    : await clusterOfPlan(client, what, options);
  return verifyCluster(what, operationId, cluster);
};

function verifyCluster(
  { clusterName, cuSize }: ClusterOptions,
  operationId: string,
  cluster: Cluster | undefined,
): Verification {
  if (cluster === undefined || isGone(cluster)) {
    const text = `There is no cluster “${clusterName}”, although Zilliz Cloud says it was restored.`;
    return failed('cluster-missing', text);
  }
  const { status, clusterId } = cluster;
  const password = passwordFinding(operationId);
  if (status === 'RUNNING') {
    const text = `“${clusterName}” (${clusterId}) is running. Try a search in it before anybody relies on it.`;
    const checks = present(sizeFinding(cluster, cuSize), password);
    return withChecks(passed('cluster-running', text), ...checks);
  }
  const text = `“${clusterName}” (${clusterId}) is ${status.slice(0, 60)}, not RUNNING: look at it in the Zilliz Cloud console.`;
  const verdict = status === 'ABNORMAL' ? failed : notPossible;
  return withChecks(verdict('cluster-not-running', text, 'status'), password);
}

function sizeFinding({ clusterName, cuSize }: Cluster, wanted: number): ProviderCheck | undefined {
  if (cuSize === undefined || cuSize === wanted) return undefined;
  const text = `“${clusterName}” has ${cuSize} CU, not the ${wanted} that were asked for.`;
  return { level: 'warning', code: 'size-differs', text, looked: 'status' };
}

/** A restore that is followed by its cluster was found again: the answer with its password never came. */
function passwordFinding(operationId: string): ProviderCheck {
  return isClusterId(operationId)
    ? alsoKnow(
        'password-lost',
        'The answer that held the new password of db_admin may not have reached restorebot: unless it is offered here, reset it in the Zilliz Cloud console.',
      )
    : alsoKnow('password-new', 'Its password of db_admin is new; the old one does not work there.');
}

function verifyCollection({ target }: RestorePlan, what: CollectionOptions): Verification {
  const text = `Only the cluster itself shows its collections: look for “${what.destCollection}” in database “${databaseName(what.destDatabase)}” of “${target.name}”, and count its rows.`;
  return notPossible('collections-not-shown', text);
}
