import { randomBytes } from 'node:crypto';
import type { Stage } from '../simulator.ts';
import { admitCluster, admitCollections, type ProjectIdAs } from './restores.ts';
import { jobJson } from './wire.ts';
import { merged, type Backup, type Cluster, type Job, type World } from './world.ts';

interface EngineOptions extends Stage<World> {
  readonly projectIdAs: () => ProjectIdAs;
}

interface StartedCluster {
  readonly job: Job;
  readonly cluster: Cluster;
}

/** Runs restores by the simulator's clock, without a timer: every look brings the world up to date. */
export interface Engine {
  startCluster(backup: Backup, body: unknown): StartedCluster;
  startCollections(backup: Backup, body: unknown): Job;
  /** Brings everything up to the clock's time. */
  tick(): void;
  /** Ends running restores now, all or one, well or badly. Answers how many. */
  finish(id?: string): number;
  fail(id: string | undefined, reason: string): number;
  cancel(id: string | undefined, step: 'CANCELING' | 'CANCELED'): number;
  json(job: Job): object;
  /** Per cent; 100 for a cluster that nothing is making. */
  createProgress(cluster: Cluster): number;
}

export function createEngine({ world, clock, restoreMs, projectIdAs, onStart }: EngineOptions): Engine {
  const running = (id?: string): readonly Job[] =>
    world.jobs.filter(
      ({ outcome, ...job }) => !('endedAt' in outcome) && (id === undefined || id === job.id),
    );
  const share = ({ begunAt }: Job): number => Math.min(1, (clock.work() - begunAt) / restoreMs);

  function tick(): void {
    for (const job of running()) {
      if (job.makesCluster && share(job) >= 0.3) job.target.status = 'RESTORE_BACKUP';
      if (job.outcome.status === 'PENDING' && share(job) >= 1) {
        end(job, { status: 'SUCCESSFUL', endedAt: clock.now() });
      }
    }
  }

  function begin(job: Pick<Job, 'target' | 'backup' | 'brings' | 'makesCluster'>): Job {
    const started: Job = {
      ...job,
      id: `job-${randomBytes(11).toString('hex')}`,
      type: 'RESTORE',
      startedAt: clock.now(),
      begunAt: clock.work(),
      outcome: { status: 'PENDING' },
    };
    world.jobs.push(started);
    onStart();
    return started;
  }

  return {
    tick,
    startCluster(backup, body) {
      tick();
      const { brings, ...wanted } = admitCluster(world, backup, body, projectIdAs());
      const source = world.clusters.find(({ id }) => id === backup.clusterId);
      const cluster: Cluster = {
        ...wanted,
        id: `in01-${randomBytes(8).toString('hex').slice(0, 15)}`,
        regionId: backup.regionId,
        cuType: source?.cuType ?? 'Performance-optimized',
        status: 'CREATING',
        createdAt: clock.now(),
        deploymentOption: 'Dedicated',
        globalRole: undefined,
        password: randomBytes(12).toString('base64url'),
        databases: [],
      };
      world.clusters.push(cluster);
      return { cluster, job: begin({ target: cluster, backup, brings, makesCluster: true }) };
    },
    startCollections(backup, body) {
      tick();
      return begin({ ...admitCollections(world, backup, body), backup, makesCluster: false });
    },
    finish(id) {
      const ending = running(id);
      for (const job of ending) end(job, { status: 'SUCCESSFUL', endedAt: clock.now() });
      return ending.length;
    },
    fail(id, reason) {
      const ending = running(id);
      for (const job of ending) end(job, { status: 'FAILED', endedAt: clock.now(), reason });
      return ending.length;
    },
    cancel(id, step) {
      const ending = running(id);
      for (const job of ending) {
        if (step === 'CANCELING') job.outcome = { status: step };
        else end(job, { status: step, endedAt: clock.now() });
      }
      return ending.length;
    },
    json(job) {
      const { status } = job.outcome;
      const done = status === 'SUCCESSFUL' ? 1 : share(job);
      const begun = status === 'PENDING' && done >= 0.1;
      return jobJson(job, begun ? 'IN_PROGRESS' : status, done * 100);
    },
    createProgress(cluster) {
      const job = running().find(({ target, makesCluster }) => makesCluster && target === cluster);
      return job === undefined ? 100 : Math.floor(share(job) * 100);
    },
  };
}

function end(job: Job, outcome: Job['outcome']): void {
  job.outcome = outcome;
  if (outcome.status === 'SUCCESSFUL') job.target.databases = merged(job.target.databases, job.brings);
  if (job.makesCluster) job.target.status = outcome.status === 'SUCCESSFUL' ? 'RUNNING' : 'ABNORMAL';
}
