import type { Fingerprint } from '#core/fingerprint.ts';
import type { CallOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { orGone } from '../kit/reads.ts';
import type { AtlasClient, Does } from './client.ts';
import { familyWords, type Cluster } from './cluster.ts';
import { clusterOf } from './paths.ts';

/** What an approver saw of target and backup. Gone is a fact, too; every other failure stays an error. */
export const observe: Does<'observe'> = async ({ client }, plan, options) => {
  const [source, target] = await Promise.all([
    orGone(client.cluster(clusterOf(plan.source), options)),
    orGone(client.cluster(clusterOf(plan.target), options)),
  ]);
  const label = plan.kind === 'download' ? 'Source' : 'Target';
  return {
    ...clusterFacts(label, plan.target.name, target),
    ...(await pointFacts(client, plan, source, options)),
  };
};

function clusterFacts(label: string, name: string, cluster: Cluster | undefined): Fingerprint {
  if (cluster === undefined || cluster.state === 'DELETED') return { [label]: 'no longer there' };
  return {
    [label]: name,
    // Another cluster under the same name has another id.
    [`${label} id`]: cluster.id,
    [`${label} kind`]: familyWords(cluster),
    [`${label} version`]: cluster.majorVersion ?? 'not shown',
  };
}

async function pointFacts(
  client: AtlasClient,
  { point }: RestorePlan,
  source: Cluster | undefined,
  options: CallOptions,
): Promise<Fingerprint> {
  if (point.type === 'instant') {
    const state = source?.pointInTime === true ? 'on' : 'off';
    return { Moment: point.at.toISOString(), 'Continuous backup': state };
  }
  const snapshot =
    source === undefined ? undefined : await orGone(client.snapshot(source, point.backupId, options));
  if (snapshot === undefined) return { Snapshot: 'no longer there' };
  return {
    Snapshot: snapshot.complete
      ? `${snapshot.id}, taken ${snapshot.takenAt?.toISOString() ?? 'at an unknown time'}`
      : `${snapshot.id}, ${snapshot.status}`,
  };
}
