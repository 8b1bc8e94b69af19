import { z } from 'zod';
import { after } from '#core/instant.ts';
import { Secret } from '#core/secret.ts';
import { OptionalNumber, OptionalText, OptionalTime, orElse } from '../kit/wire-values.ts';
import { createdAt, ObjectId, type ClusterRef } from './paths.ts';

/** The moment of a point-in-time restore: a second, or an entry of the oplog. */
export type Moment =
  | { readonly type: 'second'; readonly seconds: number }
  | { readonly type: 'oplog'; readonly ts: number; readonly inc: number };

/** A link that is itself a credential, with the words that it is handed out under. */
interface DownloadLink {
  readonly label: string;
  readonly url: Secret;
}

/** What a job shows about itself, in the order in which the vendor's own tools read it. */
type JobState =
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
  readonly moment?: Moment | undefined;
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

export function isInto({ target }: Job, cluster: ClusterRef): boolean {
  return target?.name === cluster.name && target.projectId === cluster.projectId;
}

const Base = z.object({ id: ObjectId, deliveryType: z.string(), snapshotId: OptionalText });

/** What every job shows, wherever it names its target. */
function baseOf(
  { id, snapshotId }: z.output<typeof Base>,
  name: string | undefined,
  projectId: string | undefined,
) {
  const target = name === undefined || projectId === undefined ? undefined : { name, projectId };
  return { id, createdAt: createdAt(id), snapshotId, target };
}

const Dedicated = Base.extend({
  targetClusterName: OptionalText,
  targetGroupId: OptionalText,
  // Not booleans yet: a word in their place must alarm, and not make a whole list unreadable.
  failed: z.unknown().optional(),
  expired: z.unknown().optional(),
  cancelled: z.unknown().optional(),
  finishedAt: OptionalTime,
  expiresAt: OptionalTime,
  deliveryUrl: orElse(z.array(z.string()), []),
  components: orElse(z.array(z.object({ replicaSetName: OptionalText, downloadUrl: OptionalText })), []),
  pointInTimeUTCSeconds: OptionalNumber,
  oplogTs: OptionalNumber,
  oplogInc: OptionalNumber,
  desiredTimestamp: z.object({ date: OptionalTime, increment: OptionalNumber }).nullish().catch(undefined),
});
type Dedicated = z.output<typeof Dedicated>;

/** `DiskBackupSnapshotRestoreJob`, the same in v1.0 and v2; v1.0's page does not know `failed`. */
export const DedicatedJob = Dedicated.transform((answer): Job => ({
  ...baseOf(answer, answer.targetClusterName, answer.targetGroupId),
  delivery: dedicatedDeliveries.find((each) => each === answer.deliveryType) ?? 'other',
  moment: momentOf(answer),
  state: dedicatedState(answer),
}));

const dedicatedDeliveries = ['automated', 'pointInTime', 'download'] as const;

function momentOf({
  pointInTimeUTCSeconds,
  oplogTs,
  oplogInc,
  desiredTimestamp,
}: Dedicated): Moment | undefined {
  if (oplogTs !== undefined && oplogInc !== undefined) return { type: 'oplog', ts: oplogTs, inc: oplogInc };
  if (pointInTimeUTCSeconds !== undefined) return { type: 'second', seconds: pointInTimeUTCSeconds };
  const date = desiredTimestamp?.date;
  if (date === undefined) return undefined;
  const seconds = Math.floor(date.getTime() / 1_000);
  const inc = desiredTimestamp?.increment;
  return inc === undefined || inc === 0 ? { type: 'second', seconds } : { type: 'oplog', ts: seconds, inc };
}

const flags = ['failed', 'expired', 'cancelled'] as const;

/** There is no status word: running is the absence of everything else. */
function dedicatedState(answer: Dedicated): JobState {
  if (answer.failed === true) return { type: 'failed' };
  if (answer.expired === true) return { type: 'expired', at: answer.expiresAt };
  if (answer.cancelled === true) return { type: 'cancelled' };
  const odd = flags.find((flag) => (answer[flag] ?? false) !== false);
  if (odd !== undefined) {
    return { type: 'strange', word: `${odd}: ${JSON.stringify(answer[odd]).slice(0, 60)}`, ended: false };
  }
  const isDownload = answer.deliveryType === 'download';
  const links = isDownload ? linksOf(answer) : [];
  if (links.length > 0) return { type: 'ready', links, expiresAt: answer.expiresAt };
  if (answer.finishedAt !== undefined) return { type: 'finished', at: answer.finishedAt };
  const doing = isDownload ? 'preparing the download' : 'restoring';
  return { type: 'running', detail: `MongoDB Atlas is ${doing}.` };
}

/** A sharded cluster has a link for each of its replica sets. */
function linksOf({ deliveryUrl, components }: Dedicated): readonly DownloadLink[] {
  const parts = components.flatMap(({ replicaSetName = 'a shard', downloadUrl }) =>
    downloadUrl === undefined ? [] : [linkOf(downloadUrl, ` of ${replicaSetName}`)],
  );
  if (parts.length > 0) return parts;
  const whole = deliveryUrl.filter((url) => url !== '');
  return whole.map((url, at) => linkOf(url, whole.length === 1 ? '' : ` ${at + 1}`));
}

function linkOf(url: string, which = ''): DownloadLink {
  return { label: `Download link${which}`, url: new Secret(url) };
}

const Shared = Base.extend({
  /** `PENDING`, `QUEUED`, `RUNNING`, `FAILED`, `COMPLETED` */
  status: z.string(),
  targetDeploymentItemName: OptionalText,
  targetProjectId: OptionalText,
  restoreFinishedDate: OptionalTime,
  expirationDate: OptionalTime,
  snapshotUrl: OptionalText,
});

const deliveries: Readonly<Record<string, Job['delivery']>> = {
  RESTORE: 'automated',
  DOWNLOAD: 'download',
};

/** `FlexBackupRestoreJob20241113`, and `TenantRestore`, which is the same but for the source's name. */
export const SharedJob = Shared.transform((answer): Job => ({
  ...baseOf(answer, answer.targetDeploymentItemName, answer.targetProjectId),
  delivery: deliveries[answer.deliveryType] ?? 'other',
  state: sharedState(answer),
}));

/** From the start of a job to the end of its link, as recorded; for an answer that does not say it. */
const lifeMs = 6 * 60 * 60_000;

function sharedState(answer: z.output<typeof Shared>): JobState {
  const { status, restoreFinishedDate: finished, snapshotUrl: url } = answer;
  if (status === 'FAILED') return { type: 'failed' };
  if (answer.deliveryType === 'DOWNLOAD' && (url !== undefined || status === 'COMPLETED')) {
    const expiresAt = answer.expirationDate ?? after(createdAt(answer.id), lifeMs);
    return { type: 'ready', links: url === undefined ? [] : [linkOf(url)], expiresAt };
  }
  switch (status) {
    case 'COMPLETED':
      return { type: 'finished', at: finished };
    case 'PENDING':
    case 'QUEUED':
    case 'RUNNING':
      return { type: 'running', detail: `Status at MongoDB Atlas: ${status}.` };
    default:
      // The vendor's own text speaks of a status CLOSED that its list of values lacks.
      return { type: 'strange', word: status.slice(0, 60), ended: finished !== undefined };
  }
}
