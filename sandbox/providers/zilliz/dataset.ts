import type { Backup, Cluster, Database, World } from './world.ts';

const dayMs = 24 * 60 * 60_000;

/** The ids in the data set, for tests and scenarios. */
export const zillizIds = {
  shop: 'proj-20e13e974c7d659a83a001',
  staging: 'proj-20e13e974c7d659a83a002',
  catalogueProd: 'in01-3e5ad8adc38a001',
  catalogueStaging: 'in01-3e5ad8adc38a002',
  searchUs: 'in01-3e5ad8adc38a003',
  playground: 'in03-3e5ad8adc38a004',
  /** Dropped; a manual backup of it is left. */
  reviewsOld: 'in01-3e5ad8adc38a005',
} as const;

const regions = { eu: 'aws-eu-central-1', us: 'aws-us-west-2' } as const;

const catalogue: readonly Database[] = [
  {
    name: '',
    collections: [
      { name: 'products', status: 'LOADED' },
      { name: 'product_images', status: 'LOADED' },
      { name: 'medium_articles', status: 'LOADED' },
    ],
  },
  {
    name: 'analytics',
    collections: [
      { name: 'queries', status: 'LOADED' },
      { name: 'sessions', status: 'UNLOADED' },
    ],
  },
];
const reviews: readonly Database[] = [{ name: '', collections: [{ name: 'reviews', status: 'LOADED' }] }];

/**
 * A shop's vector databases: production and staging in one region, a search cluster in another, a serverless
 * playground, and the backups of a cluster that was dropped.
 */
export function vectorDataset(now: Date): World {
  const project = (id: string, name: string, regionIds: string[]) =>
    ({ id, name, regionIds, plan: 'Enterprise', createdAt: new Date(now.getTime() - 700 * dayMs) }) as const;
  const clusters: Cluster[] = [
    cluster(now, zillizIds.catalogueProd, 'catalogue-prod', { cuSize: 4, databases: catalogue }),
    cluster(now, zillizIds.catalogueStaging, 'catalogue-staging', {
      projectId: zillizIds.staging,
      databases: [{ name: '', collections: [{ name: 'products', status: 'LOADED' }] }],
    }),
    cluster(now, zillizIds.searchUs, 'search-us', { regionId: regions.us, databases: reviews }),
    cluster(now, zillizIds.playground, 'playground', {
      projectId: zillizIds.staging,
      deploymentOption: 'Serverless',
    }),
  ];
  return {
    projects: [
      project(zillizIds.shop, 'Shop', [regions.eu, regions.us]),
      project(zillizIds.staging, 'Shop staging', [regions.eu]),
    ],
    clusters,
    backups: backupsOf(now),
    jobs: [],
  };
}

function cluster(now: Date, id: string, name: string, change: Partial<Cluster>): Cluster {
  return {
    id,
    name,
    projectId: zillizIds.shop,
    regionId: regions.eu,
    cuType: 'Performance-optimized',
    cuSize: 1,
    status: 'RUNNING',
    createdAt: new Date(now.getTime() - 400 * dayMs),
    deploymentOption: 'Dedicated',
    globalRole: undefined,
    password: `${name}-old-password`,
    databases: [],
    ...change,
  };
}

/** In no particular order, as the vendor promises none. */
function backupsOf(now: Date): Backup[] {
  const midnight = Math.floor(now.getTime() / dayMs) * dayMs;
  const daily = Array.from({ length: 14 }, (_, age) => {
    const at = new Date(midnight - age * dayMs);
    return backup(`backup0_c7b1${String(age).padStart(11, '0')}`, at, { policies: age < 7 ? both : latest });
  });
  const hour = 60 * 60_000;
  return [
    ...daily.toReversed(),
    backup('backup11_dbf5a19c3e20001', new Date(midnight - 3 * dayMs + 9 * hour), {
      name: 'before-reindex',
      type: 'COLLECTION',
      method: 'MANUAL',
      expiresAt: undefined,
      policies: [],
      databases: [{ name: '', collections: [{ name: 'products', status: 'LOADED' }] }],
    }),
    backup('backup11_dbf5a19c3e20002', new Date(midnight - 40 * dayMs), {
      name: 'last-of-reviews',
      method: 'MANUAL',
      expiresAt: undefined,
      policies: latest,
      clusterId: zillizIds.reviewsOld,
      clusterName: 'reviews-old',
      databases: reviews,
    }),
  ];
}

const both = ['LATEST', 'ORIGINAL'] as const;
const latest = ['LATEST'] as const;

/** An automatic one of catalogue-prod, unless told otherwise. */
function backup(id: string, createdAt: Date, change: Partial<Backup>): Backup {
  return {
    id,
    name: `catalogue-prod_${createdAt.toISOString().slice(0, 10)}`,
    type: 'CLUSTER',
    method: 'AUTO',
    clusterId: zillizIds.catalogueProd,
    clusterName: 'catalogue-prod',
    projectId: zillizIds.shop,
    regionId: regions.eu,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + 30 * dayMs),
    status: 'AVAILABLE',
    policies: both,
    databases: catalogue,
    ...change,
  };
}
