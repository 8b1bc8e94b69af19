/** What Zilliz Cloud knows in the simulator. Times are its own clock's. */
export interface World {
  projects: Project[];
  clusters: Cluster[];
  backups: Backup[];
  jobs: Job[];
}

export interface Project {
  readonly id: string;
  name: string;
  regionIds: string[];
  plan: 'Standard' | 'Enterprise';
  readonly createdAt: Date;
}

export interface Collection {
  readonly name: string;
  readonly status: 'LOADED' | 'UNLOADED';
}

/** The default database has no name, as the vendor's reference shows it in backups. */
export interface Database {
  readonly name: string;
  collections: readonly Collection[];
}

export interface Cluster {
  readonly id: string;
  name: string;
  projectId: string;
  regionId: string;
  cuType: string;
  cuSize: number;
  status: string;
  createdAt: Date;
  deploymentOption: 'Free' | 'Serverless' | 'Dedicated';
  /** Its role, where it is part of a global cluster. */
  globalRole: 'PRIMARY' | 'SECONDARY' | undefined;
  /** Of `db_admin`; handed out once. */
  readonly password: string;
  databases: readonly Database[];
}

/** Outlives its cluster. */
export interface Backup {
  readonly id: string;
  readonly name: string;
  readonly type: 'CLUSTER' | 'COLLECTION';
  readonly method: 'MANUAL' | 'AUTO';
  readonly clusterId: string;
  readonly clusterName: string;
  readonly projectId: string;
  readonly regionId: string;
  readonly createdAt: Date;
  /** Manual backups stay. */
  readonly expiresAt: Date | undefined;
  status: 'CREATING' | 'AVAILABLE' | 'DELETED';
  policies: readonly string[];
  databases: readonly Database[];
}

/** A restore. The vendor's answer names neither cluster nor backup; the simulator's state does. */
export interface Job {
  readonly id: string;
  readonly type: 'RESTORE';
  readonly target: Cluster;
  readonly backup: Backup;
  /** What comes into the target at the end. */
  readonly brings: readonly Database[];
  /** The target is new: it is made by this job. */
  readonly makesCluster: boolean;
  readonly startedAt: Date;
  /** Work done by the clock when it began. */
  readonly begunAt: number;
  outcome: Outcome;
}

type Outcome =
  | { readonly status: 'PENDING' }
  /** Somebody at the vendor stops it. */
  | { readonly status: 'CANCELING' }
  | { readonly status: 'SUCCESSFUL' | 'CANCELED'; readonly endedAt: Date }
  | { readonly status: 'FAILED'; readonly endedAt: Date; readonly reason: string };

/** Databases of one with those of another; a collection of the same name is replaced. */
export function merged(databases: readonly Database[], more: readonly Database[]): readonly Database[] {
  const names = [...new Set([...databases, ...more].map(({ name }) => name))];
  return names.map((name) => {
    const before = databases.find((each) => each.name === name)?.collections ?? [];
    const after = more.find((each) => each.name === name)?.collections ?? [];
    const kept = before.filter((one) => !after.some((other) => other.name === one.name));
    return { name, collections: [...kept, ...after] };
  });
}

export function hasCollection(databases: readonly Database[], database: string, name: string): boolean {
  return databases
    .filter((each) => bare(each.name) === bare(database))
    .some(({ collections }) => collections.some((each) => each.name === name));
}

/** `default` and no name are the same database. */
export function bare(database: string): string {
  return database === 'default' ? '' : database;
}
