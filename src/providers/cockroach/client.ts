import type { z } from 'zod';
import { after } from '#core/instant.ts';
import type { CallOptions, SubmitOptions } from '#core/provider.ts';
import { restoredTo, type Resource, type RestorePlan } from '#core/restore-plan.ts';
import type { HttpClient } from '../http/types.ts';
import { backupId } from '../kit/form.ts';
import type { Connection, OperationName, OperationOf } from '../kit/manifest.ts';
import { bodyOf, readList, type Dated, type Page } from '../kit/reads.ts';
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
} from './schema.ts';
import type { CockroachSettings } from './settings.ts';
import type { RestoreBody } from './wire.ts';

/** Well under the vendor's own default (500) first; its maximum is not documented. */
const sizes = [100, 20, 5] as const;

/** Newest first; the vendor wants both times or neither. `from` is included, `to` is not. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

interface ListOptions extends CallOptions {
  readonly range?: TimeRange | undefined;
  /** Stop reading pages once this many are there. */
  readonly enough?: number | undefined;
}

/** The endpoints that a restore needs, one function each. */
export function createCockroachClient(http: HttpClient) {
  function list<T>(
    action: string,
    path: string,
    answer: z.ZodType<Page<T>>,
    order: 'ASC' | 'DESC',
    { signal, range, enough }: ListOptions,
  ): Promise<Dated<T>> {
    const query = (token: string | undefined, size: number) => ({
      'pagination.page': token,
      'pagination.limit': Math.min(size, enough ?? size),
      'pagination.sort_order': order,
      start_time: range?.from.toISOString(),
      end_time: range?.to.toISOString(),
    });
    return readList(http, { action, path, answer, sizes, query, enough }, { signal });
  }
  return {
    organization(options: CallOptions) {
      const action = 'read who we are at CockroachDB Cloud';
      return bodyOf(http.get({ action, path: '/api/v1/organization', answer: Organization, ...options }));
    },
    async clusters(options: CallOptions) {
      return (await list('list the clusters', '/api/v1/clusters', ClusterPage, 'ASC', options)).items;
    },
    cluster(cluster: Resource, options: CallOptions) {
      const action = `read cluster “${cluster.name}”`;
      return bodyOf(http.get({ action, path: pathOf(cluster), answer: Cluster, ...options }));
    },
    async databases(cluster: Resource, options: CallOptions) {
      const action = `list the databases of cluster “${cluster.name}”`;
      return (await list(action, `${pathOf(cluster)}/databases`, DatabasePage, 'ASC', options)).items;
    },
    async backups(cluster: Resource, options: ListOptions) {
      const action = `list the backups of cluster “${cluster.name}”`;
      return (await list(action, `${pathOf(cluster)}/backups`, BackupPage, 'DESC', options)).items;
    },
    restores(cluster: Resource, options: ListOptions) {
      const action = `list the restores of cluster “${cluster.name}”`;
      return list(action, `${pathOf(cluster)}/restores`, RestorePage, 'DESC', options);
    },
    restore(cluster: Resource, id: string, options: CallOptions) {
      const action = `read restore ${id} of cluster “${cluster.name}”`;
      const path = `${pathOf(cluster)}/restores/${encodeURIComponent(id)}`;
      return bodyOf(http.get({ action, path, answer: Restore, use: 'look', ...options }));
    },
    createRestore(cluster: Resource, body: RestoreBody, options: SubmitOptions) {
      const action = `start the restore on cluster “${cluster.name}”`;
      const path = `${pathOf(cluster)}/restores`;
      return bodyOf(http.write({ action, path, body, answer: CreatedRestore, ...options }));
    },
  };
}
export type CockroachClient = ReturnType<typeof createCockroachClient>;

function pathOf({ id }: Resource): string {
  return `/api/v1/clusters/${encodeURIComponent(id)}`;
}

/**
 * The plan's backup, if the vendor still lists it. The list can be cut to a time but not to an id; the plan's time
 * lost its nanoseconds, hence a second on each side.
 */
export async function findBackup(
  client: CockroachClient,
  plan: RestorePlan,
  options: CallOptions,
): Promise<Backup | undefined> {
  const at = restoredTo(plan.point);
  const range = { from: after(at, -1_000), to: after(at, 1_000) };
  const backups = await client.backups(plan.source, { ...options, range });
  return backups.find(({ id }) => id === backupId(plan));
}

/** What every operation has of its connection. */
export interface Has extends Connection<CockroachSettings> {
  readonly client: CockroachClient;
}

export type Does<Name extends OperationName> = OperationOf<Has, Name>;
