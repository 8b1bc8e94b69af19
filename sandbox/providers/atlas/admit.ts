import { z } from 'zod';
import { badRequest, conflict, notFound } from './refusal.ts';
import { clusterOf, isOpen, type Cluster, type Job, type Snapshot, type World } from './world.ts';

/** What a restore or download is about; id and times come later. */
export type Wanted = Pick<Job, 'api' | 'delivery' | 'source' | 'snapshot' | 'target' | 'moment'>;

const seconds = z.int().min(1_199_145_600).max(2_147_483_647);
const Into = { targetClusterName: z.string(), targetGroupId: z.string() };

const DedicatedRequest = z.discriminatedUnion('deliveryType', [
  z.strictObject({ deliveryType: z.literal('automated'), snapshotId: z.string(), ...Into }),
  z.strictObject({ deliveryType: z.literal('download'), snapshotId: z.string() }),
  z.strictObject({
    deliveryType: z.literal('pointInTime'),
    ...Into,
    snapshotId: z.string().optional(),
    pointInTimeUTCSeconds: seconds.optional(),
    oplogTs: seconds.optional(),
    oplogInc: z.int().min(1).optional(),
  }),
]);

/** Members that the answer has too may be sent, and are ignored: a restore job of Flex always restores. */
const SharedRequest = z.strictObject({
  snapshotId: z.string(),
  targetDeploymentItemName: z.string(),
  targetProjectId: z.string().optional(),
  instanceName: z.string().optional(),
  deliveryType: z.string().optional(),
});

const SharedDownload = z.strictObject({ snapshotId: z.string() });

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    throw badRequest('INVALID_ATTRIBUTE', `Invalid attribute ${issue.keys.join(', ')} specified.`);
  }
  const name = issue?.path.join('.') ?? '';
  throw badRequest('VALIDATION_ERROR', `The attribute ${name} is missing or wrong.`);
}

/** Reads a request for a dedicated cluster and refuses what Atlas refuses at once. */
export function admitDedicated(world: World, source: Cluster, body: unknown, now: Date): Wanted {
  const request = read(DedicatedRequest, body);
  const shared = { api: 'dedicated', delivery: request.deliveryType, source } as const;
  if (request.deliveryType === 'download') {
    const snapshot = snapshotOf(source, request.snapshotId);
    refuseDownload(world, source, snapshot);
    return { ...shared, snapshot, target: undefined, moment: undefined };
  }
  const target = clusterOf(world, request.targetGroupId, request.targetClusterName);
  if (target.family === 'flex') {
    const detail = `Flex cluster ${target.name} cannot be used in the Cluster API.`;
    throw badRequest('CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API', detail);
  }
  if (request.deliveryType === 'automated') {
    const snapshot = snapshotOf(source, request.snapshotId);
    refuseTarget(world, source, snapshot, target);
    return { ...shared, snapshot, target, moment: undefined };
  }
  const moment = momentOf(source, request, now);
  const before = source.snapshots.findLast(({ takenAt }) => takenAt.getTime() <= moment.seconds * 1_000);
  if (before === undefined) {
    const code = 'UNABLE_T0_FIND_SNAPSHOT_PRIOR_TO_PIT_RESTORE_OPTIME';
    throw notFound(code, 'Unable to find a snapshot prior to the desired time.');
  }
  refuseTarget(world, source, before, target);
  return { ...shared, snapshot: before, target, moment };
}

function momentOf(
  source: Cluster,
  given: {
    readonly pointInTimeUTCSeconds?: number | undefined;
    readonly oplogTs?: number | undefined;
    readonly oplogInc?: number | undefined;
  },
  now: Date,
): NonNullable<Job['moment']> {
  const { pointInTimeUTCSeconds: second, oplogTs, oplogInc } = given;
  const wrong = badRequest('INVALID_PIT_RESTORE_TIME', 'Invalid point in time restore time.');
  const both = second !== undefined && (oplogTs !== undefined || oplogInc !== undefined);
  const seconds = second ?? oplogTs;
  if (both || seconds === undefined || (second === undefined && oplogInc === undefined)) throw wrong;
  const age = now.getTime() / 1_000 - seconds;
  if (!source.pointInTime || age < 0 || age > source.restoreWindowDays * 86_400) throw wrong;
  return { seconds, inc: second === undefined ? oplogInc : undefined };
}

