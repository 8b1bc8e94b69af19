import { z } from 'zod';
import { LooseNumber, OptionalText, OptionalTime } from '../kit/wire-values.ts';
import { majorOf, newestFirst } from '../kit/words.ts';
import { ObjectId } from './paths.ts';

/** A snapshot of any family. */
export interface Snapshot {
  readonly id: string;
  /** Only a complete one can be restored. */
  readonly complete: boolean;
  /** The vendor's word: `completed`, `RUNNING`. */
  readonly status: string;
  /** When the data was as it is in there. */
  readonly takenAt: Date | undefined;
  /** When Atlas deletes it. */
  readonly expiresAt: Date | undefined;
  readonly majorVersion: string | undefined;
  /** With a customer's key. */
  readonly encrypted: boolean;
  /** Taken when the usual way failed: its data may not fit together. */
  readonly isFallback: boolean;
  readonly bytes?: number | undefined;
  readonly configServer?: string | undefined;
}

const Bytes = LooseNumber.transform((bytes) => (bytes === 0 ? undefined : bytes));

/**
 * `DiskBackupReplicaSet` and `DiskBackupShardedClusterSnapshot`. Of the latter its own id is restored, never that of a
 * member; members count the config servers too where these are apart, so they tell no number of shards.
 */
export const DedicatedSnapshot = z
  .object({
    id: ObjectId,
    status: z.string(),
    createdAt: OptionalTime,
    expiresAt: OptionalTime,
    mongodVersion: OptionalText,
    masterKeyUUID: OptionalText,
    snapshotType: OptionalText,
    storageSizeBytes: Bytes,
    configServerType: OptionalText,
  })
  .transform((answer): Snapshot => ({
    id: answer.id,
    complete: answer.status === 'completed',
    status: answer.status,
    takenAt: answer.createdAt,
    expiresAt: answer.expiresAt,
    majorVersion: majorOf(answer.mongodVersion),
    encrypted: answer.masterKeyUUID !== undefined,
    isFallback: answer.snapshotType === 'fallback',
    bytes: answer.storageSizeBytes,
    configServer: answer.configServerType,
  }));

/** `FlexBackupSnapshot20241113`, and `BackupTenantSnapshot`, which is the same. */
export const SharedSnapshot = z
  .object({
    id: ObjectId,
    status: z.string(),
    startTime: OptionalTime,
    scheduledTime: OptionalTime,
    finishTime: OptionalTime,
    expiration: OptionalTime,
    mongoDBVersion: OptionalText,
  })
  .transform((answer): Snapshot => ({
    id: answer.id,
    complete: answer.status === 'COMPLETED',
    status: answer.status,
    // The earliest of them: what was written while it was taken may be missing.
    takenAt: answer.startTime ?? answer.scheduledTime ?? answer.finishTime,
    expiresAt: answer.expiration,
    majorVersion: majorOf(answer.mongoDBVersion),
    encrypted: false,
    isFallback: false,
  }));

/** A snapshot whose instant is known. */
type Restorable = Snapshot & { readonly takenAt: Date };

/** Only those that can be restored, newest first. */
export function restorable(snapshots: readonly Snapshot[]): readonly Restorable[] {
  const complete = snapshots.flatMap((each) =>
    each.complete && each.takenAt !== undefined ? [{ ...each, takenAt: each.takenAt }] : [],
  );
  return newestFirst(complete, ({ takenAt }) => takenAt);
}
