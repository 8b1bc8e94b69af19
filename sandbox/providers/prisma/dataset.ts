import type { Backup, Database, World } from './world.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/** The ids of the databases in the data set, as answers show them, for tests and scenarios. */
export const databaseIds = {
  shop: 'db_cmf0shop0prod000000000001',
  shopStaging: 'db_cmf0shop0stag000000000002',
  reports: 'db_cmf0reports00000000000003',
  external: 'db_cmf0external0000000000004',
} as const;

/** Passwords that answers contain, as they may at the vendor. */
export const passwords = ['pw-shop-9f2c', 'pw-staging-71ab', 'pw-reports-c3d4', 'pw-external-5e6f'] as const;

/** One each night at two; oldest first. One failed, the ids tell database and age. */
function nightly(database: string, now: Date, count: number, failed: number): Backup[] {
  const newest = Math.floor((now.getTime() - 2 * hourMs) / dayMs) * dayMs + 2 * hourMs;
  return Array.from({ length: count }, (_, index) => {
    const age = count - 1 - index;
    return {
      id: `bkp_${database}_${String(age).padStart(2, '0')}`,
      type: 'full',
      createdAt: new Date(newest - age * dayMs),
      status: age === failed ? 'failed' : 'completed',
      data: `${database} ${age} nights ago`,
    };
  });
}

/** A shop's workspace: production and staging, reports elsewhere, and a database that Prisma does not host. */
export function shopDataset(now: Date): World {
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * dayMs);
  const made = (
    id: string,
    name: string,
    project: 'shop' | 'analytics',
    at: number,
    change: Partial<Database> = {},
  ): Database => ({
    id: id.replace(/^db_/, ''),
    name,
    projectId: project === 'shop' ? 'cmf0projshop000000000001' : 'cmf0projanalytics00000001',
    region: 'eu-central-1',
    isDefault: false,
    createdAt: daysAgo(400 - at),
    status: 'ready',
    source: { type: 'empty' },
    data: `${name} now`,
    remote: false,
    host: 'db.prisma.io',
    port: 5432,
    user: `user-${name}`,
    password: passwords[at] ?? 'pw',
    backups: nightly(name, now, 7, 3),
    ...change,
  });
  return {
    workspaces: [
      {
        id: 'cmf0workspace00000000001',
        name: 'Acme Shop',
        planName: 'Pro',
        usageBlocked: false,
        createdAt: daysAgo(500),
      },
    ],
    projects: [
      {
        id: 'cmf0projshop000000000001',
        name: 'shop',
        workspaceId: 'cmf0workspace00000000001',
        createdAt: daysAgo(450),
      },
      {
        id: 'cmf0projanalytics00000001',
        name: 'analytics',
        workspaceId: 'cmf0workspace00000000001',
        createdAt: daysAgo(300),
      },
    ],
    databases: [
      made(databaseIds.shop, 'shop-prod', 'shop', 0, { isDefault: true }),
      made(databaseIds.shopStaging, 'shop-staging', 'shop', 1),
      made(databaseIds.reports, 'reports', 'analytics', 2, { region: 'us-east-1' }),
      made(databaseIds.external, 'warehouse', 'analytics', 3, { remote: true, backups: [] }),
    ],
  };
}
