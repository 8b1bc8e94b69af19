import { z } from 'zod';
import type { Resource } from '#core/restore-plan.ts';

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

/** The cluster that a plan names. */
export function clusterOf({ id }: Resource): ClusterRef {
  const ref = decodeClusterId(id);
  if (ref === undefined) throw new RangeError('the plan names a cluster that is not one of MongoDB Atlas');
  return ref;
}

/** MongoDB's ObjectId, 24 hexadecimal digits. */
export const ObjectId = z.string().regex(/^[0-9a-f]{24}$/i, 'is no ObjectId');

/**
 * When an ObjectId was made, to the second. Restore jobs show no time of creation; recorded jobs agree with their ids
 * to the second, which nobody documents, so it serves for matching only.
 */
export function createdAt(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8), 16) * 1_000);
}
