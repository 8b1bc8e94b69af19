import { ProviderError } from '#core/provider-error.ts';
import type { CallOptions, CancelResult, Operation, Poll } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { utc } from '../kit/words.ts';
import type { Job } from './job.ts';
import type { JobClient } from './jobs.ts';
import { compareWithPlan } from './match.ts';
import { apiOfPlan } from './places.ts';

/** One look at a running job. */
export async function pollJob(
  jobs: JobClient,
  now: () => Date,
  { plan, operationId }: Operation,
  options: CallOptions,
): Promise<Poll> {
  try {
    const { job, vendorTime } = await jobs.read(plan, operationId, options);
    assertOurs(plan, operationId, job);
    return toPoll(plan, job, vendorTime ?? now());
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'not-found') throw error;
    return {
      type: 'gone',
      detail: `MongoDB Atlas no longer knows restore job ${operationId} (${error.facts.detail})`,
    };
  }
}

function toPoll(plan: RestorePlan, { id, state }: Job, at: Date): Poll {
  switch (state.type) {
    case 'failed':
      return {
        type: 'failed',
        reason:
          plan.kind === 'download'
            ? 'MongoDB Atlas could not make the download, and gave no reason'
            : 'MongoDB Atlas gave no reason',
        leftBehind: leftBehind(plan),
      };
    case 'expired': {
      const when = state.at === undefined ? '' : ` at ${utc(state.at)}`;
      return {
        type: 'failed',
        reason:
          plan.kind === 'download'
            ? `Download link expired${when}; nobody fetched it here. Ask again`
            : 'MongoDB Atlas says that the restore job expired',
        leftBehind: leftBehind(plan),
      };
    }
    case 'cancelled':
      return { type: 'cancelled' };
    case 'ready': {
      if (state.links.length === 0) {
        return { type: 'running', detail: 'MongoDB Atlas has made the download, and shows no link yet.' };
      }
      const until = state.expiresAt === undefined ? '' : `, works until ${utc(state.expiresAt)}`;
      const secrets = state.links.map(({ label, url }) => [`${label}${until}`, url.reveal()] as const);
      return { type: 'succeeded', finishedAt: at, secrets: Object.fromEntries(secrets) };
    }
    case 'finished':
      // A worker that saw its link has ended the request with it: an end without one is none that anybody could use.
      return plan.kind === 'download'
        ? {
            type: 'failed',
            reason: 'MongoDB Atlas ended the download, and shows no link. Ask again',
            leftBehind: leftBehind(plan),
          }
        : { type: 'succeeded', finishedAt: state.at ?? at };
    case 'running':
      return { type: 'running', detail: state.detail };
    case 'strange':
      // A person looks: an end that nobody can read is neither a success nor a failure, nor does it run for ever.
      return state.ended
        ? {
            type: 'gone',
            detail: `MongoDB Atlas says that restore job ${id} is over, with the status ${state.word}, which restorebot does not know`,
          }
        : {
            type: 'running',
            detail: `Status at MongoDB Atlas: ${state.word}.`,
            alarm: `MongoDB Atlas says ${state.word}, a status that restorebot does not know.`,
          };
  }
}

/** Atlas removes all data of the target before it restores, and documents nothing about a failure after that. */
function leftBehind(plan: RestorePlan): string {
  return plan.kind === 'download'
    ? 'No data was changed.'
    : `Assume that the old data of “${plan.target.name}” is gone: keep clients away from it, and restore a snapshot into it.`;
}

/** A job that is not what was asked for must not end ours. */
function assertOurs(plan: RestorePlan, operationId: string, job: Job): void {
  if (job.id === operationId && compareWithPlan(plan, job) !== 'different') return;
  throw new ProviderError({
    kind: 'contract',
    action: `read restore job ${operationId} of cluster “${plan.source.name}”`,
    detail: 'MongoDB Atlas answered with another job than was asked for',
    advice: 'Look at the restore jobs of the source cluster in Atlas before you trust either of them.',
  });
}

/** Whether the vendor stops what this plan starts: downloads from dedicated clusters, and nothing else. */
export function canCancelPlan(plan: RestorePlan): boolean {
  return plan.kind === 'download' && ['v2', 'v1.0'].includes(apiOfPlan(plan));
}

/** Asks the vendor to stop. What it says no to is over, or cannot be stopped. */
export async function cancelJob(
  jobs: JobClient,
  { plan, operationId }: Operation,
  options: CallOptions,
): Promise<CancelResult> {
  if (!canCancelPlan(plan)) {
    return {
      type: 'too-late',
      reason: 'Atlas stops downloads only: a restore into a cluster runs to its end.',
    };
  }
  try {
    await jobs.cancel(plan, operationId, options);
    return { type: 'asked' };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (error.kind === 'conflict') return { type: 'too-late', reason: error.facts.detail };
    if (error.kind === 'not-found') {
      return { type: 'too-late', reason: 'MongoDB Atlas no longer knows this restore job.' };
    }
    throw error;
  }
}
