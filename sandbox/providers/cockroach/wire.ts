import type { Backup, Cluster, Database, Restore } from './world.ts';

/** The vendor's JSON, as its API document has it. */

/** Nine digits of a second, as the vendor writes some of its times. */
function nanoseconds(date: Date): string {
  return date.toISOString().replace('Z', '208710Z');
}

export const organization = {
  id: '7c6a1d2e-9f4b-4b7e-8a53-3d1c5e0f9a10',
  label: 'acme-shop',
  name: 'Acme Shop',
  created_at: '2023-02-01T09:00:00Z',
};

const machine = {
  machine_type: 'n2-standard-4',
  num_virtual_cpus: 4,
  storage_gib: 150,
  memory_gib: 16,
  disk_iops: 4500,
};

function sharedHost({ name }: Cluster): object {
  return { routing_id: `${name}-4321`, upgrade_type: 'AUTOMATIC' };
}

function region({ name, sqlDns }: Cluster): object {
  const host = `${name}.example.cockroachlabs.cloud`;
  return {
    name: 'europe-west3',
    sql_dns: sqlDns ?? host,
    ui_dns: `admin-${host}`,
    internal_dns: `internal-${host}`,
    private_endpoint_dns: '',
    node_count: 3,
  };
}

export function clusterJson(cluster: Cluster): object {
  return {
    id: cluster.id,
    name: cluster.name,
    cockroach_version: cluster.version,
    upgrade_status: cluster.upgradeStatus,
    plan: cluster.plan,
    cloud_provider: 'GCP',
    account_id: '',
    state: cluster.state,
    creator_id: '1c7d4b5a-2f3e-4c6d-9a8b-7e6f5d4c3b2a',
    operation_status: cluster.operationStatus,
    config: cluster.plan === 'ADVANCED' ? { dedicated: machine } : { serverless: sharedHost(cluster) },
    regions: [region(cluster)],
    cidr_range: '172.28.0.0/14',
    labels: cluster.labels,
    delete_protection: 'DISABLED',
    created_at: nanoseconds(cluster.createdAt),
    updated_at: nanoseconds(cluster.createdAt),
  };
}

export function databaseJson({ name, tables }: Database): object {
  return { name, table_count: String(tables.length) };
}

export function backupJson({ id, asOf }: Backup): object {
  return { id, as_of_time: asOf.toISOString().replace('.000Z', 'Z') };
}

/** `settled`: whether `completed_at` is set by now; before that it is Go's zero time. `fraction`: 0 to 1. */
export function restoreJson(restore: Restore, settled: boolean, fraction: number): object {
  const { outcome, objects, opts } = restore;
  return {
    id: restore.id,
    backup_id: restore.backup.id,
    status: outcome.status,
    created_at: nanoseconds(restore.createdAt),
    type: restore.type,
    completion_percent: fraction,
    source_cluster_name: restore.source.name,
    destination_cluster_name: restore.target.name,
    backup_end_time: restore.backup.asOf.toISOString(),
    crdb_job_id: String(BigInt(`0x${restore.id.replaceAll('-', '').slice(0, 15)}`)),
    ...(objects === undefined ? {} : { objects }),
    ...(opts === undefined ? {} : { restore_opts: opts }),
    ...(outcome.status === 'PENDING'
      ? {}
      : { completed_at: settled ? nanoseconds(outcome.completedAt) : '0001-01-01T00:00:00Z' }),
    ...(outcome.status === 'FAILED'
      ? { client_error_code: outcome.code, client_error_message: outcome.message }
      : {}),
  };
}
