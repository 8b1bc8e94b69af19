import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorClock } from '../clock.ts';
import { ControlError, type ControlRoutes } from '../control.ts';
import type { Engine } from './engine.ts';
import { Refusal } from './refusal.ts';
import type { ProjectIdAs } from './restores.ts';
import type { Backup, Cluster, World } from './world.ts';

const ClusterChange = z
  .strictObject({
    name: z.string(),
    status: z.string(),
    projectId: z.string(),
    regionId: z.string(),
    cuType: z.string(),
    cuSize: z.int(),
    createdAt: z.iso.datetime(),
    deploymentOption: z.enum(['Free', 'Serverless', 'Dedicated']),
    globalRole: z.enum(['PRIMARY', 'SECONDARY']),
  })
  .partial();
const BackupChange = z
  .strictObject({
    status: z.enum(['CREATING', 'AVAILABLE', 'DELETED']),
    policies: z.array(z.string()),
    /** As old automatic backups are: they do not say what they hold. */
    databases: z.array(
      z.object({
        name: z.string(),
        collections: z.array(z.object({ name: z.string(), status: z.enum(['LOADED', 'UNLOADED']) })),
      }),
    ),
  })
  .partial();

/** What a person does in the vendor's console, or the vendor to itself. Clusters go by id or name. */
export interface ZillizControls {
  /** Ends running restores well, all or one; answers how many. */
  finishRestores(id?: string): number;
  failRestores(failure?: { readonly id?: string | undefined; readonly reason?: string | undefined }): number;
  /** Somebody at the vendor stops them; the console cannot. */
  cancelRestores(step: 'CANCELING' | 'CANCELED', id?: string): number;
  /** The job disappears, as after the vendor's retention. */
  forgetJob(id: string): void;
  /** Somebody restores in the console; answers the job's id. */
  startRestoreInConsole(backup: string, body: unknown): string;
  dropCluster(cluster: string): void;
  changeCluster(cluster: string, change: z.output<typeof ClusterChange>): void;
  /** A backup of the whole cluster as it is now; answers its id. */
  addBackup(cluster: string): string;
  changeBackup(backup: string, change: z.output<typeof BackupChange>): void;
  /** It expires. */
  dropBackup(backup: string): void;
  /** Which member of a body the vendor reads the project from. */
  setProjectIdAs(spelling: ProjectIdAs): void;
}

export interface ControlDeps {
  readonly world: World;
  readonly engine: Engine;
  readonly clock: SimulatorClock;
  readonly setProjectIdAs: (spelling: ProjectIdAs) => void;
}

export function createControls({ world, engine, clock, setProjectIdAs }: ControlDeps): ZillizControls {
  function clusterOf(name: string): Cluster {
    const found = world.clusters.find((each) => each.id === name || each.name === name);
    if (found === undefined) throw new ControlError(`there is no cluster ${name}`);
    return found;
  }
  function backupOf(id: string): Backup {
    const found = world.backups.find((each) => each.id === id);
    if (found === undefined) throw new ControlError(`there is no backup ${id}`);
    return found;
  }
  return {
    finishRestores: (id) => engine.finish(id),
    failRestores: ({ id, reason } = {}) => engine.fail(id, reason ?? 'internal error'),
    cancelRestores: (step, id) => engine.cancel(id, step),
    forgetJob(id) {
      const kept = world.jobs.filter((job) => job.id !== id);
      if (kept.length === world.jobs.length) throw new ControlError(`there is no job ${id}`);
      world.jobs = kept;
    },
    startRestoreInConsole(backup, body) {
      try {
        const found = backupOf(backup);
        return isForCollection(body)
          ? engine.startCollections(found, body).id
          : engine.startCluster(found, body).job.id;
      } catch (error) {
        if (error instanceof Refusal) throw new ControlError(error.message);
        throw error;
      }
    },
    dropCluster(cluster) {
      const { id } = clusterOf(cluster);
      world.clusters = world.clusters.filter((each) => each.id !== id);
    },
    changeCluster(cluster, { createdAt, ...change }) {
      const when = createdAt === undefined ? {} : { createdAt: new Date(createdAt) };
      Object.assign(clusterOf(cluster), change, when);
    },
    addBackup(cluster) {
      const { id: clusterId, name: clusterName, projectId, regionId, databases } = clusterOf(cluster);
      const backup: Backup = {
        id: `backup11_${randomBytes(8).toString('hex').slice(0, 15)}`,
        name: `${clusterName}_manual`,
        type: 'CLUSTER',
        method: 'MANUAL',
        clusterId,
        clusterName,
        projectId,
        regionId,
        createdAt: clock.now(),
        expiresAt: undefined,
        status: 'AVAILABLE',
        policies: ['LATEST', 'ORIGINAL'],
        databases,
      };
      world.backups.push(backup);
      return backup.id;
    },
    changeBackup: (backup, change) => void Object.assign(backupOf(backup), change),
    dropBackup(backup) {
      const { id } = backupOf(backup);
      world.backups = world.backups.filter((each) => each.id !== id);
    },
    setProjectIdAs,
  };
}

function isForCollection(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'destClusterId' in body;
}

const OfCluster = z.object({ cluster: z.string() });
const OfBackup = z.object({ backup: z.string() });
const OfJob = z.object({ id: z.string().optional() });

/** The same over HTTP. */
export function controlRoutes(controls: ZillizControls): ControlRoutes {
  return {
    'POST /control/restores/finish': (body) => ({ ended: controls.finishRestores(OfJob.parse(body).id) }),
    'POST /control/restores/fail': (body) => ({
      ended: controls.failRestores(OfJob.extend({ reason: z.string().optional() }).parse(body)),
    }),
    'POST /control/restores/cancel': (body) => {
      const { id, step } = OfJob.extend({
        step: z.enum(['CANCELING', 'CANCELED']).default('CANCELED'),
      }).parse(body);
      return { ended: controls.cancelRestores(step, id) };
    },
    'POST /control/restores/forget': (body) =>
      controls.forgetJob(z.object({ id: z.string() }).parse(body).id),
    'POST /control/restores/start': (body) => {
      const { backup, request } = OfBackup.extend({ request: z.unknown() }).parse(body);
      return { id: controls.startRestoreInConsole(backup, request) };
    },
    'POST /control/restores/project-id-as': (body) =>
      controls.setProjectIdAs(
        z.object({ member: z.enum(['projectId', 'targetProjectId', 'either']) }).parse(body).member,
      ),
    'POST /control/clusters/drop': (body) => controls.dropCluster(OfCluster.parse(body).cluster),
    'POST /control/clusters/change': (body) => {
      const { cluster, change } = OfCluster.extend({ change: ClusterChange }).parse(body);
      controls.changeCluster(cluster, change);
    },
    'POST /control/backups/add': (body) => ({ id: controls.addBackup(OfCluster.parse(body).cluster) }),
    'POST /control/backups/change': (body) => {
      const { backup, change } = OfBackup.extend({ change: BackupChange }).parse(body);
      controls.changeBackup(backup, change);
    },
    'POST /control/backups/drop': (body) => controls.dropBackup(OfBackup.parse(body).backup),
  };
}
