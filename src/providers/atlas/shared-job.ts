import { z } from 'zod';
import { after } from '#core/instant.ts';
import { Secret } from '#core/secret.ts';
import { OptionalText, OptionalTime } from '../kit/wire-values.ts';
import { createdAt, ObjectId } from './ids.ts';
import type { Job, JobState } from './job.ts';

const Answer = z.object({
  id: ObjectId,
  /** `RESTORE`, `DOWNLOAD` */
  deliveryType: z.string(),
  /** `PENDING`, `QUEUED`, `RUNNING`, `FAILED`, `COMPLETED` */
  status: z.string(),
  snapshotId: OptionalText,
  targetDeploymentItemName: OptionalText,
  targetProjectId: OptionalText,
  restoreFinishedDate: OptionalTime,
  expirationDate: OptionalTime,
  snapshotUrl: OptionalText,
});
type Answer = z.output<typeof Answer>;

/** `FlexBackupRestoreJob20241113`, and `TenantRestore`, which is the same but for the source's name. */
export const SharedJob = Answer.transform((answer): Job => {
  const { targetDeploymentItemName: name, targetProjectId: projectId } = answer;
  return {
    id: answer.id,
    createdAt: createdAt(answer.id),
    delivery: deliveries[answer.deliveryType] ?? 'other',
    snapshotId: answer.snapshotId,
    target: name === undefined || projectId === undefined ? undefined : { name, projectId },
    moment: undefined,
    state: stateOf(answer),
  };
});

const deliveries: Readonly<Record<string, Job['delivery']>> = { RESTORE: 'automated', DOWNLOAD: 'download' };

/** From the start of a job to the end of its link, as recorded; for an answer that does not say it. */
const lifeMs = 6 * 60 * 60_000;

function stateOf(answer: Answer): JobState {
  const { status, restoreFinishedDate: finished, snapshotUrl: url } = answer;
  if (status === 'FAILED') return { type: 'failed' };
  if (answer.deliveryType === 'DOWNLOAD' && (url !== undefined || status === 'COMPLETED')) {
    return {
      type: 'ready',
      links: url === undefined ? [] : [{ label: 'Download link', url: new Secret(url) }],
      expiresAt: answer.expirationDate ?? after(createdAt(answer.id), lifeMs),
    };
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
