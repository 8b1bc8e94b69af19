import type { Cluster } from './cluster.ts';

/** Why a cluster cannot be the source of this kind of restore, whatever happens; one sentence, or nothing. */
export function refuseSource(kind: string, source: Cluster, name: string): string | undefined {
  if (source.family === 'free') return `“${name}” is a free cluster (M0), which has no backups.`;
  if (kind !== 'point-in-time') return undefined;
  if (source.family !== 'dedicated') {
    return `“${name}” is no dedicated cluster (M10 or larger): only these go back to a point in time.`;
  }
  return source.pointInTime
    ? undefined
    : `“${name}” has no continuous backup: choose a snapshot, or turn it on for the next time.`;
}

/** Why data cannot go from one cluster to the other, whatever happens; one sentence, or nothing. */
export function refuseTarget(source: Cluster, target: Cluster, name: string): string | undefined {
  if (target.family === 'free') return `“${name}” is a free cluster (M0), which cannot be restored into.`;
  if (source.family === 'dedicated') {
    if (target.family !== 'dedicated') return `“${name}” is no dedicated cluster, and the source is one.`;
    if ((source.shards === 0) === (target.shards === 0)) return undefined;
    return source.shards === 0
      ? `“${name}” is sharded, and the source is a replica set.`
      : `“${name}” is a replica set, and the source is sharded.`;
  }
  return target.shards === 0
    ? undefined
    : `“${name}” is sharded: a Flex snapshot goes to a Flex cluster or a replica set.`;
}
