import type { ClusterRef } from './ids.ts';

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
