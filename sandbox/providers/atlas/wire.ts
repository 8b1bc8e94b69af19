import type { Cluster, Job, Project, Snapshot } from './world.ts';

/** The vendor's JSON, as its API document and recorded answers have it. */

const base = 'https://cloud.mongodb.com/api/atlas/v2';

/** Seconds only, as the vendor writes its times. */
function time(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

export function projectJson({ id, name, created }: Project, clusters: number): object {
  return { id, name, orgId: '6a0000000000000000000001', clusterCount: clusters, created: time(created) };
}

function tagsJson({ tags }: Cluster): object {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

export function clusterJson(cluster: Cluster): object {
  const shared = cluster.family !== 'dedicated';
  const region = {
    electableSpecs: shared
      ? { instanceSize: cluster.family === 'tenant' ? 'M2' : 'M0' }
      : { instanceSize: 'M30', diskSizeGB: cluster.diskGb, nodeCount: 3 },
    priority: 7,
    providerName: shared ? 'TENANT' : 'AWS',
    ...(shared ? { backingProviderName: 'AWS' } : {}),
    regionName: 'EU_CENTRAL_1',
  };
  return {
    id: cluster.id,
    groupId: cluster.projectId,
    name: cluster.name,
    stateName: cluster.state,
    paused: cluster.paused,
    clusterType: cluster.shards === 0 ? 'REPLICASET' : 'SHARDED',
    mongoDBMajorVersion: cluster.version.split('.').slice(0, 2).join('.'),
    mongoDBVersion: cluster.version,
    encryptionAtRestProvider: cluster.encryption,
    backupEnabled: !shared,
    pitEnabled: cluster.pointInTime,
    terminationProtectionEnabled: cluster.isProtected,
    ...(cluster.configServer === undefined ? {} : { configServerType: cluster.configServer }),
    effectiveDatabaseEdition: 'CORE',
    tags: tagsJson(cluster),
    replicationSpecs: Array.from({ length: Math.max(1, cluster.shards) }, (_, at) => ({
      id: `6a00000000000000000000f${at}`,
      zoneName: 'Zone 1',
      regionConfigs: [region],
    })),
  };
}

export function flexJson(cluster: Cluster): object {
  return {
    id: cluster.id,
    groupId: cluster.projectId,
    name: cluster.name,
    stateName: cluster.state,
    clusterType: 'REPLICASET',
    mongoDBVersion: cluster.version,
    backupSettings: { enabled: true },
    providerSettings: {
      backingProviderName: 'AWS',
      diskSizeGB: 5,
      providerName: 'FLEX',
      regionName: 'EU_CENTRAL_1',
    },
    terminationProtectionEnabled: cluster.isProtected,
    tags: tagsJson(cluster),
  };
}

export function snapshotJson(cluster: Cluster, snapshot: Snapshot): object {
  const { id, status, takenAt, expiresAt, version } = snapshot;
  if (cluster.family !== 'dedicated') {
    return {
      id,
      status: { inProgress: 'RUNNING', completed: 'COMPLETED', failed: 'FAILED' }[status],
      mongoDBVersion: version,
      scheduledTime: time(takenAt),
      startTime: time(takenAt),
      finishTime: time(new Date(takenAt.getTime() + 60_000)),
      expiration: time(expiresAt),
    };
  }
  return {
    id,
    status,
    snapshotType: snapshot.type,
    type: cluster.shards === 0 ? 'replicaSet' : 'shardedCluster',
    ...(status === 'completed' ? { createdAt: time(takenAt) } : {}),
    expiresAt: time(expiresAt),
    mongodVersion: version,
    storageSizeBytes: status === 'completed' ? snapshot.bytes : 0,
    // Outside the documented values, as recorded.
    frequencyType: snapshot.type === 'onDemand' ? 'ondemand' : 'hourly',
    ...(snapshot.encrypted ? { masterKeyUUID: '1d4c8f0e-6a4f-4a53-9c0e-3b1e5a7d2f10' } : {}),
    ...(cluster.shards === 0
      ? { replicaSetName: `atlas-${id.slice(-6)}-shard-0` }
      : {
          configServerType: cluster.configServer,
          snapshotIds: snapshot.memberIds,
          members: snapshot.memberIds.map((member, at) => ({
            id: member,
            cloudProvider: 'AWS',
            replicaSetName: `atlas-${id.slice(-6)}-shard-${at}`,
          })),
        }),
  };
}

/** `DiskBackupSnapshotRestoreJob`, with the nulls and the undeclared member that were recorded. */
export function dedicatedJobJson(job: Job): object {
  const { id, outcome, source, snapshot, target, moment, delivery } = job;
  const links = outcome.type === 'ready' ? downloadUrls(job) : [];
  const path = `${base}/groups/${source.projectId}/clusters/${source.name}`;
  return {
    id,
    deliveryType: delivery,
    snapshotId: snapshot.id,
    timestamp: time(snapshot.takenAt),
    cancelled: outcome.type === 'cancelled',
    expired: outcome.type === 'expired',
    failed: outcome.type === 'failed',
    deliveryUrl: source.shards === 0 ? links : [],
    ...(source.shards === 0
      ? {}
      : { components: links.map((downloadUrl, at) => ({ replicaSetName: `shard-${at}`, downloadUrl })) }),
    ...(outcome.type === 'finished' ? { finishedAt: time(outcome.at) } : {}),
    ...(outcome.type === 'ready' || outcome.type === 'expired' ? { expiresAt: time(outcome.expiresAt) } : {}),
    ...(target === undefined
      ? {}
      : {
          targetClusterName: target.name,
          targetGroupId: target.projectId,
          targetDeploymentItemName: `atlas-${target.id.slice(-6)}`,
        }),
    desiredTimestamp: { date: null, increment: null, time: null },
    ...(moment === undefined
      ? {}
      : moment.inc === undefined
        ? { pointInTimeUTCSeconds: moment.seconds }
        : { oplogTs: moment.seconds, oplogInc: moment.inc }),
    links: [
      { href: `${path}/backup/restoreJobs/${id}`, rel: 'self' },
      { href: `${path}/backup/snapshots/${snapshot.id}`, rel: 'https://cloud.mongodb.com/snapshot' },
      { href: path, rel: 'https://cloud.mongodb.com/cluster' },
      { href: `${base}/groups/${source.projectId}`, rel: 'https://cloud.mongodb.com/group' },
    ],
  };
}

/** One for a replica set, one for each shard. */
function downloadUrls({ id, outcome, source, snapshot }: Job): readonly string[] {
  const token = outcome.type === 'ready' || outcome.type === 'expired' ? outcome.token : '';
  const parts = source.shards === 0 ? [''] : Array.from({ length: source.shards }, (_, at) => `-shard-${at}`);
  return parts.map(
    (part) => `https://restore-${id}${part}.abc12.mongodb.net:27017/${token}/restore-${snapshot.id}.tar.gz`,
  );
}

const dayMs = 24 * 60 * 60_000;

/** Flex and M2/M5; `progress`: 0 to 1 of the work that is done. */
export function sharedJobJson(job: Job, progress: number): object {
  const { id, api, outcome, source, snapshot, target, createdAt, delivery } = job;
  const status =
    outcome.type === 'running'
      ? progress < 0.1
        ? 'PENDING'
        : 'RUNNING'
      : outcome.type === 'failed'
        ? 'FAILED'
        : 'COMPLETED';
  return {
    id,
    status,
    deliveryType: delivery === 'download' ? 'DOWNLOAD' : 'RESTORE',
    ...(api === 'flex' ? { instanceName: source.name } : { clusterName: source.name }),
    projectId: source.projectId,
    snapshotId: snapshot.id,
    snapshotFinishedDate: time(new Date(snapshot.takenAt.getTime() + 60_000)),
    restoreScheduledDate: time(createdAt),
    expirationDate: time(
      outcome.type === 'ready' || outcome.type === 'expired'
        ? outcome.expiresAt
        : new Date(createdAt.getTime() + dayMs / 4),
    ),
    ...(outcome.type === 'finished' ? { restoreFinishedDate: time(outcome.at) } : {}),
    ...(target === undefined
      ? {}
      : { targetDeploymentItemName: target.name, targetProjectId: target.projectId }),
    // There is no word for an expired link here: address and COMPLETED stay, and `expirationDate` alone tells.
    ...(outcome.type === 'ready' || outcome.type === 'expired' ? { snapshotUrl: downloadUrls(job)[0] } : {}),
  };
}
