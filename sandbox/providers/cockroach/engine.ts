import type { Stage } from '../simulator.ts';
import { precondition } from './refusal.ts';
import { apply, admit, obstacle } from './restores.ts';
import { restoreJson } from './wire.ts';
import type { Cluster, Restore, World } from './world.ts';

interface EngineOptions extends Stage<World> {
  /** Milliseconds of work from SUCCESS to `completed_at`. */
  readonly completedAfterMs: number;
  /** Where a restore that cannot work is refused: undocumented, so both exist. */
  readonly refuseAt: () => 'post' | 'end';
  /** Whether the vendor restores rows, as it says it does. */
  readonly restoredRows: () => 'with-rows' | 'without-rows';
}

/** Runs restores by the simulator's clock, without a timer: every look brings the world up to date. */
export interface Engine {
  start(target: Cluster, body: unknown): Restore;
  /** Brings everything up to the clock's time. */
  tick(): void;
  /** Ends running restores now, all or one, well or badly. Answers how many. */
  finish(id?: string): number;
  fail(id: string | undefined, message: string, code: number): number;
  json(restore: Restore): object;
}

export function createEngine({
  world,
  clock,
  restoreMs,
  completedAfterMs,
  refuseAt,
  restoredRows,
  onStart,
}: EngineOptions): Engine {
  const running = (id?: string): readonly Restore[] =>
    world.restores.filter(
      (restore) => restore.outcome.status === 'PENDING' && (id ?? restore.id) === restore.id,
    );

  function end(
    restore: Restore,
    endedAt: number,
    failure?: { readonly message: string; readonly code: number },
  ): void {
    const completedAt = new Date(clock.now().getTime());
    const problem = failure ?? obstacle(world, restore);
    if (problem === undefined) {
      apply(restore, restoredRows());
      restore.outcome = { status: 'SUCCESS', endedAt, completedAt };
    } else {
      restore.outcome = { status: 'FAILED', message: problem.message, code: problem.code, completedAt };
    }
    unlock(restore);
  }

  const tick = (): void => {
    for (const restore of running()) {
      const endedAt = restore.begunAt + restoreMs;
      if (endedAt <= clock.work()) end(restore, endedAt);
    }
  };

  return {
    tick,
    start(target, body) {
      tick();
      if (target.state !== 'CREATED') throw precondition(`cluster "${target.name}" is ${target.state}`);
      const restore = admit(world, target, body, clock);
      const problem = refuseAt() === 'post' ? obstacle(world, restore) : undefined;
      if (problem !== undefined) throw problem;
      world.restores.push(restore);
      lock(restore);
      onStart();
      return restore;
    },
    finish(id) {
      const ending = running(id);
      // Long enough ago that `completed_at` is there too.
      for (const restore of ending) end(restore, clock.work() - completedAfterMs);
      return ending.length;
    },
    fail(id, message, code) {
      const ending = running(id);
      for (const restore of ending) end(restore, clock.work(), { message, code });
      return ending.length;
    },
    json(restore) {
      const { outcome } = restore;
      const settled = outcome.status !== 'SUCCESS' || clock.work() >= outcome.endedAt + completedAfterMs;
      const done = (clock.work() - restore.begunAt) / restoreMs;
      return restoreJson(restore, settled, outcome.status === 'SUCCESS' ? 1 : Math.min(0.99, done));
    },
  };
}

function operationOf({ plan }: Cluster): string {
  return plan === 'ADVANCED' ? 'DEDICATED_FULL_CLUSTER_RESTORE' : 'TENANT_RESTORE';
}

function lock(restore: Restore): void {
  if (restore.type !== 'CLUSTER') return;
  restore.target.state = 'LOCKED';
  restore.target.operationStatus = `${operationOf(restore.target)}_RUNNING`;
}

function unlock(restore: Restore): void {
  if (restore.type !== 'CLUSTER') return;
  const failed = restore.outcome.status === 'FAILED';
  restore.target.state = 'CREATED';
  restore.target.operationStatus = failed ? `${operationOf(restore.target)}_FAILED` : 'UNSPECIFIED';
}
