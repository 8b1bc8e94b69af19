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
/** The codes that the vendor documents (or answers, undocumented) on the way to a restore. */
const meanings: Readonly<Record<string, Meaning>> = {
  // Come back later; no job was created.
  RATE_LIMITED: { kind: 'rate-limited', advice: later },
  RATE_LIMITED_TOKEN_BUCKET: { kind: 'rate-limited', advice: later },
  SERVICE_UNAVAILABLE: { kind: 'unavailable', advice: later },
  WRITES_NOT_ALLOWED_DURING_APP_UPGRADES: { kind: 'busy', advice: later },
  TENANT_RESTORE_DESTINATION_UNAVAILABLE: { kind: 'busy', advice: later },
  // Something else is in the way.
  ATLAS_CLUSTER_RESTORE_IN_PROGRESS: {
    kind: 'busy',
    advice:
      'Another restore is running on the target: wait until it has ended, and look who started it, before you ask again.',
  },
  CLUSTER_RESTORE_IN_PROGRESS_CANNOT_UPDATE: {
    kind: 'busy',
    advice: 'A restore is running on this cluster: wait until it has ended.',
  },
  CANNOT_DOWNLOAD_SNAPSHOT_CONCURRENTLY: { kind: 'busy', advice: download },
  TOO_MANY_SNAPSHOT_DOWNLOADS: { kind: 'busy', advice: download },
  // Who calls, and from where.
  // These come after a good signature: a bad key is a 401 with the code of an internal error.
  USER_UNAUTHORIZED: { kind: 'forbidden', advice: roles },
  NOT_IN_GROUP: { kind: 'forbidden', advice: roles },
  USER_CANNOT_ACCESS_GROUP: { kind: 'forbidden', advice: roles },
  TENANT_SNAPSHOT_ACCESS_DENIED: { kind: 'forbidden', advice: roles },
  IP_ADDRESS_NOT_ON_ACCESS_LIST: { kind: 'forbidden', advice: accessList },
  IP_ADDRESS_NOT_ON_WHITELIST: { kind: 'forbidden', advice: accessList },
  RESOURCE_REQUIRES_ACCESS_LIST: { kind: 'forbidden', advice: accessList },
  RESOURCE_REQUIRES_WHITELIST: { kind: 'forbidden', advice: accessList },
  ORG_REQUIRES_ACCESS_LIST: { kind: 'forbidden', advice: accessList },
  ORG_REQUIRES_WHITELIST: { kind: 'forbidden', advice: accessList },
  CANNOT_RESTORE_TO_TARGET: { kind: 'forbidden', advice: roles },
  ACCESS_FORBIDDEN: { kind: 'forbidden', advice: roles },
  ATLAS_NETWORK_PERMISSIONS_SIZE_EXCEEDED: {
    kind: 'conflict',
    advice: 'The IP access list of the project is too long for a download: shorten it.',
  },
  // The OAuth endpoint (RFC 6749 §5.2) spells its codes in lower case.
  invalid_client: { kind: 'unauthorized', advice: signIn },
  invalid_grant: { kind: 'unauthorized', advice: signIn },
  unauthorized_client: { kind: 'unauthorized', advice: signIn },
  access_denied: { kind: 'forbidden', advice: signIn },
  invalid_request: { kind: 'invalid', advice: restorebotBug },
  unsupported_grant_type: { kind: 'invalid', advice: restorebotBug },
  // The request itself.
  VALIDATION_ERROR: {
    kind: 'invalid',
    advice: 'Nothing was started. Change the answer that the message names, then ask again.',
  },
  INVALID_JSON: { kind: 'invalid', advice: restorebotBug },
  INVALID_ATTRIBUTE: { kind: 'invalid', advice: restorebotBug },
  ATTRIBUTE_READ_ONLY: { kind: 'invalid', advice: restorebotBug },
  MISSING_ATTRIBUTE: { kind: 'invalid', advice: restorebotBug },
  MISSING_ATTRIBUTES: { kind: 'invalid', advice: restorebotBug },
  INVALID_ENUM_VALUE: { kind: 'invalid', advice: restorebotBug },
  INVALID_VERSION_DATE: { kind: 'invalid', advice: restorebotBug },
  UNSUPPORTED_DELIVERY_METHOD: {
    kind: 'invalid',
    advice: 'This cluster cannot be restored in this way: choose another kind of restore.',
  },
  INVALID_PIT_RESTORE_TIME: {
    kind: 'invalid',
    advice: 'Choose a moment inside the restore window of the source cluster, in UTC, not in the future.',
  },
  INCORRECT_BACKUP_API_ENDPOINT: { kind: 'invalid', advice: restorebotBug },
  CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API: { kind: 'invalid', advice: flexOnly },
  CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API: {
    kind: 'invalid',
    advice: 'This is no Flex cluster: ask again, and restorebot checks again what it is.',
  },
  FEATURE_UNSUPPORTED: { kind: 'invalid', advice: 'This project or cluster does not have this feature.' },
  INSUFFICIENT_INSTANCE_SIZE: {
    kind: 'invalid',
    advice: 'Point in time needs a cluster of M10 or larger with continuous backup.',
  },
  BACKUP_JOB_NOT_FOUND: { kind: 'conflict', advice: 'Turn backup on for the source cluster in Atlas.' },
  // What is there.
  CLUSTER_PAUSED_CANNOT_RESTORE: { kind: 'conflict', advice: 'Resume the target cluster, then ask again.' },
  CANNOT_PERFORM_RESTORE_ON_CLUSTER_WITH_RUNNING_LIVE_IMPORT: {
    kind: 'conflict',
    advice: 'A live import is running into the target: end it first.',
  },
  INVALID_SNAPSHOT_RESTORE_ENCRYPTION: {
    kind: 'conflict',
    advice:
      'Snapshot and target must be encrypted with keys of the same provider, or neither: choose another target.',
  },
  AUTOMATED_RESTORE_OF_SHARD_NOT_ALLOWED: {
    kind: 'invalid',
    advice: 'This is the snapshot of one shard: choose the snapshot of the whole sharded cluster.',
  },
  TENANT_RESTORE_DESTINATION_ENCRYPTION: {
    kind: 'conflict',
    advice: 'A Flex or shared snapshot cannot go to an encrypted cluster: choose another target.',
  },
  TENANT_RESTORE_INCOMPATIBLE_TOPOLOGY: {
    kind: 'conflict',
    advice: 'A Flex or shared snapshot goes to a replica set only: choose another target.',
  },
  TENANT_RESTORE_VERSION_MISMATCH: { kind: 'conflict', advice: sameVersion },
  CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT: { kind: 'conflict', advice: chooseSnapshot },
  CANNOT_START_RESTORE_JOB_FOR_DELETED_CLUSTER_SNAPSHOT: { kind: 'conflict', advice: chooseSnapshot },
  CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT: {
    kind: 'conflict',
    advice: 'This snapshot is not complete yet: wait for it, or choose another one.',
  },
  CANNOT_DOWNLOAD_INCOMPLETE_SNAPSHOT: {
    kind: 'conflict',
    advice: 'This snapshot is not complete yet: wait for it, or choose another one.',
  },
  CANNOT_DOWNLOAD_SNAPSHOT_WITH_ENCRYPTION: {
    kind: 'conflict',
    advice:
      'Atlas gives no download of a snapshot that is encrypted with your own key: restore it into a cluster.',
  },
  RESTORE_INITIATION_FAILED: {
    kind: 'conflict',
    advice: 'Atlas could not begin. Look at the target in the Atlas console before you ask again.',
  },
  INVALID_RESTORE_PROCESS: {
    kind: 'conflict',
    advice: 'Atlas could not begin. Look at the target in the Atlas console before you ask again.',
  },
  NO_CHECKPOINT_FOR_PIT_RESTORE: {
    kind: 'conflict',
    advice: 'There is no checkpoint for this moment: choose another moment, or a snapshot.',
  },
  // The name has a digit zero in it, as the vendor spells it.
  UNABLE_T0_FIND_SNAPSHOT_PRIOR_TO_PIT_RESTORE_OPTIME: {
    kind: 'conflict',
    advice: 'No snapshot is old enough for this moment: choose a later one.',
  },
  CANNOT_CANCEL_AUTOMATED_RESTORE: {
    kind: 'conflict',
    advice: 'Atlas stops downloads only: a restore into a cluster runs to its end.',
  },
  ATLAS_BACKUP_CANCEL_SHARD_RESTORE_JOB_NOT_ALLOWED: {
    kind: 'conflict',
    advice: 'This is one shard’s part of a restore, which Atlas does not stop alone.',
  },
  // Not there.
  GROUP_NOT_FOUND: {
    kind: 'not-found',
    advice: 'Look for the project, and for the credential’s access to it.',
  },
  CLUSTER_NOT_FOUND: { kind: 'not-found', advice: lookForIt },
  SNAPSHOT_NOT_FOUND: { kind: 'not-found', advice: chooseSnapshot },
  INVALID_SNAPSHOT_ID: { kind: 'not-found', advice: chooseSnapshot },
  TENANT_SNAPSHOT_NOT_FOUND: { kind: 'not-found', advice: chooseSnapshot },
  RESTORE_JOB_NOT_FOUND: { kind: 'not-found', advice: lookForIt },
  TENANT_RESTORE_NOT_FOUND: { kind: 'not-found', advice: lookForIt },
  INVALID_JOB_ID: { kind: 'not-found', advice: lookForIt },
  // Shut.
  VERSION_GONE: {
    kind: 'retired',
    advice: 'Atlas has shut this version of the endpoint: restorebot needs an update.',
  },
};

/** What a code of the vendor means; `undefined` for one that nobody knows. */
export function meaningOf(code: string | undefined): Meaning | undefined {
  return code !== undefined && Object.hasOwn(meanings, code) ? meanings[code] : undefined;
}

/** Whether an error says that a good credential lacks a role in a project. */
export function lacksRole({ kind, code }: Pick<ProviderErrorFacts, 'kind' | 'code'>): boolean {
  const meaning = meaningOf(code);
  return kind === 'forbidden' && meaning?.kind === 'forbidden' && meaning.advice === roles;
}

/** Every code that has its own meaning. */
export const knownCodes: readonly string[] = Object.keys(meanings);
