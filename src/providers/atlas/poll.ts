import type { CancelResult, Poll } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { notOurs, orGonePoll, strangeStatus } from '../kit/polls.ts';
import { onRefusal } from '../kit/reads.ts';
import { utc } from '../kit/words.ts';
import type { Does } from './client.ts';
import { compareWithPlan } from './find.ts';
import type { Job } from './job.ts';
import { apiOfPlan } from './wire.ts';

export const poll: Does<'poll'> = ({ jobs, now }, { plan, operationId }, options) => {
  async function look(): Promise<Poll> {
    const { job, vendorTime = now() } = await jobs.read(plan, operationId, options);
    assertOurs(plan, operationId, job);
    return toPoll(plan, job, vendorTime);
  }
  return orGonePoll('MongoDB Atlas', `restore job ${operationId}`, look());
};

function toPoll(plan: RestorePlan, { id, state }: Job, at: Date): Poll {
  const isDownload = plan.kind === 'download';
  switch (state.type) {
    case 'failed':
      return isDownload
        ? failed(plan, 'MongoDB Atlas could not make the download, and gave no reason')
        : failed(plan, 'MongoDB Atlas gave no reason');
    case 'expired': {
      const when = state.at === undefined ? '' : ` at ${utc(state.at)}`;
      return isDownload
        ? failed(plan, `Download link expired${when}; nobody fetched it here. Ask again`)
        : failed(plan, 'MongoDB Atlas says that the restore job expired');
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
      return isDownload
        ? failed(plan, 'MongoDB Atlas ended the download, and shows no link. Ask again')
        : { type: 'succeeded', finishedAt: state.at ?? at };
    case 'running':
      return { type: 'running', detail: state.detail };
    case 'strange': {
      if (!state.ended) return strangeStatus('MongoDB Atlas', state.word);
      // A person looks: an end that nobody can read is neither a success nor a failure, nor does it run for ever.
      const detail = `MongoDB Atlas says that restore job ${id} is over, with the status ${state.word}, which restorebot does not know`;
      return { type: 'gone', detail };
    }
  }
}

/** Atlas removes all data of the target before it restores, and documents nothing about a failure after that. */
function failed({ kind, target }: RestorePlan, reason: string): Poll {
  const leftBehind =
    kind === 'download'
      ? 'No data was changed.'
      : `Assume that the old data of “${target.name}” is gone: keep clients away from it, and restore a snapshot into it.`;
  return { type: 'failed', reason, leftBehind };
}

/** A job that is not what was asked for must not end ours. */
function assertOurs(plan: RestorePlan, operationId: string, job: Job): void {
  if (job.id === operationId && compareWithPlan(plan, job) !== 'different') return;
  throw notOurs(
    `read restore job ${operationId} of cluster “${plan.source.name}”`,
    'MongoDB Atlas answered with another job than was asked for',
    'Look at the restore jobs of the source cluster in Atlas before you trust either of them.',
  );
}

/** Whether the vendor stops what this plan starts: downloads from dedicated clusters, and nothing else. */
export const cancels: Does<'cancels'> = (_, plan) =>
  plan.kind === 'download' && ['v2', 'v1.0'].includes(apiOfPlan(plan));

/** What the vendor says no to is over, or cannot be stopped. */
export const cancel: Does<'cancel'> = (has, { plan, operationId }, options) => {
  async function ask(): Promise<CancelResult> {
    if (!cancels(has, plan))
      return tooLate('Atlas stops downloads only: a restore into a cluster runs to its end.');
    await has.jobs.cancel(plan, operationId, options);
    return { type: 'asked' };
  }
  return onRefusal(['conflict', 'not-found'], ask(), ({ kind, detail }) =>
    tooLate(kind === 'conflict' ? detail : 'MongoDB Atlas no longer knows this restore job.'),
  );
};

function tooLate(reason: string): CancelResult {
  return { type: 'too-late', reason };
}
