import { objectId, type Cluster, type Snapshot, type World } from './world.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/** The ids of the projects in the data set, for tests and scenarios. */
export const projectIds = { shop: '6a0000000000000000000a01', labs: '6a0000000000000000000a02' } as const;

/** The clusters as a plan names them: project id and name. */
export const clusterIds = {
  orders: `${projectIds.shop}/orders`,
  ordersStaging: `${projectIds.shop}/orders-staging`,
  events: `${projectIds.shop}/events`,
  eventsStaging: `${projectIds.shop}/events-staging`,
  vault: `${projectIds.shop}/vault`,
  sessions: `${projectIds.shop}/sessions`,
  playground: `${projectIds.shop}/playground`,
  labsOrders: `${projectIds.labs}/orders`,
  prototypes: `${projectIds.labs}/prototypes`,
  forum: `${projectIds.labs}/forum`,
} as const;

type Made = Pick<Cluster, 'projectId' | 'name' | 'family'> & Partial<Cluster>;

/** Full hours (or days) before `now`, oldest first. */
function snapshots(
  cluster: Cluster,
  number: number,
  now: Date,
  every: { readonly ms: number; readonly count: number },
): Snapshot[] {
  const newest = Math.floor(now.getTime() / every.ms) * every.ms;
  return Array.from({ length: every.count }, (_, index) => {
    const age = every.count - 1 - index;
    const takenAt = new Date(newest - age * every.ms);
    const suffix = number * 0x10000 + age * 0x10;
    return {
      id: objectId(takenAt, suffix),
      status: 'completed',
      takenAt,
      expiresAt: new Date(takenAt.getTime() + 8 * dayMs),
      version: cluster.version,
      encrypted: cluster.encryption !== 'NONE',
      type: 'scheduled',
      bytes: 4_200_000_000,
      memberIds: Array.from({ length: cluster.shards }, (_, at) => objectId(takenAt, suffix + at + 1)),
      holds: `${cluster.name} at ${takenAt.toISOString()}`,
    };
  });
}

/**
 * Two projects of a shop: replica sets with continuous backup, sharded clusters, an encrypted one, Flex and a free one,
 * and one name (`orders`) that both projects use. With `m2` there is an M2 cluster as there were until 2026.
 */
export function shopDataset(now: Date, { m2 }: { readonly m2: boolean }): World {
  const { shop, labs } = projectIds;
  const production = { env: 'production' } as const;
  const continuous = { pointInTime: true } as const;
  const sharded = { shards: 2, configServer: 'DEDICATED' } as const;
  const wanted: readonly Made[] = [
    {
      projectId: shop,
      name: 'orders',
      family: 'dedicated',
      isProtected: true,
      tags: production,
      ...continuous,
    },
    { projectId: shop, name: 'orders-staging', family: 'dedicated', ...continuous },
    { projectId: shop, name: 'events', family: 'dedicated', ...sharded, ...continuous },
    { projectId: shop, name: 'events-staging', family: 'dedicated', ...sharded },
    { projectId: shop, name: 'vault', family: 'dedicated', encryption: 'AWS' },
    { projectId: shop, name: 'sessions', family: 'flex' },
    { projectId: shop, name: 'playground', family: 'free' },
    { projectId: labs, name: 'orders', family: 'dedicated' },
    { projectId: labs, name: 'prototypes', family: 'flex' },
    ...(m2 ? [{ projectId: labs, name: 'forum', family: 'tenant' } as const] : []),
  ];
  const clusters = wanted.map((made, at): Cluster => {
    const cluster: Cluster = {
      id: objectId(new Date(now.getTime() - (400 + at) * dayMs), at + 1),
      state: 'IDLE',
      paused: false,
      version: '8.0.29',
      shards: 0,
      configServer: undefined,
      encryption: 'NONE',
      pointInTime: false,
      restoreWindowDays: 7,
      isProtected: false,
      liveImport: false,
      diskGb: 40,
      tags: {},
      snapshots: [],
      holds: `${made.name}, live`,
      ...made,
    };
    const every = cluster.family === 'dedicated' ? { ms: hourMs, count: 7 * 24 } : { ms: dayMs, count: 8 };
    return { ...cluster, snapshots: cluster.family === 'free' ? [] : snapshots(cluster, at + 1, now, every) };
  });
  const created = new Date(now.getTime() - 900 * dayMs);
  return {
    projects: [
      { id: shop, name: 'shop', created },
      { id: labs, name: 'labs', created },
    ],
    clusters,
    jobs: [],
  };
}
