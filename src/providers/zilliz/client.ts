import type { CallOptions, SubmitOptions } from '#core/provider.ts';
import type { HttpClient, ReadRequest } from '../http/types.ts';
import type { Connection, OperationName, OperationOf } from '../kit/manifest.ts';
import { bodyOf, readNumbered, wholeBytes } from '../kit/reads.ts';
import {
  BackupDetail,
  BackupPage,
  ClusterDetail,
  ClusterPage,
  JobDetail,
  ProjectList,
  StartedCluster,
  StartedCollection,
  type BackupKey,
} from './schema.ts';
import type { ZillizSettings } from './settings.ts';
import type { clusterBody, collectionBody } from './wire.ts';

/** The most that the vendor allows first (error 96008). */
const sizes = [100, 20, 5] as const;

type Use = Pick<ReadRequest<unknown>, 'use'>;

/** `submitter` has its own deadline: the answer to a submission is waited for longer. */
export function createZillizClient(http: HttpClient, submitter: HttpClient) {
  return {
    projects(options: CallOptions) {
      const request = { action: 'list the projects', path: '/v2/projects', maxBytes: wholeBytes };
      return bodyOf(http.get({ ...request, answer: ProjectList, ...options }));
    },
    /** All that the key sees: the vendor filters neither by project nor by name. */
    clusters(options: CallOptions & Use) {
      const list = { action: 'list the clusters', path: '/v2/clusters', answer: ClusterPage, sizes };
      const query = numbered({});
      return readNumbered(http, { ...list, query, idOf: ({ clusterId }) => clusterId }, options);
    },
    cluster(id: string, options: CallOptions & Use) {
      const path = `/v2/clusters/${encodeURIComponent(id)}`;
      return bodyOf(http.get({ action: `read cluster ${id}`, path, answer: ClusterDetail, ...options }));
    },
    /** Available ones and those being made, in no promised order; of one cluster, or of all. */
    async backups({ clusterId, ...options }: CallOptions & { readonly clusterId?: string }) {
      const action = `list the backups${clusterId === undefined ? '' : ` of cluster ${clusterId}`}`;
      const list = { action, path: '/v2/backups', answer: BackupPage, sizes };
      const query = numbered({ clusterId });
      const found = await readNumbered(http, { ...list, query, idOf: ({ backupId }) => backupId }, options);
      return found.items;
    },
    backup(key: BackupKey, options: CallOptions) {
      const action = `read backup ${key.backupId}`;
      return bodyOf(http.get({ action, path: pathOf(key), answer: BackupDetail, ...options }));
    },
    restoreCluster(key: BackupKey, body: ReturnType<typeof clusterBody>, options: SubmitOptions) {
      const action = `start the restore into the new cluster “${body.clusterName}”`;
      const path = `${pathOf(key)}/restoreCluster`;
      return bodyOf(submitter.write({ action, path, body, answer: StartedCluster, ...options }));
    },
    restoreCollection(key: BackupKey, body: ReturnType<typeof collectionBody>, options: SubmitOptions) {
      const action = `start the restore of a collection into cluster ${body.destClusterId}`;
      const path = `${pathOf(key)}/restoreCollection`;
      return bodyOf(submitter.write({ action, path, body, answer: StartedCollection, ...options }));
    },
    job(id: string, options: CallOptions) {
      const path = `/v2/jobs/${encodeURIComponent(id)}`;
      return bodyOf(http.get({ action: `read job ${id}`, path, answer: JobDetail, use: 'look', ...options }));
    },
  };
}
export type ZillizClient = ReturnType<typeof createZillizClient>;

function pathOf({ clusterId, backupId }: BackupKey): string {
  return `/v2/clusters/${encodeURIComponent(clusterId)}/backups/${encodeURIComponent(backupId)}`;
}

function numbered(of: Readonly<Record<string, string | undefined>>) {
  return (currentPage: number, pageSize: number) => ({ ...of, pageSize, currentPage });
}

/** What every operation has of its connection. */
interface Has extends Connection<ZillizSettings> {
  readonly client: ZillizClient;
}

export type Does<Name extends OperationName> = OperationOf<Has, Name>;
