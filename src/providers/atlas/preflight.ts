import { blocker, type Finding } from '#core/finding.ts';
import type { CallOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { backupId } from '../kit/form.ts';
import { orGone } from '../kit/reads.ts';
import type { Does, Has } from './client.ts';
import type { Cluster } from './cluster.ts';
import {
  downloadFinding,
  momentFinding,
  restoreFindings,
  snapshotFindings,
  targetFindings,
} from './findings.ts';
import { impactOf } from './impact.ts';
import type { Job } from './job.ts';
import { clusterOf } from './paths.ts';
import type { Snapshot } from './snapshot.ts';
import { apiOf, apiOfPlan, placeOf, placeOfPlan } from './wire.ts';

export const preflight: Does<'preflight'> = async (has, plan, options) => {
  const isDownload = plan.kind === 'download';
  // A download goes nowhere: it is about the cluster that was backed up.
  const [source, target = source] = await Promise.all([
    has.client.cluster(clusterOf(plan.source), options),
    isDownload ? undefined : has.client.cluster(clusterOf(plan.target), options),
  ]);
  const about = { impact: impactOf(plan), tags: target.tags, sourceTags: source.tags };
  // M2 became Flex, and Flex becomes dedicated: then everything is asked for elsewhere.
  if (apiOf(source, versionOf(plan)) !== apiOfPlan(plan)) {
    const text = `“${plan.source.name}” is another kind of cluster by now: ask again.`;
    return { ...about, findings: [blocker('cluster-moved', text)] };
  }
  const { findings, snapshot } = isDownload
    ? await downloadChecks(has, plan, source, options)
    : await clusterChecks(has, plan, [source, target], options);
  return { ...about, findings, sizeBytes: snapshot?.bytes };
};

/** What a look found, and the snapshot that is restored, where there is one. */
interface Looked {
  readonly findings: readonly Finding[];
  readonly snapshot?: Snapshot | undefined;
}

async function clusterChecks(
  has: Has,
  plan: RestorePlan,
  [source, target]: readonly [Cluster, Cluster],
  options: CallOptions,
): Promise<Looked> {
  const { client, jobs, now } = has;
  const own = await jobs.list(placeOfPlan(plan), plan.source.name, options);
  // Jobs are listed by their source; others into the target are seen where they came from the target itself.
  const others = source.id === target.id ? [] : await jobsOf(has, plan, target, options);
  const all = uniqueById([...own.items, ...others]);
  const at = now();
  if (plan.kind === 'point-in-time') {
    const [snapshots, windowDays] = await Promise.all([
      client.snapshots(source, options),
      client.restoreWindowDays(source, options),
    ]);
    const findings = [
      ...targetFindings({ plan, source, target, snapshot: undefined }),
      momentFinding({ plan, source, snapshots, jobs: own.items, windowDays, now: at }),
      ...restoreFindings(plan, all, at),
    ];
    return { findings };
  }
  const snapshot = await orGone(client.snapshot(source, backupId(plan), options));
  const findings = [
    ...targetFindings({ plan, source, target, snapshot }),
    ...snapshotFindings(plan, snapshot, at),
    ...restoreFindings(plan, all, at),
  ];
  return { findings, snapshot };
}

async function downloadChecks(
  has: Has,
  plan: RestorePlan,
  source: Cluster,
  options: CallOptions,
): Promise<Looked> {
  const { client, now } = has;
  const project = { id: source.projectId, name: plan.source.name.split('/')[0] ?? source.projectId };
  const [snapshot, clusters] = await Promise.all([
    orGone(client.snapshot(source, backupId(plan), options)),
    client.clusters(project, options),
  ]);
  const jobs = await Promise.all(clusters.map((cluster) => jobsOf(has, plan, cluster, options)));
  const findings = [
    ...snapshotFindings(plan, snapshot, now()),
    downloadFinding(plan, uniqueById(jobs.flat())),
  ];
  return { findings, snapshot };
}

/** Restore jobs that have this cluster as their source. */
async function jobsOf({ jobs }: Has, plan: RestorePlan, cluster: Cluster, options: CallOptions) {
  const api = apiOf(cluster, versionOf(plan));
  if (api === undefined) return [];
  return (await jobs.list(placeOf(api, cluster), cluster.name, options)).items;
}

function versionOf(plan: RestorePlan): 'v1.0' | 'v2' {
  return apiOfPlan(plan) === 'v1.0' ? 'v1.0' : 'v2';
}

function uniqueById(jobs: readonly Job[]): readonly Job[] {
  return [...new Map(jobs.map((job) => [job.id, job])).values()];
}
