import type { Backup, Cluster, Database, Job, Project, World } from './world.ts';

/** The vendor's JSON, as its reference has it. */

/** Whole seconds, as in all of the vendor's examples. */
function time(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

export function projectJson(project: Project, { clusters }: World): object {
  return {
    projectName: project.name,
    projectId: project.id,
    regionIds: project.regionIds,
    instanceCount: clusters.filter(({ projectId }) => projectId === project.id).length,
    createTime: time(project.createdAt),
    plan: project.plan,
    orgType: 'SAAS',
    description: '',
  };
}

export function clusterJson(cluster: Cluster, { projects }: World): object {
  const { deploymentOption } = cluster;
  const dedicated = deploymentOption === 'Dedicated';
  const plan = projects.find(({ id }) => id === cluster.projectId)?.plan ?? 'Standard';
  return {
    clusterId: cluster.id,
    clusterName: cluster.name,
    description: '',
    regionId: cluster.regionId,
    plan: dedicated ? plan : deploymentOption,
    cuType: dedicated ? cluster.cuType : '',
    cuSize: dedicated ? cluster.cuSize : 0,
    status: cluster.status,
    connectAddress: `https://${cluster.id}.${cluster.regionId}.vectordb.zillizcloud.com:19530`,
    privateLinkAddress: '',
    projectId: cluster.projectId,
    createTime: time(cluster.createdAt),
    deploymentOption,
    ...(cluster.globalRole === undefined
      ? {}
      : { globalClusterMeta: { globalClusterId: 'glo-1', role: cluster.globalRole } }),
  };
}

/** What describing a cluster adds to the list. */
export function clusterDetailJson(cluster: Cluster, world: World, createProgress: number): object {
  const snapshotNumber = world.backups.filter(({ clusterId }) => clusterId === cluster.id).length;
  return { ...clusterJson(cluster, world), replica: 1, storageSize: 0, snapshotNumber, createProgress };
}

export function backupJson(backup: Backup): object {
  return {
    projectId: backup.projectId,
    backupId: backup.id,
    backupName: backup.name,
    backupType: backup.type,
    creationMethod: backup.method,
    size: 112 * collectionsOf(backup.databases).length,
    ...(backup.expiresAt === undefined ? {} : { expireTime: time(backup.expiresAt) }),
    clusterId: backup.clusterId,
    clusterName: backup.clusterName,
    createTime: time(backup.createdAt),
    status: backup.status,
    ...(backup.type === 'CLUSTER' ? { restoreNewInstancePolicies: backup.policies } : {}),
  };
}

export function backupDetailJson(backup: Backup): object {
  const dbCollections = backup.databases.map((database) => ({
    dbName: database.name,
    collections: collectionsOf([database]),
  }));
  return {
    ...backupJson(backup),
    regionId: backup.regionId,
    collections: collectionsOf(backup.databases),
    dbCollections,
  };
}

function collectionsOf(databases: readonly Database[]): readonly object[] {
  return databases.flatMap(({ collections }) =>
    collections.map(({ name, status }) => ({ collectionName: name, description: '', status })),
  );
}

/** `status` and `percent` as they are now. */
export function jobJson(job: Job, status: string, percent: number): object {
  const { outcome } = job;
  return {
    jobId: job.id,
    type: job.type,
    status,
    progress: String(Math.floor(percent)),
    startTime: time(job.startedAt),
    ...('endedAt' in outcome ? { endTime: time(outcome.endedAt) } : {}),
    reason: outcome.status === 'FAILED' ? outcome.reason : '',
  };
}
