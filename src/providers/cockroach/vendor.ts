import type { ProviderErrorKind } from '#core/provider-error.ts';
import type { Vendor } from '../http/types.ts';
import { readFailure } from './schema.ts';

/**
 * gRPC codes that an HTTP 400 may carry: 6 already exists, 9 failed precondition, 10 aborted, 5 not found, 7
 * permission denied, 16 unauthenticated. The shape is google.rpc.Status; its codes are not documented.
 */
const grpcKinds: Readonly<Record<string, ProviderErrorKind>> = {
  5: 'not-found',
  6: 'conflict',
  7: 'forbidden',
  9: 'conflict',
  10: 'conflict',
  16: 'unauthorized',
};

/** CockroachDB Cloud below the level of its endpoints. */
export const cockroachCloud: Vendor = {
  name: 'CockroachDB Cloud',
  readFailure,
  requestIdHeaders: ['cc-request-id', 'x-request-id', 'cf-ray'],
  refine: (httpStatus, code) => (httpStatus === 400 && code !== undefined ? grpcKinds[code] : undefined),
  advice: {
    forbidden:
      'Give the service account Cluster Admin or Cluster Operator on both the source and the destination cluster.',
    'not-found':
      'It may have been deleted, or belong to another organization: look for it in the Cloud Console.',
    indeterminate:
      'The restore may be running all the same. Do not start it again before you have looked at the restores of the destination in the Cloud Console.',
  },
};
