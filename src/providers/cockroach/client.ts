import type { z } from 'zod';
import { ProviderError } from '#core/provider-error.ts';
import type { CallOptions, SubmitOptions } from '#core/provider.ts';
import type { Resource } from '#core/restore-plan.ts';
import type { HttpClient } from '../http/types.ts';
import { inSmallerPages, readPages, type Page } from '../kit/pages.ts';
import {
  BackupPage,
  Cluster,
  ClusterPage,
  CreatedRestore,
  DatabasePage,
  Organization,
  Restore,
  RestorePage,
  type Backup,
  type Database,
} from './schema.ts';
import type { RestoreBody } from './wire.ts';

/** Well under the vendor's own default (500) first; its maximum is not documented. */
const pageSizes = [100, 20, 5] as const;

/** Newest first; the vendor wants both times or neither. `from` is included, `to` is not. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

interface ListOptions extends CallOptions {
  readonly range?: TimeRange;
  /** Stop reading pages once this many are there. */
  readonly enough?: number;
}

interface List<T> {
  readonly action: string;
  readonly path: string;
  readonly answer: z.ZodType<Page<T>>;
  readonly order: 'ASC' | 'DESC';
}

interface Dated<T> {
  readonly items: T;
  readonly vendorTime: Date | undefined;
}

/** The endpoints that a restore needs, one function each. */
export interface CockroachClient {
  organization(options: CallOptions): Promise<Organization>;
  clusters(options: CallOptions): Promise<readonly Cluster[]>;
  cluster(cluster: Resource, options: CallOptions): Promise<Cluster>;
  databases(cluster: Resource, options: CallOptions): Promise<readonly Database[]>;
  backups(cluster: Resource, options: ListOptions): Promise<readonly Backup[]>;
  restores(cluster: Resource, options: ListOptions): Promise<Dated<readonly Restore[]>>;
  restore(cluster: Resource, id: string, options: CallOptions): Promise<Restore>;
  createRestore(
    cluster: Resource,
    body: RestoreBody,
    options: SubmitOptions,
  ): Promise<{ readonly id: string }>;
}

export function createCockroachClient(http: HttpClient): CockroachClient {
  function list<T>(
    action: string,
    path: string,
    answer: z.ZodType<Page<T>>,
    options: ListOptions,
    order: 'ASC' | 'DESC',
  ): Promise<Dated<readonly T[]>> {
    return inSmallerPages(pageSizes, (size) => listBySize({ action, path, answer, order }, size, options));
  }

  async function listBySize<T>(
    { action, path, answer, order }: List<T>,
    pageSize: number,
    { signal, range, enough }: ListOptions,
  ): Promise<Dated<readonly T[]>> {
    let vendorTime: Date | undefined;
    const read = async (token: string | undefined): Promise<Page<T>> => {
      const query = {
        'pagination.page': token,
        'pagination.limit': Math.min(pageSize, enough ?? pageSize),
        'pagination.sort_order': order,
        start_time: range?.from.toISOString(),
        end_time: range?.to.toISOString(),
      };
      const found = await http.get({ action, path, query, answer, use: 'act', signal });
      vendorTime ??= found.vendorTime;
      return found.body;
    };
    return { items: await readPages(read, () => endless(action), enough), vendorTime };
  }

  return {
    async organization({ signal }) {
      const action = 'read who we are at CockroachDB Cloud';
      const path = '/api/v1/organization';
      return (await http.get({ action, path, answer: Organization, use: 'act', signal })).body;
    },
    async clusters(options) {
      return (await list('list the clusters', '/api/v1/clusters', ClusterPage, options, 'ASC')).items;
    },
    async cluster(cluster, { signal }) {
      const action = `read cluster “${cluster.name}”`;
      return (await http.get({ action, path: pathOf(cluster), answer: Cluster, use: 'act', signal })).body;
    },
    async databases(cluster, options) {
      const action = `list the databases of cluster “${cluster.name}”`;
      return (await list(action, `${pathOf(cluster)}/databases`, DatabasePage, options, 'ASC')).items;
    },
    async backups(cluster, options) {
      const action = `list the backups of cluster “${cluster.name}”`;
      return (await list(action, `${pathOf(cluster)}/backups`, BackupPage, options, 'DESC')).items;
    },
    async restores(cluster, options) {
      const action = `list the restores of cluster “${cluster.name}”`;
      return list(action, `${pathOf(cluster)}/restores`, RestorePage, options, 'DESC');
    },
    async restore(cluster, id, { signal }) {
      const action = `read restore ${id} of cluster “${cluster.name}”`;
      const path = `${pathOf(cluster)}/restores/${encodeURIComponent(id)}`;
      return (await http.get({ action, path, answer: Restore, use: 'look', signal })).body;
    },
    async createRestore(cluster, body, { signal, mayPost }) {
      const action = `start the restore on cluster “${cluster.name}”`;
      const path = `${pathOf(cluster)}/restores`;
      const request = { action, path, body, answer: CreatedRestore, use: 'act', method: 'POST' } as const;
      return (await http.write({ ...request, signal, mayPost })).body;
    },
  };
}

function pathOf({ id }: Resource): string {
  return `/api/v1/clusters/${encodeURIComponent(id)}`;
}

function endless(action: string): never {
  throw new ProviderError({
    kind: 'contract',
    action,
    detail: 'the pages of the list at CockroachDB Cloud do not end',
    advice: 'Report this to the team that runs restorebot.',
  });
}
