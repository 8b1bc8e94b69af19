import type { Vendor } from '../http/types.ts';
import { readFailure } from './schema.ts';

/** The one code that says more than its status, whatever that is; the vendor's own tool looks at it first, too. */
const overPlan = 'planLimitReached';

/** The Management API of Prisma Postgres below the level of its endpoints. */
export const prismaPostgres: Vendor = {
  name: 'Prisma Postgres',
  readFailure,
  requestIdHeaders: ['x-request-id', 'cf-ray'],
  refine: (_, code) => (code === overPlan ? 'forbidden' : undefined),
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
    conflict:
      'Nothing was started: the target is being provisioned or restored right now. Ask again once it is ready.',
    invalid: 'Nothing was started: the backup cannot be used like this. Choose another one, then ask again.',
    indeterminate:
      'The restore may be running all the same, and a second one overwrites what was written since. Do not start it again before you have looked at the target in the Prisma Console.',
  },
};
