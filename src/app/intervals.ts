import { type AnnouncerTiming, announcerTiming } from '#bot/announcer/deps.ts';
import type { SocketTiming } from '#bot/ingress/socket-link.ts';
import type { Config } from '#config/config.ts';
import { defined } from '#core/defined.ts';
import type { Timing } from '#core/duty.ts';
import type { RetentionKeeperDeps } from '#jobs/retention-keeper.ts';
import type { WorkersDeps } from '#jobs/workers.ts';

/** The intervals of the configuration, as each part wants them. */

export function timingOf({ intervals }: Config): Timing {
  const {
    postWithin,
    hold,
    findEvery,
    findReads,
    settle,
    lookFirst,
    lookMax,
    troubleAfter,
    stallAfter,
    editEvery,
  } = intervals;
  return {
    postWithinMs: postWithin,
    holdMs: hold,
    findEveryMs: findEvery,
    findReads,
    lookFirstMs: lookFirst,
    lookMaxMs: lookMax,
    troubleAfterMs: troubleAfter,
    stallAfterMs: stallAfter,
    progressAfterMs: editEvery,
    ...defined({ settleMs: settle }),
  };
}

export function announcerTimingOf({ intervals }: Config): AnnouncerTiming {
  const { postingStale, slackTimeout, editEvery } = intervals;
  const { slackRetryFirst, slackRetryMax, slackClosedRetry, remarkFor, tellWithin } = intervals;
  return {
    lostAfterMs: postingStale,
    // What leaves last must have arrived, or failed, before anybody looks for it.
    postWithinMs: (postingStale - slackTimeout) * 0.75,
    progressAfterMs: editEvery,
    // Short where everything is, as in the sandbox.
    passingMs: Math.min(announcerTiming.passingMs, editEvery),
    remarkForMs: remarkFor,
    retryFirstMs: slackRetryFirst,
    retryMaxMs: slackRetryMax,
    closedRetryMs: slackClosedRetry,
    tellWithinMs: tellWithin,
  };
}

export function socketTimingOf({ intervals }: Config): SocketTiming {
  const { socketPing, socketRetryFirst, socketRetryMax } = intervals;
  return { pingMs: socketPing, retryFirstMs: socketRetryFirst, retryMaxMs: socketRetryMax };
}

export function retentionTimingOf({
  retention,
}: Config): Pick<RetentionKeeperDeps, 'everyMs' | 'auditMs' | 'requestsMs' | 'historyMs'> {
  const { every, audit, requests, history } = retention;
  return { everyMs: every, auditMs: audit, requestsMs: requests, historyMs: history };
}

export function workerIntervalsOf({ intervals }: Config): WorkersDeps['intervals'] {
  const { sweepEvery, overdue, jobLock, stopWithin, canaryEvery, canaryWithin } = intervals;
  return {
    sweepEveryMs: sweepEvery,
    overdueMs: overdue,
    lockMs: jobLock,
    stopWithinMs: stopWithin,
    canaryEveryMs: canaryEvery,
    canaryWithinMs: canaryWithin,
  };
}
