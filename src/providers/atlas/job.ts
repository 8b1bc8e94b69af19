import type { Secret } from '#core/secret.ts';
import type { ClusterRef } from './ids.ts';

/** The moment of a point-in-time restore: a second, or an entry of the oplog. */
export type Moment =
  | { readonly type: 'second'; readonly seconds: number }
  | { readonly type: 'oplog'; readonly ts: number; readonly inc: number };

/** A link that is itself a credential, with the words that it is handed out under. */
export interface DownloadLink {
  readonly label: string;
  readonly url: Secret;
}

/** What a job shows about itself, in the order in which the vendor's own tools read it. */
export type JobState =
  | { readonly type: 'failed' }
  /** `at`: when the link of a download ended; absent where the job does not say. */
  | { readonly type: 'expired'; readonly at: Date | undefined }
  | { readonly type: 'cancelled' }
  /** A download that was made. Its links may not be shown yet, and they are dead from `expiresAt` on. */
  | { readonly type: 'ready'; readonly links: readonly DownloadLink[]; readonly expiresAt: Date | undefined }
  /** `at`: absent where the job does not say when. */
  | { readonly type: 'finished'; readonly at: Date | undefined }
  | { readonly type: 'running'; readonly detail: string }
  /** Words that nobody documents; `ended`: the job says that it is over all the same. */
  | { readonly type: 'strange'; readonly word: string; readonly ended: boolean };

/** A restore job of any family. */
export interface Job {
  readonly id: string;
  readonly createdAt: Date;
  /** `other`: a word that nobody documents. */
  readonly delivery: 'automated' | 'pointInTime' | 'download' | 'other';
  readonly snapshotId: string | undefined;
  /** Absent for downloads. */
  readonly target: ClusterRef | undefined;
  /** Absent for snapshots, and where a point in time is not shown. */
  readonly moment: Moment | undefined;
  readonly state: JobState;
}

/**
 * The job as it is at `now`, by the vendor's clock. Of a Flex or tenant cluster the link and its end are shown for
 * ever, and only the clock tells that it is dead; a dedicated cluster's `expired` flag may come late.
 */
export function asOf(job: Job, now: Date): Job {
  const { state } = job;
  return state.type === 'ready' && state.expiresAt !== undefined && state.expiresAt <= now
    ? { ...job, state: { type: 'expired', at: state.expiresAt } }
    : job;
}

/** Whether a job still does, or still holds, something. */
export function isOpen({ state }: Job): boolean {
  return state.type === 'running' || state.type === 'ready' || (state.type === 'strange' && !state.ended);
}

/** Whether a job restores into this cluster. */
export function isInto({ target }: Job, cluster: ClusterRef): boolean {
  return target?.name === cluster.name && target.projectId === cluster.projectId;
}
