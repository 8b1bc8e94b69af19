import type { CallOptions, SubmitOptions } from '#core/provider.ts';
import type { HttpClient, ReadRequest } from '../http/types.ts';
import { bodyOf, readNumbered, wholeBytes, type Dated } from '../kit/reads.ts';
import {
  BackupDetail,
  BackupPage,
  ClusterDetail,
  ClusterPage,
  JobDetail,
  ProjectList,
  StartedCluster,
  StartedCollection,
  type Backup,
  type BackupKey,
  type Cluster,
  type Job,
  type Project,
} from './schema.ts';
import type { ClusterBody, CollectionBody } from './wire.ts';

/** The most that the vendor allows first (error 96008). */
const sizes = [100, 20, 5] as const;

type Use = Pick<ReadRequest<unknown>, 'use'>;

/** The endpoints that a restore needs, one function each. */
export interface ZillizClient {
  projects(options: CallOptions): Promise<readonly Project[]>;
  /** All that the key sees: the vendor filters neither by project nor by name. */
  clusters(options: CallOptions & Use): Promise<Dated<Cluster>>;
  cluster(id: string, options: CallOptions & Use): Promise<Cluster>;
  /** Available ones and those being made, in no promised order; of one cluster, or of all. */
  backups(options: CallOptions & { readonly clusterId?: string }): Promise<readonly Backup[]>;
  backup(key: BackupKey, options: CallOptions): Promise<BackupDetail>;
  restoreCluster(key: BackupKey, body: ClusterBody, options: SubmitOptions): Promise<StartedCluster>;
  restoreCollection(
    key: BackupKey,
    body: CollectionBody,
    options: SubmitOptions,
  ): Promise<{ readonly jobId: string }>;
  job(id: string, options: CallOptions): Promise<Job>;
}

/** `submitter` has its own deadline: the answer to a submission is waited for longer. */
export function createZillizClient(http: HttpClient, submitter: HttpClient): ZillizClient {
  return {
    projects(options) {
      const request = { action: 'list the projects', path: '/v2/projects', maxBytes: wholeBytes };
      return bodyOf(http.get({ ...request, answer: ProjectList, ...options }));
    },
    clusters(options) {
      const list = { action: 'list the clusters', path: '/v2/clusters', answer: ClusterPage, sizes };
      const query = numbered({});
      return readNumbered(http, { ...list, query, idOf: ({ clusterId }) => clusterId }, options);
    },
    cluster(id, options) {
      const path = `/v2/clusters/${encodeURIComponent(id)}`;
      return bodyOf(http.get({ action: `read cluster ${id}`, path, answer: ClusterDetail, ...options }));
    },
    async backups({ clusterId, ...options }) {
      const action = `list the backups${clusterId === undefined ? '' : ` of cluster ${clusterId}`}`;
      const list = { action, path: '/v2/backups', answer: BackupPage, sizes };
      const query = numbered({ clusterId });
      const found = await readNumbered(http, { ...list, query, idOf: ({ backupId }) => backupId }, options);
      return found.items;
    },
    backup(key, options) {
      const action = `read backup ${key.backupId}`;
      return bodyOf(http.get({ action, path: pathOf(key), answer: BackupDetail, ...options }));
    },
    restoreCluster(key, body, options) {
      const action = `start the restore into the new cluster “${body.clusterName}”`;
      const path = `${pathOf(key)}/restoreCluster`;
      return bodyOf(submitter.write({ action, path, body, answer: StartedCluster, ...options }));
    },
    restoreCollection(key, body, options) {
      const action = `start the restore of a collection into cluster ${body.destClusterId}`;
      const path = `${pathOf(key)}/restoreCollection`;
      return bodyOf(submitter.write({ action, path, body, answer: StartedCollection, ...options }));
    },
    job(id, options) {
      const path = `/v2/jobs/${encodeURIComponent(id)}`;
      return bodyOf(http.get({ action: `read job ${id}`, path, answer: JobDetail, use: 'look', ...options }));
    },
  };
}

function pathOf({ clusterId, backupId }: BackupKey): string {
  return `/v2/clusters/${encodeURIComponent(clusterId)}/backups/${encodeURIComponent(backupId)}`;
}

function numbered(of: Readonly<Record<string, string | undefined>>) {
  return (currentPage: number, pageSize: number) => ({ ...of, pageSize, currentPage });
}
