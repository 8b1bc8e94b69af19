import type { Fingerprint } from '#core/fingerprint.ts';
import type { Does } from './client.ts';
import { findBackup, isGone } from './clusters.ts';
import type { BackupDetail, Cluster, Project } from './schema.ts';
import { planned } from './wire.ts';

/** What an approver saw of project or destination, and of the backup. Gone is a fact, too. */
export const observe: Does<'observe'> = async ({ client }, plan, options) => {
  const what = planned(plan);
  const backup = backupFact(await findBackup(client, plan, options));
  if (what.kind === 'cluster') {
    const projects = await client.projects(options);
    return { ...projectFact(projects.find(({ projectId }) => projectId === what.projectId)), ...backup };
  }
  const { items: clusters } = await client.clusters(options);
  return { ...clusterFacts(clusters.find(({ clusterId }) => clusterId === what.clusterId)), ...backup };
};

function backupFact(backup: BackupDetail | undefined): Fingerprint {
  if (backup === undefined) return { Backup: 'no longer listed' };
  const { backupId, backupType, createTime } = backup;
  const what = backupType === 'CLUSTER' ? 'whole cluster' : 'collections';
  return { Backup: `${backupId}, ${what}, taken ${createTime.toISOString()}` };
}

function projectFact(project: Project | undefined): Fingerprint {
  return {
    Project: project === undefined ? 'no longer there' : `${project.projectName} (${project.projectId})`,
  };
}

function clusterFacts(cluster: Cluster | undefined): Fingerprint {
  if (cluster === undefined || isGone(cluster)) return { Destination: 'no longer there' };
  return {
    Destination: cluster.clusterName,
    'Destination id': cluster.clusterId,
    'Destination created': cluster.createTime?.toISOString() ?? 'not shown',
    'Destination project': cluster.projectId,
  };
}
