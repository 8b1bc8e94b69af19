import type { VendorCall } from '../simulator.ts';
import { Refusal } from './refusal.ts';

type Role = 'ORG_ADMIN' | 'ORG_MEMBER' | 'CLUSTER_ADMIN' | 'CLUSTER_OPERATOR_WRITER' | 'CLUSTER_DEVELOPER';

/** A service account's key. */
export interface ApiKey {
  readonly secret: string;
  readonly roles: readonly Role[];
  /** Ids of the clusters that the roles are about. @default all of them */
  readonly clusters?: readonly string[];
}

export interface RateLimit {
  readonly perSecond: number;
  /** The vendor does not document it. */
  readonly status: number;
  readonly retryAfter: string;
}

const versions = ['2022-09-20', '2023-04-10', '2024-09-16'];

/** Checks token and version, and that the key is not too fast. Real time: the limit protects the real vendor. */
export function createAccess(keys: readonly ApiKey[], limit: RateLimit, realNow: () => number) {
  const calls = new Map<string, readonly number[]>();
  return (call: VendorCall): ApiKey => {
    const token = /^Bearer (.+)$/.exec(String(call.headers['authorization'] ?? ''))?.[1];
    const key = keys.find(({ secret }) => secret === token);
    if (key === undefined)
      throw new Refusal(401, 16, 'unauthorized: the token bearer cannot be authenticated');
    const version = call.headers['cc-version'];
    if (version !== undefined && !versions.includes(String(version)))
      throw new Refusal(400, 3, 'invalid Cc-Version.');
    const { perSecond, status, retryAfter } = limit;
    const recent = (calls.get(key.secret) ?? []).filter((at) => at > realNow() - 1_000);
    if (recent.length >= perSecond)
      throw new Refusal(status, 8, 'rate limit exceeded', { 'retry-after': retryAfter });
    calls.set(key.secret, [...recent, realNow()]);
    return key;
  };
}

const writers: readonly Role[] = ['CLUSTER_ADMIN', 'CLUSTER_OPERATOR_WRITER'];
const readers: readonly Role[] = [...writers, 'CLUSTER_DEVELOPER'];

/** Who may do what, as the API document lists it for each operation. */
const allowed = {
  organization: ['ORG_ADMIN', 'ORG_MEMBER'],
  clusters: [...readers, 'ORG_ADMIN'],
  databases: readers,
  backups: writers,
  restores: writers,
} as const satisfies Record<string, readonly Role[]>;
export type Operation = keyof typeof allowed;

export function mayUse(key: ApiKey, operation: Operation, clusterId?: string): boolean {
  const roles: readonly Role[] = allowed[operation];
  return (
    key.roles.some((role) => roles.includes(role)) &&
    (clusterId === undefined || key.clusters === undefined || key.clusters.includes(clusterId))
  );
}
