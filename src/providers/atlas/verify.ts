import type { CallOptions, Operation } from '#core/provider.ts';
import { orGone } from '../kit/reads.ts';
import { failed, notPossible, passed } from '../kit/verdicts.ts';
import { utc } from '../kit/words.ts';
import type { Does } from './client.ts';
import type { JobClient } from './jobs.ts';
import { clusterOf } from './paths.ts';

/** Looks at the target, as far as the API shows: it shows clusters, and no data. */
export const verify: Does<'verify'> = async ({ client, jobs }, operation, options) => {
  const { plan, operationId } = operation;
  if (plan.kind === 'download') return verifyDownload(jobs, operation, options);
  const name = `“${plan.target.name}”`;
  const [{ job }, cluster] = await Promise.all([
    jobs.read(plan, operationId, options),
    orGone(client.cluster(clusterOf(plan.target), options)),
  ]);
  if (cluster === undefined) {
    const text = `${name} is no longer there, although Atlas says it was restored.`;
    return failed('target-missing', text);
  }
  if (job.state.type !== 'finished') {
    return failed('job-not-finished', `Restore job ${operationId} is no longer shown as finished.`);
  }
  if (cluster.paused || cluster.state !== 'IDLE') {
    const state = cluster.paused ? 'paused' : cluster.state;
    return notPossible('target-not-idle', `${name} is ${state}: look at its data once it is up.`);
  }
  const text = `${name} is up, and its restore job is finished. Connect and look at the data before anybody uses it.`;
  return passed('target-restored', text);
};

async function verifyDownload(jobs: JobClient, { plan, operationId }: Operation, options: CallOptions) {
  const { job } = await jobs.read(plan, operationId, options);
  if (job.state.type === 'expired' && job.state.at !== undefined) {
    const text = `The link expired at ${utc(job.state.at)}: if it was not revealed, ask again.`;
    return failed('link-missing', text);
  }
  if (job.state.type !== 'ready' || job.state.links.length === 0) {
    return failed('link-missing', 'Atlas shows no link any more: if it was not revealed, ask again.');
  }
  const { expiresAt } = job.state;
  const until = expiresAt === undefined ? 'for a few hours at most' : `until ${utc(expiresAt)}`;
  return passed('link-ready', `The link works ${until}.`);
}
