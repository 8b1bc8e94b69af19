import type { z } from 'zod';
import { ProviderError } from '#core/provider-error.ts';
import type { CallOptions, SubmitOptions } from '#core/provider.ts';
import type { HttpClient } from '../http/types.ts';
import { inSmallerPages, readPages } from '../kit/pages.ts';
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
  type Cluster,
  type Job,
  type NumberedPage,
  type Project,
  type BackupKey,
} from './schema.ts';
import type { ClusterBody, CollectionBody } from './wire.ts';

/** The most that the vendor allows first (error 96008). */
const pageSizes = [100, 20, 5] as const;

/** Bytes of a list that has no pages. */
const wholeBytes = 8_000_000;

type Use = 'act' | 'look';

interface Dated<T> {
  readonly items: T;
  readonly vendorTime: Date | undefined;
}

/** The endpoints that a restore needs, one function each. */
export interface ZillizClient {
  projects(options: CallOptions): Promise<readonly Project[]>;
  /** All that the key sees: the vendor filters neither by project nor by name. */
  clusters(options: CallOptions & { readonly use?: Use }): Promise<Dated<readonly Cluster[]>>;
  cluster(id: string, options: CallOptions & { readonly use?: Use }): Promise<Cluster>;
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
  function list<T>(
    what: List<T>,
    idOf: (item: T) => string,
    options: CallOptions & { readonly use?: Use },
  ): Promise<Dated<readonly T[]>> {
    return inSmallerPages(pageSizes, (size) => listBySize(what, idOf, size, options));
  }

  async function listBySize<T>(
    { action, path, query, answer }: List<T>,
    idOf: (item: T) => string,
    pageSize: number,
    { signal, use = 'act' }: CallOptions & { readonly use?: Use },
  ): Promise<Dated<readonly T[]>> {
    let vendorTime: Date | undefined;
    const items = new Map<string, T>();
    const read = async (token = '1') => {
      const page = { ...query, pageSize, currentPage: Number(token) };
      const found = await http.get({ action, path, query: page, answer, use, signal });
      vendorTime ??= found.vendorTime;
      const { body } = found;
      const before = items.size;
      for (const item of body.items) items.set(idOf(item), item);
      const more = body.count === undefined ? body.items.length >= pageSize : items.size < body.count;
      // A list that was read in part must not pass for a whole one.
      if (more && items.size === before) return endless(action);
      return { items: body.items, next: more ? String(Number(token) + 1) : undefined };
    };
    await readPages(read, () => endless(action));
    return { items: [...items.values()], vendorTime };
  }

  return {
    async projects({ signal }) {
      const action = 'list the projects';
      const request = { action, path: '/v2/projects', answer: ProjectList, maxBytes: wholeBytes } as const;
      return (await http.get({ ...request, use: 'act', signal })).body;
    },
    clusters: (options) =>
      list(
        { action: 'list the clusters', path: '/v2/clusters', answer: ClusterPage },
        ({ clusterId }) => clusterId,
        options,
      ),
    async cluster(id, { signal, use = 'act' }) {
      const action = `read cluster ${id}`;
      const path = `/v2/clusters/${encodeURIComponent(id)}`;
      return (await http.get({ action, path, answer: ClusterDetail, use, signal })).body;
    },
    async backups({ clusterId, ...options }) {
      const action =
        clusterId === undefined ? 'list the backups' : `list the backups of cluster ${clusterId}`;
      const query = { clusterId };
      const found = { action, path: '/v2/backups', query, answer: BackupPage };
      return (await list(found, ({ backupId }) => backupId, options)).items;
    },
    async backup(key, { signal }) {
      const action = `read backup ${key.backupId}`;
      return (await http.get({ action, path: pathOf(key), answer: BackupDetail, use: 'act', signal })).body;
    },
    async restoreCluster(key, body, { signal, mayPost }) {
      const action = `start the restore into the new cluster “${body.clusterName}”`;
      const path = `${pathOf(key)}/restoreCluster`;
      const request = { action, path, body, answer: StartedCluster, use: 'act', method: 'POST' } as const;
      return (await submitter.write({ ...request, signal, mayPost })).body;
    },
    async restoreCollection(key, body, { signal, mayPost }) {
      const action = `start the restore of a collection into cluster ${body.destClusterId}`;
      const path = `${pathOf(key)}/restoreCollection`;
      const request = { action, path, body, answer: StartedCollection, use: 'act', method: 'POST' } as const;
      return (await submitter.write({ ...request, signal, mayPost })).body;
    },
    async job(id, { signal }) {
      const action = `read job ${id}`;
      const path = `/v2/jobs/${encodeURIComponent(id)}`;
      return (await http.get({ action, path, answer: JobDetail, use: 'look', signal })).body;
    },
  };
}

interface List<T> {
  readonly action: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly answer: z.ZodType<NumberedPage<T>>;
}

function pathOf({ clusterId, backupId }: BackupKey): string {
  return `/v2/clusters/${encodeURIComponent(clusterId)}/backups/${encodeURIComponent(backupId)}`;
}

function endless(action: string): never {
  throw new ProviderError({
    kind: 'contract',
    action,
    detail: 'the pages of the list at Zilliz Cloud do not add up to what it counts',
    advice: 'Try again; if it stays like this, report it to the team that runs restorebot.',
  });
}
