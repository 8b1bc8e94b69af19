import { findAmong, type Compared } from '../kit/find.ts';
import { notOurs } from '../kit/polls.ts';
import type { Does, ZillizClient } from './client.ts';
import type { Cluster } from './schema.ts';
import { planned, type ClusterOptions } from './wire.ts';

/** Clusters that have the plan's name in the plan's project, and the vendor's clock. */
export const baseline: Does<'baseline'> = async ({ client, now }, plan, options) => {
  const what = planned(plan);
  const { items, vendorTime = now() } = await client.clusters(options);
  const there = what.kind === 'cluster' ? namesakes(items, what) : [];
  return { operationIds: there.map(({ clusterId }) => clusterId), vendorTime };
};

/**
 * A restore into a new cluster is found by the cluster's name. One of a collection cannot be found at all: the
 * vendor lists no jobs over its API, and no collections of a live cluster.
 */
export const find: Does<'find'> = async ({ client }, plan, { signal, since, baseline }) => {
  const what = planned(plan);
  // Also where it decides nothing: a vendor that cannot be reached is told apart from one that shows too little.
  const { items } = await client.clusters({ signal });
  if (what.kind === 'collection') {
    const reason = `Zilliz Cloud lists no jobs over its API. Look at the Jobs page of the project of “${plan.target.name}” for a job of type Restore that the bot’s API key started, or for the collection “${what.destCollection}”; with the job’s id restorebot can follow it`;
    return { type: 'undecidable', reason };
  }
  const compared = namesakes(items, what)
    .filter(({ clusterId }) => baseline?.operationIds.includes(clusterId) !== true)
    .filter(({ createTime = since }) => createTime >= since)
    .map(({ clusterId, createTime }): Compared => {
      const likeness = createTime === undefined ? 'unclear' : 'same';
      return { id: clusterId, createdAt: createTime ?? since, likeness };
    });
  return findAmong(compared, baseline, (ids) => `Zilliz Cloud does not show when ${ids} was created`);
};

/** The new cluster of a plan by its name; `undefined`: there is none. Throws where several have it. */
export async function clusterOfPlan(
  client: ZillizClient,
  what: ClusterOptions,
  options: Parameters<ZillizClient['clusters']>[0],
): Promise<Cluster | undefined> {
  const { items } = await client.clusters(options);
  const [first, ...more] = namesakes(items, what);
  if (more.length === 0) return first;
  throw notOurs(
    `read the new cluster “${what.clusterName}”`,
    `${more.length + 1} clusters of the project have this name`,
    'Look at them in the Zilliz Cloud console: restorebot cannot tell which one is the restored one.',
  );
}

function namesakes(clusters: readonly Cluster[], { projectId, clusterName }: ClusterOptions) {
  return clusters.filter((cluster) => cluster.projectId === projectId && cluster.clusterName === clusterName);
}
