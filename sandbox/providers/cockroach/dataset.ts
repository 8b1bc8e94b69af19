import type { Backup, Cluster, Database, World } from './world.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

const orders = [
  'public.orders',
  'public.items',
  'public.customers',
  'public.addresses',
  'public.invoices',
  'public.shipments',
  'public.returns',
  'public.refunds',
  'public.coupons',
  'public.carts',
  'audit.changes',
  'audit.logins',
];
const payments = [
  'public.payments',
  'public.cards',
  'public.payouts',
  'public.disputes',
  'public.ledger',
  'public.accounts',
  'public.fees',
];
const movr = [
  'public.users',
  'public.vehicles',
  'public.rides',
  'public.vehicle_location_histories',
  'public.promo_codes',
  'public.user_promo_codes',
];

/** The ids of the clusters in the data set, for tests and scenarios. */
export const clusterIds = {
  ordersProd: '5a1e0c3e-0d10-4e7b-9c53-0f2b6f0a0001',
  ordersStaging: '5a1e0c3e-0d10-4e7b-9c53-0f2b6f0a0002',
  sessions: '5a1e0c3e-0d10-4e7b-9c53-0f2b6f0a0003',
  billingProd: '5a1e0c3e-0d10-4e7b-9c53-0f2b6f0a0004',
} as const;

function defaultdb(): Database {
  return { name: 'defaultdb', tables: [] };
}

function database(name: string, tables: readonly string[]): Database {
  return { name, tables: [...tables] };
}

/** Full hours (or days) before `now`, oldest first; ids tell cluster and age. */
function backups(
  cluster: number,
  now: Date,
  every: { readonly ms: number; readonly count: number },
  databases: () => readonly Database[],
): Backup[] {
  const newest = Math.floor(now.getTime() / every.ms) * every.ms;
  return Array.from({ length: every.count }, (_, index) => {
    const age = every.count - 1 - index;
    return {
      id: `b0c4a2d6-0000-4000-8${cluster}00-${String(age).padStart(12, '0')}`,
      asOf: new Date(newest - age * every.ms),
      databases: databases(),
    };
  });
}

const prod = (): readonly Database[] => [
  defaultdb(),
  database('movr', movr),
  database('orders', orders),
  database('payments', payments),
];
const billing = (): readonly Database[] => [
  defaultdb(),
  database('invoices', ['public.invoices', 'public.lines', 'public.dunning']),
];
/** A job that resets staging has emptied a table there, and its backups hold it as it is. */
const staging = (): readonly Database[] => [
  defaultdb(),
  { ...database('movr', movr), empty: ['public.rides'] },
];
const sessions = (): readonly Database[] => [
  defaultdb(),
  database('sessions', ['public.sessions', 'public.devices', 'public.tokens']),
];

/**
 * A shop's clusters: three Advanced ones with a backup each hour for a week, and a Basic one with one each day for a
 * month. All have enough in them to be restored, and staging has something in the way.
 */
export function shopDataset(now: Date): World {
  const idle = { state: 'CREATED', operationStatus: 'UNSPECIFIED', upgradeStatus: 'FINALIZED' } as const;
  const hourly = { ms: hourMs, count: 7 * 24 };
  const clusters: Cluster[] = [
    {
      id: clusterIds.ordersProd,
      name: 'orders-prod',
      labels: { env: 'production' },
      plan: 'ADVANCED',
      version: 'v25.2.3',
      createdAt: new Date(now.getTime() - 700 * dayMs),
      ...idle,
      databases: [...prod()],
      backups: backups(1, now, hourly, prod),
    },
    {
      id: clusterIds.ordersStaging,
      name: 'orders-staging',
      labels: { env: 'staging' },
      plan: 'ADVANCED',
      version: 'v25.4.1',
      createdAt: new Date(now.getTime() - 400 * dayMs),
      ...idle,
      databases: [...staging()],
      backups: backups(2, now, hourly, staging),
    },
    {
      id: clusterIds.sessions,
      name: 'sessions',
      labels: {},
      plan: 'BASIC',
      version: 'v25.2.3',
      createdAt: new Date(now.getTime() - 90 * dayMs),
      ...idle,
      databases: [...sessions()],
      backups: backups(3, now, { ms: dayMs, count: 30 }, sessions),
    },
    {
      id: clusterIds.billingProd,
      name: 'billing-prod',
      labels: { env: 'production' },
      plan: 'ADVANCED',
      version: 'v25.2.3',
      createdAt: new Date(now.getTime() - 500 * dayMs),
      ...idle,
      databases: [...billing()],
      backups: backups(4, now, hourly, billing),
    },
  ];
  return { clusters, restores: [] };
}
