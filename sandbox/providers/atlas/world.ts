import { notFound } from './refusal.ts';

/** What Atlas knows in the simulator. Times are its own clock's. */
export interface World {
  readonly projects: readonly Project[];
  clusters: Cluster[];
  jobs: Job[];
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly created: Date;
}

export type Family = 'dedicated' | 'flex' | 'tenant' | 'free';

export interface Cluster {
  id: string;
  readonly projectId: string;
  readonly name: string;
  readonly family: Family;
  state: string;
  paused: boolean;
  /** `8.0.29` */
  version: string;
  /** 0: a replica set. */
  shards: number;
  configServer: string | undefined;
  encryption: string;
  pointInTime: boolean;
  restoreWindowDays: number;
  isProtected: boolean;
  liveImport: boolean;
  diskGb: number;
  tags: Readonly<Record<string, string>>;
  snapshots: Snapshot[];
  /** Which data it holds, as text: the API shows none, a test wants to know. */
  holds: string;
}

export interface Snapshot {
  readonly id: string;
  status: 'inProgress' | 'completed' | 'failed';
  readonly takenAt: Date;
  readonly expiresAt: Date;
  readonly version: string;
  readonly encrypted: boolean;
  readonly type: 'scheduled' | 'onDemand' | 'fallback';
  readonly bytes: number;
  /** Of a sharded cluster: the snapshots of its shards. */
  readonly memberIds: readonly string[];
  readonly holds: string;
}

export type Delivery = 'automated' | 'pointInTime' | 'download';

export interface Moment {
  readonly seconds: number;
  readonly inc: number | undefined;
}

export interface Job {
  readonly id: string;
  readonly api: 'dedicated' | 'flex' | 'tenant';
  readonly delivery: Delivery;
  readonly source: Cluster;
  readonly snapshot: Snapshot;
  readonly target: Cluster | undefined;
  readonly moment: Moment | undefined;
  readonly createdAt: Date;
  /** Work done by the clock when it began. */
  readonly begunAt: number;
  outcome: Outcome;
}

type Outcome =
  | { readonly type: 'running' }
  | { readonly type: 'finished'; readonly at: Date }
  | { readonly type: 'ready'; readonly at: Date; readonly expiresAt: Date; readonly token: string }
  | { readonly type: 'failed'; readonly at: Date }
  | { readonly type: 'cancelled' }
  /** The address stays in the answer, and no longer works. */
  | { readonly type: 'expired'; readonly expiresAt: Date; readonly token: string };

/** An ObjectId of this second; its counter makes it unique. */
export function objectId(at: Date, counter: number): string {
  const seconds = Math.floor(at.getTime() / 1_000)
    .toString(16)
    .padStart(8, '0');
  return `${seconds}${counter.toString(16).padStart(16, '0')}`;
}

export function isOpen({ outcome }: Job): boolean {
  return outcome.type === 'running' || outcome.type === 'ready';
}

export function projectOf(world: World, id: string): Project {
  const project = world.projects.find((each) => each.id === id);
  if (project === undefined) throw notFound('GROUP_NOT_FOUND', `No group with ID ${id} exists.`, [id]);
  return project;
}

export function clusterOf(world: World, projectId: string, name: string): Cluster {
  projectOf(world, projectId);
  const cluster = world.clusters.find((each) => each.projectId === projectId && each.name === name);
  if (cluster !== undefined) return cluster;
  throw notFound('CLUSTER_NOT_FOUND', `No cluster named ${name} exists in group ${projectId}.`, [
    name,
    projectId,
  ]);
}
