import type { ProviderErrorKind } from '#core/provider-error.ts';
import type { Refusals } from '../http/refusal.ts';
import type { Vendor } from '../http/types.ts';
import { ownNumber, readCodeAndMessage } from '../kit/wire-values.ts';

/**
 * gRPC codes that an HTTP 400 may carry: 6 already exists, 9 failed precondition, 10 aborted, 5 not found, 7
 * permission denied, 8 resource exhausted, 16 unauthenticated. The shape is google.rpc.Status; its codes are not documented.
 */
const grpcKinds: Readonly<Record<string, ProviderErrorKind>> = {
  5: 'not-found',
  6: 'conflict',
  7: 'forbidden',
  8: 'rate-limited',
  9: 'conflict',
  10: 'conflict',
  16: 'unauthorized',
};

/**
 * The OpenAPI document (2024-09-16) declares 400, 401, 403 and 404 on the restore endpoint, and no conflict: whether
 * one that runs already is refused at once is documented nowhere.
 */
const refusals: Refusals = {
  codeIn: ownNumber,
  pairs: {},
  // OK, cancelled, unknown, deadline exceeded, internal, unavailable, data loss.
  inconclusive: (code) => ['0', '1', '2', '4', '13', '14', '15'].includes(code),
};

/** CockroachDB Cloud below the level of its endpoints. */
export const cockroachCloud: Vendor = {
  name: 'CockroachDB Cloud',
  readFailure: readCodeAndMessage,
  requestIdHeaders: ['cc-request-id', 'x-request-id', 'cf-ray'],
  refusals,
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
