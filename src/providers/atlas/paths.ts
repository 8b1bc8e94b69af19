import { z } from 'zod';
import type { CallOptions } from '#core/provider.ts';
import type { Resource } from '#core/restore-plan.ts';
import type { HttpClient } from '../http/types.ts';
import { readNumbered, type Dated, type NumberedPage } from '../kit/reads.ts';
import { LooseNumber, orElse } from '../kit/wire-values.ts';

/** The versioned media type that each resource of the Admin API v2 is asked for in. */
export const accepts = {
  /** Projects, snapshots and restore jobs of dedicated clusters, and everything under `/backup/tenant`. */
  first: versioned('2023-01-01'),
  /** Clusters and their backup schedule; the versions before end on 2027-07-01. */
  clusters: versioned('2024-08-05'),
  flex: versioned('2024-11-13'),
  /** v1.0 knows no dates. */
  plain: 'application/json',
} as const;

function versioned(date: string): string {
  return `application/vnd.atlas.${date}+json`;
}

export function projectPath(id: string, version = 'v2'): string {
  return `/api/atlas/${version}/groups/${encodeURIComponent(id)}`;
}

export function clusterPath(
  { projectId, name }: ClusterRef,
  clusters: 'clusters' | 'flexClusters',
  version = 'v2',
): string {
  return `${projectPath(projectId, version)}/${clusters}/${encodeURIComponent(name)}`;
}

/** Where a cluster is: the API's paths know it by project id and name. */
export interface ClusterRef {
  readonly projectId: string;
  readonly name: string;
}

/** `6a79…/orders`: what a plan holds. */
export function encodeClusterId({ projectId, name }: ClusterRef): string {
  return `${projectId}/${name}`;
}

/** The other way round; `undefined` where it is no such id. */
export function decodeClusterId(text: string): ClusterRef | undefined {
  const [, projectId, name] = /^([0-9a-f]{24})\/([^/]+)$/i.exec(text) ?? [];
  return projectId === undefined || name === undefined ? undefined : { projectId, name };
}

export function clusterOf({ id }: Resource): ClusterRef {
  const ref = decodeClusterId(id);
  if (ref === undefined) throw new RangeError('the plan names a cluster that is not one of MongoDB Atlas');
  return ref;
}

export const ObjectId = z.string().regex(/^[0-9a-f]{24}$/i, 'is no ObjectId');

/**
 * When an ObjectId was made, to the second. Restore jobs show no time of creation; recorded jobs agree with their ids
 * to the second, which nobody documents, so it serves for matching only.
 */
export function createdAt(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8), 16) * 1_000);
}

/** The vendor's maximum first. */
const sizes = [500, 100, 20, 5] as const;

interface ListRequest<T> {
  readonly action: string;
  readonly path: string;
  readonly accept: string;
  readonly item: z.ZodType<T>;
  /** Some lists take no page number and come whole. @default true */
  readonly paged?: boolean;
}

export function readAll<T extends { readonly id: string }>(
  http: HttpClient,
  { action, path, accept, item, paged = true }: ListRequest<T>,
  options: CallOptions,
): Promise<Dated<T>> {
  const answer = z
    .object({
      results: z.array(item),
      totalCount: LooseNumber,
      links: orElse(z.array(z.object({ rel: z.string() })), []).catch([]),
    })
    .transform(({ results, totalCount, links }): NumberedPage<T> => {
      const hasNext = links.some(({ rel }) => rel === 'next');
      return { items: results, count: totalCount ?? 0, hasNext };
    });
  return readNumbered(
    http,
    {
      action,
      path,
      headers: { accept },
      answer,
      sizes: paged ? sizes : 'whole',
      query: (pageNum, itemsPerPage) => ({ pageNum, itemsPerPage }),
      idOf: ({ id }) => id,
    },
    options,
  );
}
