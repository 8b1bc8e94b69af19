import { randomBytes } from 'node:crypto';
import type { Stage } from '../simulator.ts';
import type { Wanted } from './admit.ts';
import { badRequest, notFound } from './refusal.ts';
import { dedicatedJobJson, sharedJobJson } from './wire.ts';
import { isOpen, objectId, type Cluster, type Job, type World } from './world.ts';

/** Runs jobs by the simulator's clock, without a timer: every look brings the world up to date. */
export interface Engine {
  start(wanted: Wanted): Job;
  tick(): void;
  /** Ends running jobs now, all or one. Answers how many. */
  finish(id?: string): number;
  fail(id?: string): number;
  /** Lets the links of downloads run out. */
  expire(id?: string): number;
  cancel(source: Cluster, id: string): void;
  json(job: Job): object;
}

const hourMs = 60 * 60_000;

export function createEngine({ world, clock, restoreMs, onStart }: Stage<World>): Engine {
  let made = 0;
  const jobsIn = (type: Job['outcome']['type'], id?: string): readonly Job[] =>
    world.jobs.filter((job) => job.outcome.type === type && (id ?? job.id) === job.id);

  function end(job: Job, well: boolean): void {
    const at = clock.now();
    const { target } = job;
    if (target !== undefined) target.state = 'IDLE';
    if (!well) {
      // Not documented: what the target holds after a restore that failed partway.
      if (target !== undefined) target.holds = 'nothing that anybody could rely on';
      job.outcome = { type: 'failed', at };
    } else if (target === undefined) {
      const life = job.api === 'dedicated' ? hourMs : 4 * hourMs;
      const token = randomBytes(12).toString('hex');
      job.outcome = { type: 'ready', at, expiresAt: new Date(at.getTime() + life), token };
    } else {
      target.holds =
        job.moment === undefined
          ? job.snapshot.holds
          : `${job.source.name} at ${new Date(job.moment.seconds * 1_000).toISOString()}`;
      job.outcome = { type: 'finished', at };
    }
  }

  function tick(): void {
    for (const job of jobsIn('running')) if (job.begunAt + restoreMs <= clock.work()) end(job, true);
    for (const job of jobsIn('ready')) {
      if (job.outcome.type === 'ready' && clock.now() >= job.outcome.expiresAt)
        job.outcome = { ...job.outcome, type: 'expired' };
    }
  }

  return {
    tick,
    start(wanted) {
      made += 1;
      const now = clock.now();
      const job: Job = {
        ...wanted,
        id: objectId(now, 0xc0eb_9e7a_0000 + made),
        createdAt: now,
        begunAt: clock.work(),
        outcome: { type: 'running' },
      };
      // What the state reads during a restore is not documented.
      if (job.target !== undefined) job.target.state = 'UPDATING';
      world.jobs.push(job);
      onStart();
      return job;
    },
    finish(id) {
      const ending = jobsIn('running', id);
      for (const job of ending) end(job, true);
      return ending.length;
    },
    fail(id) {
      const ending = jobsIn('running', id);
      for (const job of ending) end(job, false);
      return ending.length;
    },
    expire(id) {
      const ending = jobsIn('ready', id);
      for (const job of ending) {
        if (job.outcome.type === 'ready')
          job.outcome = { ...job.outcome, type: 'expired', expiresAt: clock.now() };
      }
      return ending.length;
    },
    cancel(source, id) {
      const job = world.jobs.find((each) => each.id === id && each.source === source);
      if (job === undefined)
        throw notFound('RESTORE_JOB_NOT_FOUND', `No restore job with ID ${id} exists.`, [id]);
      if (job.delivery !== 'download') {
        throw badRequest('CANNOT_CANCEL_AUTOMATED_RESTORE', 'Automated restore cannot be cancelled.');
      }
      if (isOpen(job)) job.outcome = { type: 'cancelled' };
    },
    json(job) {
      if (job.api === 'dedicated') return dedicatedJobJson(job);
      return sharedJobJson(job, (clock.work() - job.begunAt) / restoreMs);
    },
  };
}
