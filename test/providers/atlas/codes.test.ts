import { expect, test } from 'vitest';
import { ProviderError } from '#core/provider-error.ts';
import { knownCodes } from '#providers/atlas/codes.ts';
import { startAtlasHarness } from '#test/support/provider-atlas.ts';
import { post, rejection } from '#test/support/provider-harness.ts';

/** Every code on the way to a restore, with its status and what it is to us. */
const table: readonly (readonly [number, string, readonly string[]])[] = [
  [429, 'rate-limited', ['RATE_LIMITED', 'RATE_LIMITED_TOKEN_BUCKET']],
  [405, 'busy', ['WRITES_NOT_ALLOWED_DURING_APP_UPGRADES']],
  [400, 'busy', ['TENANT_RESTORE_DESTINATION_UNAVAILABLE']],
  [503, 'indeterminate', ['SERVICE_UNAVAILABLE']],
  [409, 'busy', ['ATLAS_CLUSTER_RESTORE_IN_PROGRESS']],
  [
    400,
    'busy',
    [
      'CANNOT_DOWNLOAD_SNAPSHOT_CONCURRENTLY',
      'TOO_MANY_SNAPSHOT_DOWNLOADS',
      'CLUSTER_RESTORE_IN_PROGRESS_CANNOT_UPDATE',
    ],
  ],
  // A documented code under a status that is not its own proves nothing.
  [408, 'indeterminate', ['ATLAS_CLUSTER_RESTORE_IN_PROGRESS', 'RATE_LIMITED']],
  [409, 'indeterminate', ['RATE_LIMITED', 'VALIDATION_ERROR', 'UNHEARD_OF']],
  [400, 'indeterminate', ['UNEXPECTED_ERROR', 'SERVICE_UNAVAILABLE']],
  [410, 'indeterminate', ['UNHEARD_OF']],
  [
    400,
    'conflict',
    [
      'BACKUP_JOB_NOT_FOUND',
      'CLUSTER_PAUSED_CANNOT_RESTORE',
      'INVALID_SNAPSHOT_RESTORE_ENCRYPTION',
      'CANNOT_PERFORM_RESTORE_ON_CLUSTER_WITH_RUNNING_LIVE_IMPORT',
      'CANNOT_DOWNLOAD_SNAPSHOT_WITH_ENCRYPTION',
      'CANNOT_CANCEL_AUTOMATED_RESTORE',
      'TENANT_RESTORE_DESTINATION_ENCRYPTION',
      'TENANT_RESTORE_INCOMPATIBLE_TOPOLOGY',
      'TENANT_RESTORE_VERSION_MISMATCH',
    ],
  ],
  [401, 'unauthorized', ['UNEXPECTED_ERROR', 'invalid_client']],
  [
    403,
    'forbidden',
    [
      'IP_ADDRESS_NOT_ON_ACCESS_LIST',
      'IP_ADDRESS_NOT_ON_WHITELIST',
      'RESOURCE_REQUIRES_WHITELIST',
      'ORG_REQUIRES_WHITELIST',
      'CANNOT_RESTORE_TO_TARGET',
      'ACCESS_FORBIDDEN',
      'access_denied',
    ],
  ],
  [
    401,
    'forbidden',
    ['USER_UNAUTHORIZED', 'NOT_IN_GROUP', 'USER_CANNOT_ACCESS_GROUP', 'TENANT_SNAPSHOT_ACCESS_DENIED'],
  ],
  [403, 'conflict', ['ATLAS_NETWORK_PERMISSIONS_SIZE_EXCEEDED']],
  [
    400,
    'invalid',
    [
      'VALIDATION_ERROR',
      'INVALID_JSON',
      'INVALID_ATTRIBUTE',
      'ATTRIBUTE_READ_ONLY',
      'MISSING_ATTRIBUTE',
      'MISSING_ATTRIBUTES',
      'INVALID_ENUM_VALUE',
      'INVALID_VERSION_DATE',
      'UNSUPPORTED_DELIVERY_METHOD',
      'INVALID_PIT_RESTORE_TIME',
      'INCORRECT_BACKUP_API_ENDPOINT',
      'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API',
      'CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API',
      'INSUFFICIENT_INSTANCE_SIZE',
      'AUTOMATED_RESTORE_OF_SHARD_NOT_ALLOWED',
    ],
  ],
  [
    409,
    'conflict',
    [
      'CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT',
      'CANNOT_START_RESTORE_JOB_FOR_DELETED_CLUSTER_SNAPSHOT',
      'CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT',
      'CANNOT_DOWNLOAD_INCOMPLETE_SNAPSHOT',
      'RESTORE_INITIATION_FAILED',
      'INVALID_RESTORE_PROCESS',
      'NO_CHECKPOINT_FOR_PIT_RESTORE',
    ],
  ],
  [404, 'conflict', ['UNABLE_T0_FIND_SNAPSHOT_PRIOR_TO_PIT_RESTORE_OPTIME']],
  [405, 'conflict', ['ATLAS_BACKUP_CANCEL_SHARD_RESTORE_JOB_NOT_ALLOWED']],
  [
    404,
    'not-found',
    [
      'GROUP_NOT_FOUND',
      'CLUSTER_NOT_FOUND',
      'SNAPSHOT_NOT_FOUND',
      'RESTORE_JOB_NOT_FOUND',
      'INVALID_JOB_ID',
      'INVALID_SNAPSHOT_ID',
      'TENANT_SNAPSHOT_NOT_FOUND',
      'TENANT_RESTORE_NOT_FOUND',
    ],
  ],
  [410, 'retired', ['VERSION_GONE']],
  [406, 'retired', ['INVALID_VERSION_DATE', 'UNHEARD_OF']],
  [500, 'indeterminate', ['UNEXPECTED_ERROR']],
];

