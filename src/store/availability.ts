import { connectionFailure, errorCode } from '#core/connection-failure.ts';
import { StoreUnavailable } from '#core/ports.ts';
import { replyCode } from './script.ts';

/** All keys are in one slot; the next connection finds its new node (redis-place.ts). */
const slotText =
  'The Redis Cluster is moving the keys of restorebot to another node, or redis.mode is not cluster.';

/** Redis answers, and cannot do its work now (redis.io/docs: error codes are the first word of an error). */
const refusals: Readonly<Record<string, string>> = {
  ASK: slotText,
  BUSY: 'Redis is busy with a long script.',
  CLUSTERDOWN:
    'The Redis Cluster is down: a node that holds keys, or most of its primaries, cannot be reached.',
  LOADING: 'Redis is still loading its data.',
  MASTERDOWN: 'Redis has lost its primary.',
  MOVED: slotText,
  MISCONF: 'Redis cannot write to its disk and therefore refuses to write.',
  NOAUTH: 'Redis asks for a password and restorebot has none.',
  NOPERM: 'The Redis user of restorebot lacks a permission',
  NOREPLICAS: 'Redis has too few replicas and therefore refuses to write.',
  OOM: 'Redis is out of memory and refuses to write.',
  READONLY: 'Redis is a read-only replica at the moment; a failover may be going on.',
  TRYAGAIN: slotText,
  UNBLOCKED: 'Redis has become a replica; a failover may be going on.',
  WRONGPASS: 'Redis refuses the password of restorebot.',
};

/** ioredis gives these no code or class; the texts are those of version 6. */
const clientTexts: Readonly<Record<string, string>> = {
  'Connection is closed.': 'Redis cannot be reached.',
  "Stream isn't writeable and enableOfflineQueue options is false": 'Redis cannot be reached.',
  'Command aborted due to connection close': 'The connection to Redis was lost.',
  'Command timed out': 'Redis did not answer in time.',
};

/** Why Redis cannot be used now, one sentence; `undefined` for everything else, which is a bug. */
function whyUnavailable(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = replyCode(error);
  // A transaction is refused for what one of its commands was.
  if (code === 'EXECABORT' && 'previousErrors' in error && Array.isArray(error.previousErrors)) {
    return whyUnavailable(error.previousErrors[0]);
  }
  if (code === 'NOPERM') return `${refusals[code]}${missingPermission(error)}`;
  if (code !== undefined) return refusals[code];
  if (error.name === 'MaxRetriesPerRequestError') return 'Redis cannot be reached.';
  if ('syscall' in error && connectionFailure(errorCode(error)) !== 'other')
    return 'Redis cannot be reached.';
  return clientTexts[error.message];
}

/** Redis names the command in quotes, and says nothing of which key. */
function missingPermission({ message }: Error): string {
  const command = /run the '([a-z|]+)' command/iu.exec(message)?.[1]?.toLowerCase();
  return command === undefined ? ' for a key.' : `: grant it with ACL SETUSER <user> +${command}.`;
}

/** Does the work; what only means that Redis is away becomes `StoreUnavailable`. */
export async function whileAvailable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const sentence = whyUnavailable(error);
    throw sentence === undefined ? error : new StoreUnavailable(sentence, { cause: error });
  }
}
