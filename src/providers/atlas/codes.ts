import type { ProviderErrorFacts, ProviderErrorKind } from '#core/provider-error.ts';

interface Meaning {
  readonly kind: ProviderErrorKind;
  /** What a person can do, one sentence. */
  readonly advice: string;
}

const signIn =
  'The credential of this connection is not accepted: check the key pair (or the service account), and that it was not revoked.';
const accessList =
  'Add restorebot’s address (it is in the message) to the API access list of the key or service account, in the settings of its organization.';
const roles =
  'Give the key or service account the role Project Backup Manager in the projects of source and target.';
const flexOnly =
  'This is a Flex cluster, which has its own API: ask again, and restorebot checks again what it is.';
const restorebotBug =
  'Nothing was started. Report this to the team that runs restorebot: it sent what Atlas does not take.';
const sameVersion = 'Choose a target that runs the same major version of MongoDB as the snapshot.';
const chooseSnapshot = 'Choose another snapshot.';
const lookForIt = 'It may have been deleted in the meantime: look for it in the Atlas console.';
const later = 'Nothing was done. It may work in a few minutes: try again.';
const download =
  'Wait until an open download ends (a link lives for an hour), or cancel one, then try again.';

/** The codes that the vendor documents (or answers, undocumented) on the way to a restore, by what they mean. */
const table: readonly (readonly [ProviderErrorKind, advice: string, ...codes: readonly string[]])[] = [
  // Come back later; no job was created.
  ['rate-limited', later, 'RATE_LIMITED', 'RATE_LIMITED_TOKEN_BUCKET'],
  ['unavailable', later, 'SERVICE_UNAVAILABLE'],
  // Something else is in the way.
  ['busy', later, 'WRITES_NOT_ALLOWED_DURING_APP_UPGRADES', 'TENANT_RESTORE_DESTINATION_UNAVAILABLE'],
  [
    'busy',
    'Another restore is running on the target: wait until it has ended, and look who started it, before you ask again.',
    'ATLAS_CLUSTER_RESTORE_IN_PROGRESS',
  ],
  [
    'busy',
    'A restore is running on this cluster: wait until it has ended.',
    'CLUSTER_RESTORE_IN_PROGRESS_CANNOT_UPDATE',
  ],
  ['busy', download, 'CANNOT_DOWNLOAD_SNAPSHOT_CONCURRENTLY', 'TOO_MANY_SNAPSHOT_DOWNLOADS'],
  // Who calls, and from where: after a good signature, for a bad key is a 401 with the code of an internal error. The OAuth
  // endpoint (RFC 6749 §5.2) spells its codes in lower case.
  [
    'forbidden',
    roles,
    'USER_UNAUTHORIZED',
    'NOT_IN_GROUP',
    'USER_CANNOT_ACCESS_GROUP',
    'TENANT_SNAPSHOT_ACCESS_DENIED',
    'CANNOT_RESTORE_TO_TARGET',
    'ACCESS_FORBIDDEN',
  ],
  [
    'forbidden',
    accessList,
    'IP_ADDRESS_NOT_ON_ACCESS_LIST',
    'IP_ADDRESS_NOT_ON_WHITELIST',
    'RESOURCE_REQUIRES_ACCESS_LIST',
    'RESOURCE_REQUIRES_WHITELIST',
    'ORG_REQUIRES_ACCESS_LIST',
    'ORG_REQUIRES_WHITELIST',
  ],
  ['unauthorized', signIn, 'invalid_client', 'invalid_grant', 'unauthorized_client'],
  ['forbidden', signIn, 'access_denied'],
  // The request itself.
  [
    'invalid',
    restorebotBug,
    'invalid_request',
    'unsupported_grant_type',
    'INVALID_JSON',
    'INVALID_ATTRIBUTE',
    'ATTRIBUTE_READ_ONLY',
    'MISSING_ATTRIBUTE',
    'MISSING_ATTRIBUTES',
    'INVALID_ENUM_VALUE',
    'INVALID_VERSION_DATE',
    'INCORRECT_BACKUP_API_ENDPOINT',
  ],
  [
    'invalid',
    'Nothing was started. Change the answer that the message names, then ask again.',
    'VALIDATION_ERROR',
  ],
  [
    'invalid',
    'This cluster cannot be restored in this way: choose another kind of restore.',
    'UNSUPPORTED_DELIVERY_METHOD',
  ],
  [
    'invalid',
    'Choose a moment inside the restore window of the source cluster, in UTC, not in the future.',
    'INVALID_PIT_RESTORE_TIME',
  ],
  ['invalid', flexOnly, 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API'],
  [
    'invalid',
    'This is no Flex cluster: ask again, and restorebot checks again what it is.',
    'CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API',
  ],
  ['invalid', 'This project or cluster does not have this feature.', 'FEATURE_UNSUPPORTED'],
  [
    'invalid',
    'Point in time needs a cluster of M10 or larger with continuous backup.',
    'INSUFFICIENT_INSTANCE_SIZE',
  ],
  [
    'invalid',
    'This is the snapshot of one shard: choose the snapshot of the whole sharded cluster.',
    'AUTOMATED_RESTORE_OF_SHARD_NOT_ALLOWED',
  ],
  // What is there.
  [
    'conflict',
    'The IP access list of the project is too long for a download: shorten it.',
    'ATLAS_NETWORK_PERMISSIONS_SIZE_EXCEEDED',
  ],
  ['conflict', 'Turn backup on for the source cluster in Atlas.', 'BACKUP_JOB_NOT_FOUND'],
  ['conflict', 'Resume the target cluster, then ask again.', 'CLUSTER_PAUSED_CANNOT_RESTORE'],
  [
    'conflict',
    'A live import is running into the target: end it first.',
    'CANNOT_PERFORM_RESTORE_ON_CLUSTER_WITH_RUNNING_LIVE_IMPORT',
  ],
  [
    'conflict',
    'Snapshot and target must be encrypted with keys of the same provider, or neither: choose another target.',
    'INVALID_SNAPSHOT_RESTORE_ENCRYPTION',
  ],
  [
    'conflict',
    'A Flex or shared snapshot cannot go to an encrypted cluster: choose another target.',
    'TENANT_RESTORE_DESTINATION_ENCRYPTION',
  ],
  [
    'conflict',
    'A Flex or shared snapshot goes to a replica set only: choose another target.',
    'TENANT_RESTORE_INCOMPATIBLE_TOPOLOGY',
  ],
  ['conflict', sameVersion, 'TENANT_RESTORE_VERSION_MISMATCH'],
  [
    'conflict',
    chooseSnapshot,
    'CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT',
    'CANNOT_START_RESTORE_JOB_FOR_DELETED_CLUSTER_SNAPSHOT',
  ],
  [
    'conflict',
    'This snapshot is not complete yet: wait for it, or choose another one.',
    'CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT',
    'CANNOT_DOWNLOAD_INCOMPLETE_SNAPSHOT',
  ],
  [
    'conflict',
    'Atlas gives no download of a snapshot that is encrypted with your own key: restore it into a cluster.',
    'CANNOT_DOWNLOAD_SNAPSHOT_WITH_ENCRYPTION',
  ],
  [
    'conflict',
    'Atlas could not begin. Look at the target in the Atlas console before you ask again.',
    'RESTORE_INITIATION_FAILED',
    'INVALID_RESTORE_PROCESS',
  ],
  [
    'conflict',
    'There is no checkpoint for this moment: choose another moment, or a snapshot.',
    'NO_CHECKPOINT_FOR_PIT_RESTORE',
  ],
  // The name has a digit zero in it, as the vendor spells it.
  [
    'conflict',
    'No snapshot is old enough for this moment: choose a later one.',
    'UNABLE_T0_FIND_SNAPSHOT_PRIOR_TO_PIT_RESTORE_OPTIME',
  ],
  [
    'conflict',
    'Atlas stops downloads only: a restore into a cluster runs to its end.',
    'CANNOT_CANCEL_AUTOMATED_RESTORE',
  ],
  [
    'conflict',
    'This is one shard’s part of a restore, which Atlas does not stop alone.',
    'ATLAS_BACKUP_CANCEL_SHARD_RESTORE_JOB_NOT_ALLOWED',
  ],
  // Not there.
  ['not-found', 'Look for the project, and for the credential’s access to it.', 'GROUP_NOT_FOUND'],
  [
    'not-found',
    lookForIt,
    'CLUSTER_NOT_FOUND',
    'RESTORE_JOB_NOT_FOUND',
    'TENANT_RESTORE_NOT_FOUND',
    'INVALID_JOB_ID',
  ],
  ['not-found', chooseSnapshot, 'SNAPSHOT_NOT_FOUND', 'INVALID_SNAPSHOT_ID', 'TENANT_SNAPSHOT_NOT_FOUND'],
  // Shut.
  ['retired', 'Atlas has shut this version of the endpoint: restorebot needs an update.', 'VERSION_GONE'],
];

const meanings = new Map(
  table.flatMap(([kind, advice, ...codes]) =>
    codes.map((code): [string, Meaning] => [code, { kind, advice }]),
  ),
);

/** What a code of the vendor means; `undefined` for one that nobody knows. */
export function meaningOf(code: string | undefined): Meaning | undefined {
  return code === undefined ? undefined : meanings.get(code);
}

/** Whether an error says that a good credential lacks a role in a project. */
export function lacksRole({ kind, code }: Pick<ProviderErrorFacts, 'kind' | 'code'>): boolean {
  const meaning = meaningOf(code);
  return kind === 'forbidden' && meaning?.kind === 'forbidden' && meaning.advice === roles;
}

/** Every code that has its own meaning. */
export const knownCodes: readonly string[] = [...meanings.keys()];
