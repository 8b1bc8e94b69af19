import { type SqlTable, sqlTables } from '../sql-table.ts';

/** What CockroachDB Cloud knows in the simulator. Times are its own clock's. */
export interface World {
  clusters: Cluster[];
  restores: Restore[];
}

export interface Database {
  name: string;
  /** `public.items` */
  tables: string[];
  /** Tables that hold no row, whatever their backup held; absent: none. */
  empty?: readonly string[];
  /** The moment whose data it holds; absent: its data is of now. */
  dataOf?: Date;
}

export interface Backup {
  id: string;
  asOf: Date;
  databases: readonly Database[];
}

export interface Cluster {
  id: string;
  name: string;
  plan: 'BASIC' | 'STANDARD' | 'ADVANCED';
  version: string;
  createdAt: Date;
  state: 'CREATING' | 'CREATED' | 'CREATION_FAILED' | 'DELETED' | 'LOCKED';
  operationStatus: string;
  upgradeStatus: string;
  labels: Readonly<Record<string, string>>;
  /** Host and port of its SQL interface; absent: a name that leads nowhere. */
  sqlDns?: string;
  databases: Database[];
  backups: Backup[];
}

export interface RestoreItem {
  readonly database: string;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
}

/** What was asked for, with the backup that was meant. */
export interface Restore {
  readonly id: string;
  readonly type: 'CLUSTER' | 'DATABASE' | 'TABLE';
  readonly target: Cluster;
  readonly source: Cluster;
  readonly backup: Backup;
  readonly objects: readonly RestoreItem[] | undefined;
  readonly opts: Readonly<Record<string, string | boolean>> | undefined;
  readonly createdAt: Date;
  /** Work done by the clock when it began. */
  readonly begunAt: number;
  outcome: Outcome;
}

type Outcome =
  | { readonly status: 'PENDING' }
  /** `completed_at` appears a little after the status. */
  | { readonly status: 'SUCCESS'; readonly endedAt: number; readonly completedAt: Date }
  | {
      readonly status: 'FAILED';
      readonly message: string;
      readonly code: number;
      readonly completedAt: Date;
    };

export function hasTable(database: Database, item: RestoreItem): boolean {
  return database.tables.includes(`${item.schema ?? 'public'}.${item.table}`);
}

/** Names of databases with something in them, or that a person made: these are in the way of a full restore. */
export function inTheWay({ databases }: Cluster): readonly string[] {
  return databases
    .filter(({ name, tables }) => tables.length > 0 || !['defaultdb', 'postgres'].includes(name))
    .map(({ name }) => name);
}

/** What a database holds, as its SQL interface shows it. */
export function tablesOf({ tables, empty, dataOf }: Database, now: Date): readonly SqlTable[] {
  return sqlTables(tables, dataOf ?? now, empty);
}
