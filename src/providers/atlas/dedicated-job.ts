import { z } from 'zod';
import { Secret } from '#core/secret.ts';
import { OptionalNumber, OptionalText, OptionalTime } from '../kit/wire-values.ts';
import { createdAt, ObjectId } from './ids.ts';
import type { DownloadLink, Job, JobState, Moment } from './job.ts';

const Component = z.object({ replicaSetName: OptionalText, downloadUrl: OptionalText });

const Answer = z.object({
  id: ObjectId,
  deliveryType: z.string(),
  snapshotId: OptionalText,
  targetClusterName: OptionalText,
  targetGroupId: OptionalText,
  // Not booleans yet: a word in their place must alarm, and not make a whole list unreadable.
  failed: z.unknown().optional(),
  expired: z.unknown().optional(),
  cancelled: z.unknown().optional(),
  finishedAt: OptionalTime,
  expiresAt: OptionalTime,
  deliveryUrl: z.array(z.string()).nullish(),
  components: z.array(Component).nullish(),
  pointInTimeUTCSeconds: OptionalNumber,
  oplogTs: OptionalNumber,
  oplogInc: OptionalNumber,
  desiredTimestamp: z.object({ date: OptionalTime, increment: OptionalNumber }).nullish().catch(undefined),
});
type Answer = z.output<typeof Answer>;

/** `DiskBackupSnapshotRestoreJob`, the same in v1.0 and v2; v1.0's page does not know `failed`. */
export const DedicatedJob = Answer.transform((answer): Job => {
  const { targetClusterName: name, targetGroupId: projectId } = answer;
  return {
    id: answer.id,
    createdAt: createdAt(answer.id),
    delivery: deliveryOf(answer.deliveryType),
    snapshotId: answer.snapshotId,
    target: name === undefined || projectId === undefined ? undefined : { name, projectId },
    moment: momentOf(answer),
    state: stateOf(answer),
  };
});

function deliveryOf(word: string): Job['delivery'] {
  return word === 'automated' || word === 'pointInTime' || word === 'download' ? word : 'other';
}

function momentOf({
  pointInTimeUTCSeconds,
  oplogTs,
  oplogInc,
  desiredTimestamp,
}: Answer): Moment | undefined {
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
function stateOf(answer: Answer): JobState {
  if (answer.failed === true) return { type: 'failed' };
  if (answer.expired === true) return { type: 'expired', at: answer.expiresAt };
  if (answer.cancelled === true) return { type: 'cancelled' };
  const odd = flags.find((flag) => (answer[flag] ?? false) !== false);
  if (odd !== undefined) {
    return { type: 'strange', word: `${odd}: ${JSON.stringify(answer[odd]).slice(0, 60)}`, ended: false };
  }
  const links = answer.deliveryType === 'download' ? linksOf(answer) : [];
  if (links.length > 0) return { type: 'ready', links, expiresAt: answer.expiresAt };
  if (answer.finishedAt !== undefined) return { type: 'finished', at: answer.finishedAt };
  const what = answer.deliveryType === 'download' ? 'preparing the download' : 'restoring';
  return { type: 'running', detail: `MongoDB Atlas is ${what}.` };
}

/** A sharded cluster has a link for each of its replica sets. */
function linksOf({ deliveryUrl, components }: Answer): readonly DownloadLink[] {
  const parts = (components ?? []).flatMap(({ replicaSetName, downloadUrl }) =>
    downloadUrl === undefined
      ? []
      : [{ label: `Download link of ${replicaSetName ?? 'a shard'}`, url: new Secret(downloadUrl) }],
  );
  if (parts.length > 0) return parts;
  const whole = (deliveryUrl ?? []).filter((url) => url !== '');
  return whole.map((url, at) => ({
    label: whole.length === 1 ? 'Download link' : `Download link ${at + 1}`,
    url: new Secret(url),
  }));
}
