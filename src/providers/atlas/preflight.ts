import type { Finding } from '#core/finding.ts';
import type { CallOptions, Preflight } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { blocker } from '../kit/findings.ts';
import { orGone } from '../kit/reads.ts';
import type { AtlasClient } from './client.ts';
import type { Cluster } from './cluster.ts';
import { clusterOf } from './ids.ts';
import { impactOf } from './impact.ts';
import { downloadFinding, restoreFindings } from './job-findings.ts';
import type { Job } from './job.ts';
import type { JobClient } from './jobs.ts';
import { apiOf, apiOfPlan, placeOf, placeOfPlan } from './places.ts';
import { momentFinding, snapshotFindings } from './point-findings.ts';
import type { Snapshot } from './snapshot.ts';
import { targetFindings } from './target-findings.ts';
import { snapshotId } from './wire.ts';

export interface PreflightDeps {
  readonly client: AtlasClient;
  readonly jobs: JobClient;
  readonly now: () => Date;
}

/** Everything the vendor shows beforehand. It still decides itself. */
export async function checkPlan(
  deps: PreflightDeps,
  plan: RestorePlan,
  options: CallOptions,
): Promise<Preflight> {
  const { client } = deps;
  const isDownload = plan.kind === 'download';
  // A download goes nowhere: it is about the cluster that was backed up.
  const [source, other] = await Promise.all([
    client.cluster(clusterOf(plan.source), options),
    isDownload ? undefined : client.cluster(clusterOf(plan.target), options),
  ]);
  const target = other ?? source;
  const { findings, snapshot } = !isAsPlanned(plan, source)
    ? { findings: [clusterMoved(plan)] }
    : isDownload
      ? await downloadChecks(deps, plan, source, options)
      : await clusterChecks(deps, plan, { source, target }, options);
  const sizeBytes = snapshot?.bytes;
  return { findings, impact: impactOf(plan), tags: target.tags, sourceTags: source.tags, sizeBytes };
}

/** What a look found, and the snapshot that is restored, where there is one. */
interface Looked {
  readonly findings: readonly Finding[];
  readonly snapshot?: Snapshot | undefined;
}

interface Ends {
  readonly source: Cluster;
  readonly target: Cluster;
}

async function clusterChecks(
  deps: PreflightDeps,
  plan: RestorePlan,
  { source, target }: Ends,
  options: CallOptions,
): Promise<Looked> {
  const { client, jobs, now } = deps;
  const own = await jobs.list(placeOfPlan(plan), plan.source.name, options);
  // Jobs are listed by their source; others into the target are seen where they came from the target itself.
  const others = source.id === target.id ? [] : await jobsOf(deps, plan, target, options);
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
  const snapshot = await orGone(client.snapshot(source, snapshotId(plan), options));
  const findings = [
    ...targetFindings({ plan, source, target, snapshot }),
    ...snapshotFindings(plan, snapshot, at),
    ...restoreFindings(plan, all, at),
  ];
  return { findings, snapshot };
}

async function downloadChecks(
  deps: PreflightDeps,
  plan: RestorePlan,
  source: Cluster,
  options: CallOptions,
): Promise<Looked> {
  const { client, now } = deps;
  const project = { id: source.projectId, name: plan.source.name.split('/')[0] ?? source.projectId };
  const [snapshot, clusters] = await Promise.all([
    orGone(client.snapshot(source, snapshotId(plan), options)),
    client.clusters(project, options),
  ]);
  const jobs = await Promise.all(clusters.map((cluster) => jobsOf(deps, plan, cluster, options)));
  const findings = [
    ...snapshotFindings(plan, snapshot, now()),
    downloadFinding(plan, uniqueById(jobs.flat())),
  ];
  return { findings, snapshot };
}

/** Restore jobs that have this cluster as their source. */
async function jobsOf(
  { jobs }: PreflightDeps,
  plan: RestorePlan,
  cluster: Cluster,
  options: CallOptions,
): Promise<readonly Job[]> {
  const api = apiOf(cluster, versionOf(plan));
  if (api === undefined) return [];
  return (await jobs.list(placeOf(api, cluster), cluster.name, options)).items;
}

function versionOf(plan: RestorePlan): 'v1.0' | 'v2' {
  return apiOfPlan(plan) === 'v1.0' ? 'v1.0' : 'v2';
}

/** M2 became Flex, and Flex becomes dedicated: then everything is asked for elsewhere. */
function isAsPlanned(plan: RestorePlan, source: Cluster): boolean {
  return apiOf(source, versionOf(plan)) === apiOfPlan(plan);
}

function clusterMoved({ source }: RestorePlan): Finding {
  const text = `“${source.name}” is another kind of cluster by now: ask again.`;
  return blocker('cluster-moved', text);
}

function uniqueById(jobs: readonly Job[]): readonly Job[] {
  return [...new Map(jobs.map((job) => [job.id, job])).values()];
}
