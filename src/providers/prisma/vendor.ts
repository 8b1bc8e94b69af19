import type { Refusals } from '../http/refusal.ts';
import type { Vendor } from '../http/types.ts';
import { ownCode, readFailure } from './schema.ts';

/** The one code that says more than its status, whatever that is; the vendor's own tool looks at it first, too. */
const overPlan = 'planLimitReached';

/**
 * The restore endpoint's page documents 401, 404, 409 ("currently provisioning or recovering and cannot be restored")
 * and 422, the codes of none; the vendor's own tool reads `planLimitReached` under whatever status.
 */
const refusals: Refusals = { codeIn: ownCode, pairs: { 402: [overPlan], 409: 'every code' } };

/** The Management API of Prisma Postgres below the level of its endpoints. */
export const prismaPostgres: Vendor = {
  name: 'Prisma Postgres',
  readFailure,
  requestIdHeaders: ['x-request-id', 'cf-ray'],
  refusals,
  refine(httpStatus, code) {
    if (code === overPlan) return 'forbidden';
    return httpStatus === 409 ? 'busy' : undefined;
  },
  adviceOfCode: (code) =>
    code === overPlan
      ? 'The workspace is over the limits of its plan: choose a larger plan in the Prisma Console, then ask again.'
      : undefined,
  advice: {
    unauthorized:
      'The token is wrong or was revoked: make a new one in the Prisma Console (workspace, Settings, Service Tokens) and put it into the configuration.',
    forbidden: 'The token may not do this: use one of the workspace that owns the databases.',
    'not-found':
      'The target, the source or the backup may have been deleted, or belongs to another workspace than the token: look for it in the Prisma Console.',
    busy: 'The target is being provisioned or restored right now. It may work once it is ready.',
    invalid: 'Nothing was started: the backup cannot be used like this. Choose another one, then ask again.',
    indeterminate:
      'The restore may be running all the same, and a second one overwrites what was written since. Do not start it again before you have looked at the target in the Prisma Console.',
  },
};
