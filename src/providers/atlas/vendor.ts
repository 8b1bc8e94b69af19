import { z } from 'zod';
import type { Refusals } from '../http/refusal.ts';
import type { Failure, Vendor } from '../http/types.ts';
import { LooseText } from '../kit/wire-values.ts';
import { meaningOf } from './codes.ts';

const violation = z.object({ field: z.string(), description: LooseText });

/** ApiError, every part of it optional; and the OAuth endpoint’s own shape (RFC 6749 §5.2). */
const ErrorBody = z.object({
  detail: LooseText,
  reason: LooseText,
  errorCode: LooseText,
  badRequestDetail: z
    .object({ fields: z.array(violation) })
    .optional()
    .catch(undefined),
  /** A number in ApiError, a code at the OAuth endpoint. */
  error: z.union([z.string(), z.number()]).optional().catch(undefined),
  error_description: LooseText,
});

const OwnFailure = z.object({ errorCode: z.string().min(1), error: z.int().optional() });

/**
 * Refusals that do not come under a plain status: mongodb.com/docs/atlas/reference/api-errors, the versioned API's
 * overview (406, 410), and the example of a 409 on the endpoint's own page.
 */
const refusals: Refusals = {
  codeIn(body, httpStatus) {
    const { data } = OwnFailure.safeParse(body);
    return (data?.error ?? httpStatus) === httpStatus ? data?.errorCode : undefined;
  },
  pairs: {
    405: ['WRITES_NOT_ALLOWED_DURING_APP_UPGRADES', 'ATLAS_BACKUP_CANCEL_SHARD_RESTORE_JOB_NOT_ALLOWED'],
    406: 'every code',
    409: [
      'ATLAS_CLUSTER_RESTORE_IN_PROGRESS',
      'CANNOT_DELETE_ORG_ACTIVE_LIVE_MIGRATION_ATLAS_ORG_LINK',
      'CANNOT_DOWNLOAD_INCOMPLETE_SNAPSHOT',
      'CANNOT_START_RESTORE_JOB_FOR_DELETED_CLUSTER_SNAPSHOT',
      'CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT',
      'CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT',
      'INVALID_RESTORE_PROCESS',
      'NO_CHECKPOINT_FOR_PIT_RESTORE',
      'RESTORE_INITIATION_FAILED',
    ],
    410: ['VERSION_GONE'],
  },
  // A bad key comes with the code of an internal error; under any other status that is what it is.
  inconclusive: (code, httpStatus) =>
    code === 'SERVICE_UNAVAILABLE' || (code === 'UNEXPECTED_ERROR' && httpStatus !== 401),
};

/** A link to a download is a credential, wherever it stands. */
const downloadLink = /https?:\/\/restore-[^\s"']+/gi;

/** MongoDB Atlas below the level of its endpoints. */
export const mongodbAtlas: Vendor = {
  name: 'MongoDB Atlas',
  readFailure,
  refusals,
  requestIdHeaders: ['x-request-id', 'x-mongodb-request-id'],
  refine(httpStatus, code) {
    // A version that is not there (406) and one that is no longer there (410) are the same to us.
    if (httpStatus === 406) return 'retired';
    const kind = meaningOf(code)?.kind;
    // A bad key comes with the code of an internal error; only a missing right is told from it.
    return httpStatus === 401 && kind !== 'forbidden' ? 'unauthorized' : kind;
  },
  // A write that met a 503 is undetermined whatever its code says, and “try again” would mislead.
  adviceOfCode(code, kind) {
    const meaning = meaningOf(code);
    return meaning?.kind === kind ? meaning.advice : undefined;
  },
  advice: {
    forbidden:
      'Give the key or service account Project Backup Manager in the projects of source and target, and put restorebot’s address on its API access list.',
    retired: 'Atlas has shut this version of the endpoint: restorebot needs an update.',
    indeterminate:
      'The restore may be running all the same. Do not start it again before you have looked at the restore jobs of the source cluster in Atlas.',
  },
};

function readFailure(body: unknown): Failure {
  const { data } = ErrorBody.safeParse(body);
  const fields = (data?.badRequestDetail?.fields ?? []).map(
    ({ field, description }) => `${field}: ${description ?? 'is wrong'}`,
  );
  const words = data?.detail ?? data?.error_description ?? data?.reason ?? '';
  const message = [words, ...fields].filter((each) => each !== '').join(' ');
  const code = data?.errorCode ?? (typeof data?.error === 'string' ? data.error : undefined);
  return { message: message.replaceAll(downloadLink, '***') || undefined, code };
}