const rows = table.flatMap(([status, kind, codes]) => codes.map((code) => [status, code, kind] as const));

test.each(rows)('%i %s after a submission is %s, with what to do', async (status, code, kind) => {
  await using harness = await startAtlasHarness();
  const message = 'because so';
  harness.simulator.fault({ ...harness.submits, action: { type: 'status', status, code, message } });

  const error = await rejection(harness.provider.submit(harness.plan, post()));

  expect(error).toMatchObject({ kind, facts: { code, httpStatus: status, detail: message } });
  expect(error instanceof ProviderError ? error.facts.advice : '').toMatch(/^[A-Z].{20,}\.$/);
  expect(harness.started()).toBe(0);
});

test('no known code has the advice of a kind that it did not get', async () => {
  await using harness = await startAtlasHarness();
  const action = { type: 'status', status: 503, code: 'SERVICE_UNAVAILABLE' } as const;
  harness.simulator.fault({ ...harness.submits, action });

  await expect(harness.provider.submit(harness.plan, post())).rejects.toMatchObject({
    facts: { advice: expect.stringContaining('Do not start it again') as string },
  });
});

test('every code that has a meaning is in the table, but for what only a token endpoint says', () => {
  const tried = rows.map(([, code]) => code);
  const elsewhere = knownCodes.filter((code) => !tried.includes(code));

  expect(elsewhere).toEqual([
    'RESOURCE_REQUIRES_ACCESS_LIST',
    'ORG_REQUIRES_ACCESS_LIST',
    'invalid_grant',
    'unauthorized_client',
    'invalid_request',
    'unsupported_grant_type',
    'FEATURE_UNSUPPORTED',
  ]);
});

test('a validation error names the fields that are wrong', async () => {
  await using harness = await startAtlasHarness();
  const body = {
    error: 400,
    errorCode: 'VALIDATION_ERROR',
    detail: null,
    reason: 'Bad Request',
    parameters: null,
    badRequestDetail: { fields: [{ field: 'snapshotId', description: 'must be an ObjectId' }] },
  };
  harness.simulator.fault({ ...harness.submits, action: { type: 'status', status: 400, body } });

  await expect(harness.provider.submit(harness.plan, post())).rejects.toMatchObject({
    kind: 'invalid',
    facts: { detail: 'Bad Request snapshotId: must be an ObjectId' },
  });
});
