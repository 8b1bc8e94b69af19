import { strangeStatus } from '../kit/polls.ts';
import { orGone } from '../kit/reads.ts';
import type { Does } from './client.ts';
import { readOperationId, type Traces } from './databases.ts';
import type { PrismaSettings } from './settings.ts';

/**
 * One look at the target's status. `ready` and `failure` may be what it was before the restore began: which of them
 * counts is decided by `isTheEnd`.
 */
export const poll: Does<'poll'> = async ({ client, now, settings }, { plan, operationId, mark }, options) => {
  const traces = readOperationId(plan.target, operationId);
  if (traces === undefined) {
    return { type: 'gone', detail: `“${operationId}” names no restore of “${plan.target.name}”` };
  }
  const found = await orGone(client.database(plan.target, { ...options, use: 'look' }));
  if (found === undefined) {
    return { type: 'gone', detail: `Prisma Postgres no longer knows the database “${plan.target.name}”` };
  }
  const { status } = found.body;
  const readAt = found.vendorTime ?? now();
  switch (status) {
    case 'recovering':
      return { type: 'running', detail: 'Prisma Postgres is restoring.', mark: status };
    case 'ready':
    case 'failure':
      if (!isTheEnd(settings, traces, { status, readAt, mark })) {
        const detail = `Prisma Postgres says “${status}”, which may be from before the restore: looking again.`;
        return { type: 'running', detail, mark: status };
      }
      return status === 'ready'
        ? { type: 'succeeded', finishedAt: readAt }
        : {
            type: 'failed',
            reason: `Prisma Postgres gave no reason: “${plan.target.name}” is in the state “failure”`,
            leftBehind: `The old data of “${plan.target.name}” may be gone: look at it in the Prisma Console, or ask Prisma’s support, before you ask again.`,
          };
    case 'provisioning':
      return { ...strangeStatus('Prisma Postgres', status, 'which nobody expects of a restore'), mark };
    default:
      return { ...strangeStatus('Prisma Postgres', status), mark };
  }
};

interface Sight {
  readonly status: 'ready' | 'failure';
  readonly readAt: Date;
  /** The status at the look before. */
  readonly mark: string | undefined;
}

/**
 * Whether a status other than `recovering` is the end of the restore: after a look that saw `recovering`, at once;
 * where only the vendor's acceptance said so, not in the first moments; else after a longer wait and twice in a row.
 */
function isTheEnd(
  { staleMs, unseenMs }: PrismaSettings,
  { acceptedAt, status: accepted }: Traces,
  { status, readAt, mark }: Sight,
): boolean {
  if (mark === 'recovering') return true;
  const ageMs = acceptedAt === undefined ? Number.POSITIVE_INFINITY : readAt.getTime() - acceptedAt.getTime();
  return accepted === 'recovering' ? ageMs >= staleMs : ageMs >= unseenMs && mark === status;
}
