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
const restorebotBug =
  'Nothing was started. Report this to the team that runs restorebot: it sent what Atlas does not take.';
const chooseSnapshot = 'Choose another snapshot.';
const incomplete = 'This snapshot is not complete yet: wait for it, or choose another one.';
const notBegun = 'Atlas could not begin. Look at the target in the Atlas console before you ask again.';
const lookForIt = 'It may have been deleted in the meantime: look for it in the Atlas console.';
const later = 'Nothing was done. It may work in a few minutes: try again.';
const download =
  'Wait until an open download ends (a link lives for an hour), or cancel one, then try again.';

/** The codes that the vendor documents (or answers, undocumented) on the way to a restore: kind, code, what a person can do. */
const meanings: ReadonlyMap<string, Meaning> = new Map([
  ...codes('rate-limited', {
    // Come back later; no job was created.
    RATE_LIMITED: later,
    RATE_LIMITED_TOKEN_BUCKET: later,
  }),
  ...codes('unavailable', { SERVICE_UNAVAILABLE: later }),
  ...codes('busy', {
    WRITES_NOT_ALLOWED_DURING_APP_UPGRADES: later,
    TENANT_RESTORE_DESTINATION_UNAVAILABLE: later,
    ATLAS_CLUSTER_RESTORE_IN_PROGRESS:
      'Another restore is running on the target: wait until it has ended, and look who started it, before you ask again.',
    CLUSTER_RESTORE_IN_PROGRESS_CANNOT_UPDATE:
      'A restore is running on this cluster: wait until it has ended.',
    CANNOT_DOWNLOAD_SNAPSHOT_CONCURRENTLY: download,
    TOO_MANY_SNAPSHOT_DOWNLOADS: download,
  }),
  ...codes('forbidden', {
    // Who calls, and from where: after a good signature, for a bad key is a 401 with the code of an internal error. The OAuth
    // endpoint (RFC 6749 §5.2) spells its codes in lower case.
    USER_UNAUTHORIZED: roles,
    NOT_IN_GROUP: roles,
    USER_CANNOT_ACCESS_GROUP: roles,
    TENANT_SNAPSHOT_ACCESS_DENIED: roles,
    CANNOT_RESTORE_TO_TARGET: roles,
    ACCESS_FORBIDDEN: roles,
    IP_ADDRESS_NOT_ON_ACCESS_LIST: accessList,
    IP_ADDRESS_NOT_ON_WHITELIST: accessList,
    RESOURCE_REQUIRES_ACCESS_LIST: accessList,
    RESOURCE_REQUIRES_WHITELIST: accessList,
    ORG_REQUIRES_ACCESS_LIST: accessList,
    ORG_REQUIRES_WHITELIST: accessList,
    access_denied: signIn,
  }),
  ...codes('unauthorized', { invalid_client: signIn, invalid_grant: signIn, unauthorized_client: signIn }),
  ...codes('invalid', {
    invalid_request: restorebotBug,
    unsupported_grant_type: restorebotBug,
    INVALID_JSON: restorebotBug,
    INVALID_ATTRIBUTE: restorebotBug,
    ATTRIBUTE_READ_ONLY: restorebotBug,
    MISSING_ATTRIBUTE: restorebotBug,
    MISSING_ATTRIBUTES: restorebotBug,
    INVALID_ENUM_VALUE: restorebotBug,
    INVALID_VERSION_DATE: restorebotBug,
    INCORRECT_BACKUP_API_ENDPOINT: restorebotBug,
    VALIDATION_ERROR: 'Nothing was started. Change the answer that the message names, then ask again.',
    UNSUPPORTED_DELIVERY_METHOD:
      'This cluster cannot be restored in this way: choose another kind of restore.',
    INVALID_PIT_RESTORE_TIME:
      'Choose a moment inside the restore window of the source cluster, in UTC, not in the future.',
    CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API:
      'This is a Flex cluster, which has its own API: ask again, and restorebot checks again what it is.',
    CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API:
      'This is no Flex cluster: ask again, and restorebot checks again what it is.',
    FEATURE_UNSUPPORTED: 'This project or cluster does not have this feature.',
    INSUFFICIENT_INSTANCE_SIZE: 'Point in time needs a cluster of M10 or larger with continuous backup.',
    AUTOMATED_RESTORE_OF_SHARD_NOT_ALLOWED:
      'This is the snapshot of one shard: choose the snapshot of the whole sharded cluster.',
  }),
  ...codes('conflict', {
    ATLAS_NETWORK_PERMISSIONS_SIZE_EXCEEDED:
      'The IP access list of the project is too long for a download: shorten it.',
    BACKUP_JOB_NOT_FOUND: 'Turn backup on for the source cluster in Atlas.',
    CLUSTER_PAUSED_CANNOT_RESTORE: 'Resume the target cluster, then ask again.',
    CANNOT_PERFORM_RESTORE_ON_CLUSTER_WITH_RUNNING_LIVE_IMPORT:
      'A live import is running into the target: end it first.',
    INVALID_SNAPSHOT_RESTORE_ENCRYPTION:
      'Snapshot and target must be encrypted with keys of the same provider, or neither: choose another target.',
    TENANT_RESTORE_DESTINATION_ENCRYPTION:
      'A Flex or shared snapshot cannot go to an encrypted cluster: choose another target.',
    TENANT_RESTORE_INCOMPATIBLE_TOPOLOGY:
      'A Flex or shared snapshot goes to a replica set only: choose another target.',
    TENANT_RESTORE_VERSION_MISMATCH:
      'Choose a target that runs the same major version of MongoDB as the snapshot.',
    CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT: chooseSnapshot,
    CANNOT_START_RESTORE_JOB_FOR_DELETED_CLUSTER_SNAPSHOT: chooseSnapshot,
    CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT: incomplete,
    CANNOT_DOWNLOAD_INCOMPLETE_SNAPSHOT: incomplete,
    CANNOT_DOWNLOAD_SNAPSHOT_WITH_ENCRYPTION:
      'Atlas gives no download of a snapshot that is encrypted with your own key: restore it into a cluster.',
    RESTORE_INITIATION_FAILED: notBegun,
    INVALID_RESTORE_PROCESS: notBegun,
    NO_CHECKPOINT_FOR_PIT_RESTORE:
      'There is no checkpoint for this moment: choose another moment, or a snapshot.',
    // The name has a digit zero in it, as the vendor spells it.
    UNABLE_T0_FIND_SNAPSHOT_PRIOR_TO_PIT_RESTORE_OPTIME:
      'No snapshot is old enough for this moment: choose a later one.',
    CANNOT_CANCEL_AUTOMATED_RESTORE: 'Atlas stops downloads only: a restore into a cluster runs to its end.',
    ATLAS_BACKUP_CANCEL_SHARD_RESTORE_JOB_NOT_ALLOWED:
      'This is one shard’s part of a restore, which Atlas does not stop alone.',
  }),
  ...codes('not-found', {
    GROUP_NOT_FOUND: 'Look for the project, and for the credential’s access to it.',
    CLUSTER_NOT_FOUND: lookForIt,
    RESTORE_JOB_NOT_FOUND: lookForIt,
    TENANT_RESTORE_NOT_FOUND: lookForIt,
    INVALID_JOB_ID: lookForIt,
    SNAPSHOT_NOT_FOUND: chooseSnapshot,
    INVALID_SNAPSHOT_ID: chooseSnapshot,
    TENANT_SNAPSHOT_NOT_FOUND: chooseSnapshot,
  }),
  ...codes('retired', {
    VERSION_GONE: 'Atlas has shut this version of the endpoint: restorebot needs an update.',
  }),
]);

function codes(kind: ProviderErrorKind, advices: Readonly<Record<string, string>>): [string, Meaning][] {
  return Object.entries(advices).map(([code, advice]) => [code, { kind, advice }]);
}

/** What a code of the vendor means; `undefined` for one that nobody knows. */
export function meaningOf(code: string | undefined): Meaning | undefined {
  return code === undefined ? undefined : meanings.get(code);
}

/** Whether an error says that a good credential lacks a role in a project. */
export function lacksRole({ kind, code }: Pick<ProviderErrorFacts, 'kind' | 'code'>): boolean {
  const meaning = meaningOf(code);
  return kind === 'forbidden' && meaning?.kind === 'forbidden' && meaning.advice === roles;
}

export const knownCodes: readonly string[] = [...meanings.keys()];