/** Reads a request for a Flex or M2/M5 cluster. */
export function admitShared(
  world: World,
  source: Cluster,
  body: unknown,
  does: 'restore' | 'download',
): Wanted {
  const api = source.family === 'flex' ? 'flex' : 'tenant';
  if (does === 'download') {
    const { snapshotId } = read(SharedDownload, body);
    const snapshot = sharedSnapshotOf(source, snapshotId);
    return { api, delivery: 'download', source, snapshot, target: undefined, moment: undefined };
  }
  const request = read(SharedRequest, body);
  const snapshot = sharedSnapshotOf(source, request.snapshotId);
  const target = clusterOf(
    world,
    request.targetProjectId ?? source.projectId,
    request.targetDeploymentItemName,
  );
  if (target.shards > 0) {
    throw badRequest('TENANT_RESTORE_INCOMPATIBLE_TOPOLOGY', 'The target must be a replica set.');
  }
  if (target.encryption !== 'NONE') {
    throw badRequest('TENANT_RESTORE_DESTINATION_ENCRYPTION', 'The target uses encryption at rest.');
  }
  if (major(target.version) !== major(snapshot.version)) {
    throw badRequest('TENANT_RESTORE_VERSION_MISMATCH', 'The target runs another major version.');
  }
  refuseBusy(world, target);
  return { api, delivery: 'automated', source, snapshot, target, moment: undefined };
}

function snapshotOf(source: Cluster, id: string): Snapshot {
  const snapshot = source.snapshots.find((each) => each.id === id);
  if (snapshot !== undefined) return snapshot;
  if (source.snapshots.some(({ memberIds }) => memberIds.includes(id))) {
    throw badRequest(
      'AUTOMATED_RESTORE_OF_SHARD_NOT_ALLOWED',
      'The snapshot of one shard cannot be restored.',
    );
  }
  throw notFound('SNAPSHOT_NOT_FOUND', `No snapshot with ID ${id} exists.`, [id]);
}

function sharedSnapshotOf(source: Cluster, id: string): Snapshot {
  const snapshot = source.snapshots.find((each) => each.id === id);
  if (snapshot !== undefined) return snapshot;
  throw notFound('TENANT_SNAPSHOT_NOT_FOUND', `No snapshot with ID ${id} exists.`, [id]);
}

function refuseTarget(world: World, source: Cluster, snapshot: Snapshot, target: Cluster): void {
  if (snapshot.status !== 'completed') {
    throw conflict('CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT', 'The snapshot is incomplete.');
  }
  if (target.paused) throw badRequest('CLUSTER_PAUSED_CANNOT_RESTORE', `Cluster ${target.name} is paused.`);
  if (target.liveImport) {
    const code = 'CANNOT_PERFORM_RESTORE_ON_CLUSTER_WITH_RUNNING_LIVE_IMPORT';
    throw badRequest(code, `Cluster ${target.name} has a live import running.`);
  }
  if (snapshot.encrypted !== (target.encryption !== 'NONE')) {
    throw badRequest('INVALID_SNAPSHOT_RESTORE_ENCRYPTION', 'Encryption of snapshot and target differ.');
  }
  if (source.shards !== target.shards) {
    throw conflict('RESTORE_INITIATION_FAILED', 'Source and target do not have as many shards.');
  }
  refuseBusy(world, target);
}

function refuseBusy(world: World, target: Cluster): void {
  if (world.jobs.some((job) => job.target === target && job.outcome.type === 'running')) {
    throw conflict('ATLAS_CLUSTER_RESTORE_IN_PROGRESS', 'Cluster restore already in progress.');
  }
}

function refuseDownload(world: World, source: Cluster, snapshot: Snapshot): void {
  if (snapshot.status !== 'completed') {
    throw conflict('CANNOT_DOWNLOAD_INCOMPLETE_SNAPSHOT', 'The snapshot is incomplete.');
  }
  if (snapshot.encrypted) {
    throw badRequest('CANNOT_DOWNLOAD_SNAPSHOT_WITH_ENCRYPTION', 'The snapshot is encrypted.');
  }
  const open = world.jobs.filter(
    (job) => job.delivery === 'download' && isOpen(job) && job.source.projectId === source.projectId,
  );
  if (open.some((job) => job.snapshot === snapshot)) {
    throw badRequest('CANNOT_DOWNLOAD_SNAPSHOT_CONCURRENTLY', 'The snapshot is being downloaded already.');
  }
  if (open.length >= 20) throw badRequest('TOO_MANY_SNAPSHOT_DOWNLOADS', 'The project has 20 downloads.');
}

function major(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
