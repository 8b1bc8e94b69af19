import { ProviderError } from '#core/provider-error.ts';
import type { Baseline, CallOptions, FindOptions, FindResult } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { quoted } from '../kit/words.ts';
import type { ZillizClient } from './client.ts';
import { planned, type ClusterOptions } from './options.ts';
import type { Cluster } from './schema.ts';

/** Clusters that have the plan's name in the plan's project, and the vendor's clock. */
export async function readBaseline(
  client: ZillizClient,
  now: () => Date,
  plan: RestorePlan,
  options: CallOptions,
): Promise<Baseline> {
  const what = planned(plan);
  const { items, vendorTime } = await client.clusters(options);
  const there = what.kind === 'cluster' ? namesakes(items, what) : [];
  return { operationIds: there.map(({ clusterId }) => clusterId), vendorTime: vendorTime ?? now() };
}

/**
 * A restore into a new cluster is found by the cluster's name. One of a collection cannot be found at all: the
 * vendor lists no jobs over its API, and no collections of a live cluster.
 */
export async function findRestores(
  client: ZillizClient,
  plan: RestorePlan,
  { signal, since, baseline }: FindOptions,
): Promise<FindResult> {
  const what = planned(plan);
  // Also where it decides nothing: a vendor that cannot be reached is told apart from one that shows too little.
  const { items } = await client.clusters({ signal });
  if (what.kind === 'collection') {
    const reason = `Zilliz Cloud lists no jobs over its API. Look at the Jobs page of the project of “${plan.target.name}” for a job of type Restore that the bot’s API key started, or for the collection “${what.destCollection}”; with the job’s id restorebot can follow it`;
    return { type: 'undecidable', reason };
  }
  const fresh = namesakes(items, what).filter(
    ({ clusterId, createTime }) =>
      baseline?.operationIds.includes(clusterId) !== true &&
      (createTime === undefined || createTime >= since),
  );
  const unclear = fresh.filter(({ createTime }) => createTime === undefined);
  if (unclear.length > 0) {
    const ids = unclear.map(({ clusterId }) => clusterId);
    return {
      type: 'undecidable',
      reason: `Zilliz Cloud does not show when ${quoted(ids)} was created: it may or may not be ours`,
    };
  }
  const operations = fresh.map(({ clusterId, createTime = since }) => ({
    operationId: clusterId,
    createdAt: createTime,
  }));
  return { type: 'matches', operations };
}

/** The new cluster of a plan by its name; `undefined`: there is none. Throws where several have it. */
export async function clusterOfPlan(
  client: ZillizClient,
  what: ClusterOptions,
  options: CallOptions & { readonly use: 'act' | 'look' },
): Promise<Cluster | undefined> {
  const { items } = await client.clusters(options);
  const [first, ...more] = namesakes(items, what);
  if (more.length === 0) return first;
  throw new ProviderError({
    kind: 'contract',
    action: `read the new cluster “${what.clusterName}”`,
    detail: `${more.length + 1} clusters of the project have this name`,
    advice: 'Look at them in the Zilliz Cloud console: restorebot cannot tell which one is the restored one.',
  });
}

function namesakes(
  clusters: readonly Cluster[],
  { projectId, clusterName }: ClusterOptions,
): readonly Cluster[] {
  return clusters.filter((cluster) => cluster.projectId === projectId && cluster.clusterName === clusterName);
}
