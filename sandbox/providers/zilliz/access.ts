import type { VendorCall } from '../simulator.ts';
import { Refusal, refusals } from './refusal.ts';

/** An API key and what it may do. */
export interface ApiKey {
  readonly secret: string;
  /** Only an admin restores. */
  readonly role: 'admin' | 'viewer';
  /** Ids of the projects that it sees. @default all of them */
  readonly projects?: readonly string[];
  /** Ids of the clusters that it is restricted to. @default all of them */
  readonly clusters?: readonly string[];
}

export interface RateLimit {
  /** For each key and endpoint. */
  readonly perSecond: number;
  /** The vendor does not document it. */
  readonly status: number;
}

/** Checks the token, and that the key is not too fast. Real time: the limit protects the real vendor. */
export function createAccess(
  keys: readonly ApiKey[],
  { perSecond, status }: RateLimit,
  realNow: () => number,
) {
  const calls = new Map<string, readonly number[]>();
  return (call: VendorCall, endpoint: string): ApiKey => {
    const token = /^Bearer (.+)$/.exec(String(call.headers['authorization'] ?? ''))?.[1];
    const key = keys.find(({ secret }) => secret === token);
    if (key === undefined) throw refusals.key();
    const place = `${key.secret} ${endpoint}`;
    const recent = (calls.get(place) ?? []).filter((at) => at > realNow() - 1_000);
    if (recent.length >= perSecond)
      throw new Refusal(429, 'Rate limit exceeded.', status, { 'retry-after': '1' });
    calls.set(place, [...recent, realNow()]);
    return key;
  };
}

export function seesProject({ projects }: ApiKey, id: string): boolean {
  return projects === undefined || projects.includes(id);
}

export function seesCluster(
  key: ApiKey,
  cluster: { readonly id: string; readonly projectId: string },
): boolean {
  return (
    seesProject(key, cluster.projectId) && (key.clusters === undefined || key.clusters.includes(cluster.id))
  );
}
