import { z } from 'zod';
import { Secret } from '#core/secret.ts';
import { OptionalText, OptionalTime } from '../kit/wire-values.ts';
import type { Job, JobState } from './job.ts';
import { createdAt, ObjectId } from './object-id.ts';

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
    delivery: deliveryOf(answer.deliveryType),
    snapshotId: answer.snapshotId,
    target: name === undefined || projectId === undefined ? undefined : { name, projectId },
    moment: undefined,
    state: stateOf(answer),
  };
});

function deliveryOf(word: string): Job['delivery'] {
  switch (word) {
    case 'RESTORE':
      return 'automated';
    case 'DOWNLOAD':
      return 'download';
    default:
      return 'other';
  }
}

function stateOf(answer: Answer): JobState {
  const { status, restoreFinishedDate: finished, expirationDate: expiresAt } = answer;
  if (status === 'FAILED') return { type: 'failed' };
  if (answer.deliveryType === 'DOWNLOAD' && answer.snapshotUrl !== undefined) {
    return {
      type: 'ready',
      links: [{ label: 'Download link', url: new Secret(answer.snapshotUrl) }],
      expiresAt,
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
