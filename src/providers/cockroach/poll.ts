import type { Operation, Poll } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { backupId, textOf } from '../kit/form.ts';
import { fractionOf, notOurs, orGonePoll, strangeStatus } from '../kit/polls.ts';
import { listed, quoted } from '../kit/words.ts';
import type { Does } from './client.ts';
import type { Restore } from './schema.ts';
import { namesIn, parseTableName, restoreType } from './wire.ts';

export const poll: Does<'poll'> = ({ client }, { plan, operationId }, options) => {
  async function look(): Promise<Poll> {
    const restore = await client.restore(plan.target, operationId, options);
    assertOurs(restore, { plan, operationId });
    return toPoll(restore, plan);
  }
  return orGonePoll('CockroachDB Cloud', `restore ${operationId}`, look());
};

function toPoll(restore: Restore, plan: RestorePlan): Poll {
  const { status, completed_at: finishedAt, client_error_message: reason, client_error_code: code } = restore;
  switch (status) {
    case 'SUCCESS':
      // The vendor's own tools wait for this time: until it is set, the restore is not over.
      return finishedAt === undefined
        ? { type: 'running', detail: 'Restored; CockroachDB Cloud is finishing.' }
        : { type: 'succeeded', finishedAt };
    case 'FAILED':
      return {
        type: 'failed',
        reason: reason ?? 'CockroachDB Cloud gave no reason',
        leftBehind: leftBehind(plan, reason ?? ''),
        code: code ? String(code) : undefined,
      };
    case 'PENDING': {
      const fraction = fractionOf(restore.completion_percent, 1);
      return { type: 'running', fraction, detail: 'CockroachDB Cloud is restoring.' };
    }
    default:
      return strangeStatus('CockroachDB Cloud', status);
  }
}

/** An id that belongs to another restore by now must not end ours. */
function assertOurs(restore: Restore, { plan, operationId }: Operation): void {
  const wrong = [
    ...(restore.id === operationId ? [] : ['id']),
    ...(restore.backup_id === backupId(plan) ? [] : ['backup_id']),
    ...(restore.type === restoreType(plan) ? [] : ['type']),
  ];
  if (wrong.length === 0) return;
  throw notOurs(
    `read restore ${operationId} of cluster “${plan.target.name}”`,
    `CockroachDB Cloud answered with another restore: ${wrong.join(', ')} is not ours`,
    'Look at the restores of the destination in the Cloud Console before you trust either of them.',
  );
}

const removed = 'CockroachDB Cloud removes what a failed restore wrote.';

/** `relation "items" already exists`, `database "orders" already exists`; a quote in a name is written twice */
const taken =
  /\b(relation|table|view|sequence|type|schema|function|database|object) (?:named )?"((?:[^"]|"")+)" already exists/i;

const denied = /\b(?:permission|privilege|not authorized|unauthorized)/i;

/**
 * What a failed restore leaves on the destination, and what to do. RESTORE is a job that cleans up after itself
 * (cockroachlabs.com/docs, RESTORE: a failed restore leaves no restored data).
 */
function leftBehind(plan: RestorePlan, message: string): string {
  const [, what = '', name] = taken.exec(message) ?? [];
  if (name !== undefined) {
    const inTheWay = objectInTheWay(plan, what.toLowerCase(), name.replaceAll('""', '"'));
    return `${removed} Drop or rename ${inTheWay}, then ask again.`;
  }
  if (denied.test(message)) {
    return `${removed} Give the service account Cluster Admin on source and destination, then ask again.`;
  }
  return restoreType(plan) === 'CLUSTER'
    ? `${removed} “${plan.target.name}” holds none of the backup: look at it in the Cloud Console, then ask again.`
    : `${removed} ${message === '' ? 'Look at the restore in the Cloud Console' : 'Change what it names'}, then ask again.`;
}

/** The object that has the name, with its database. */
function objectInTheWay(plan: RestorePlan, what: string, name: string): string {
  const where = `on “${plan.target.name}”`;
  const object = ['relation', 'object'].includes(what) ? quoted([name]) : `${what} ${quoted([name])}`;
  if (restoreType(plan) !== 'TABLE') return `${object} ${where}`;
  const table = name.split('.').at(-1) ?? name;
  const into = textOf(plan.options['into_db']);
  const databases = namesIn(plan, 'tables').flatMap((each) => {
    const parts = parseTableName(each);
    return parts?.table === table ? [into === '' ? parts.database : into] : [];
  });
  const named = [...new Set(databases)];
  return named.length === 0
    ? `${object} ${where}`
    : `table ${quoted([table])} in database ${listed(named.map((each) => quoted([each])))} ${where}`;
}
