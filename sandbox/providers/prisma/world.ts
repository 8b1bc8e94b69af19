/** What Prisma knows in the simulator. Times are its own clock's; ids are kept without their prefix. */
export interface World {
  readonly workspaces: readonly Workspace[];
  readonly projects: readonly Project[];
  databases: Database[];
}

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly planName: string;
  /** Over the limits of its plan: restores are refused. */
  usageBlocked: boolean;
  readonly createdAt: Date;
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly createdAt: Date;
}

export interface Backup {
  readonly id: string;
  readonly type: 'full' | 'incremental' | 'differential';
  readonly createdAt: Date;
  status: 'running' | 'completed' | 'failed' | 'unknown';
  /** What the database held then. */
  readonly data: string;
}

export type Status = 'failure' | 'provisioning' | 'ready' | 'recovering';

/** Where the data came from, as the answers show it. */
export type Source =
  | { readonly type: 'empty' }
  | { readonly type: 'backup'; readonly databaseId: string; readonly backupId: string };

export interface Database {
  readonly id: string;
  name: string;
  readonly projectId: string;
  readonly region: string;
  readonly isDefault: boolean;
  createdAt: Date;
  status: Status;
  source: Source;
  /** One word for what is in it. */
  data: string;
  /** Of which instant that is; absent: of now. */
  dataOf?: Date | undefined;
  /** Not hosted by Prisma: it has no backups there. */
  readonly remote: boolean;
  /** Of the direct endpoint. */
  host: string;
  port: number;
  readonly user: string;
  readonly password: string;
  backups: Backup[];
}

/** One restore. The vendor shows no record of it. */
export interface Restore {
  readonly target: Database;
  readonly backup: Backup;
  readonly sourceId: string;
  readonly startedAt: Date;
  /** Work done by the clock when it began. */
  readonly begunAt: number;
  /** What a look still shows for a moment after the vendor has accepted it. */
  readonly statusBefore: Status;
  outcome: 'running' | 'succeeded' | 'failed';
}
