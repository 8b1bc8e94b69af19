import type { CallOptions, Operation } from '#core/provider.ts';
import type { Looked, Verification } from '#core/verification.ts';
import { orGone } from '../kit/or-gone.ts';
import { utc } from '../kit/words.ts';
import type { AtlasClient } from './client.ts';
import { clusterOf } from './cluster-id.ts';
import type { JobClient } from './jobs.ts';

/** Looks at the target, as far as the API shows: it shows clusters, and no data. */
export async function verifyRestore(
  { client, jobs }: { readonly client: AtlasClient; readonly jobs: JobClient },
  operation: Operation,
  options: CallOptions,
): Promise<Verification> {
  const { plan, operationId } = operation;
  if (plan.kind === 'download') return verifyDownload(jobs, operation, options);
  const name = `“${plan.target.name}”`;
  const [{ job }, cluster] = await Promise.all([
    jobs.read(plan, operationId, options),
    orGone(client.cluster(clusterOf(plan.target), options)),
  ]);
  if (cluster === undefined) {
    return said(
      'failed',
      'target-missing',
      `${name} is no longer there, although Atlas says it was restored.`,
    );
  }
  if (job.state.type !== 'finished') {
    return said('failed', 'job-not-finished', `Restore job ${operationId} is no longer shown as finished.`);
  }
  if (cluster.paused || cluster.state !== 'IDLE') {
    const state = cluster.paused ? 'paused' : cluster.state;
    const text = `${name} is ${state}: look at its data once it is up.`;
    return said('not-possible', 'target-not-idle', text, 'nothing');
  }
  const text = `${name} is up, and its restore job is finished. Connect and look at the data before anybody uses it.`;
  return { outcome: 'passed', findings: [{ level: 'ok', code: 'target-restored', text, looked: 'status' }] };
}

async function verifyDownload(
  jobs: JobClient,
  { plan, operationId }: Operation,
  options: CallOptions,
): Promise<Verification> {
  const { job } = await jobs.read(plan, operationId, options);
  if (job.state.type === 'expired' && job.state.at !== undefined) {
    const text = `The link expired at ${utc(job.state.at)}: if it was not revealed, ask again.`;
    return said('failed', 'link-missing', text);
  }
  if (job.state.type !== 'ready' || job.state.links.length === 0) {
    return said('failed', 'link-missing', 'Atlas shows no link any more: if it was not revealed, ask again.');
  }
  const { expiresAt } = job.state;
  const until = expiresAt === undefined ? 'for a few hours at most' : `until ${utc(expiresAt)}`;
  const text = `The link works ${until}.`;
  return { outcome: 'passed', findings: [{ level: 'ok', code: 'link-ready', text, looked: 'status' }] };
}

function said(
  outcome: Verification['outcome'],
  code: string,
  text: string,
  looked: Looked = 'status',
): Verification {
  return { outcome, findings: [{ level: 'warning', code, text, looked }] };
}
