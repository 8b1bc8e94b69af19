import { setTimeout as rest } from 'node:timers/promises';
import { DelayedError, type Job, type Processor, type Worker } from 'bullmq';
import { defined } from '#core/defined.ts';
import type { Announcer, Log } from '#core/ports.ts';
import type { RestoreWork } from '#service/api.ts';
import { startCanary } from './canary.ts';
import { FrugalWorker } from './frugal-worker.ts';
import {
  announceQueue,
  type JobData,
  openQueue,
  type QueueSettings,
  type SharedConnection,
  sweepQueue,
  workQueue,
} from './queues.ts';

export interface WorkersDeps {
  readonly settings: QueueSettings;
  readonly connections: readonly string[];
  readonly work: RestoreWork;
  readonly announcer: Announcer;
  readonly log: Log;
  /** Tells this process from all others. */
  readonly processId: string;
  /** Milliseconds that only ever grow. */
  readonly monotonicMs: () => number;
  /** Called once where a worker takes no jobs although it says it runs: the supervisor must replace this process. */
  readonly onSilent: () => void;
  /** Lets tests wrap each worker. */
  readonly around?: (consumer: Consumer) => Consumer;
  readonly intervals: {
    readonly sweepEveryMs: number;
    /** What has been owed for longer than this is woken by the sweep. */
    readonly overdueMs: number;
    /** BullMQ's lock on a running job; a killed worker's job runs again after it. */
    readonly lockMs: number;
    /** How long a stop waits for running steps before it gives them up. */
    readonly stopWithinMs: number;
    /** How often each worker must show that it takes jobs, and how long it may be asked in vain. */
    readonly canaryEveryMs: number;
    readonly canaryWithinMs: number;
  };
}

/** A worker of one queue, as far as anybody else needs it. */
export interface Consumer {
  /** The queue's. */
  readonly name: string;
  isRunning(): boolean;
  /** Takes no more jobs. */
  pause(doNotWaitActive?: boolean): Promise<void>;
  close(): Promise<void>;
  /** Drops its connections. */
  disconnect(): Promise<void>;
}

export interface Workers {
  /** Schedules the sweep again and sweeps: Redis may have forgotten every wake-up. */
  resume(): Promise<void>;
  /** Lets running steps end, then aborts them; a step that ignores that is abandoned. */
  stop(): Promise<void>;
  /** Why the workers cannot be relied on; `undefined`: they can. */
  problem(): string | undefined;
}

/** How many requests one worker process works on at once, for each connection. */
const concurrency = 10;
const sweepLimit = 500;
/** Slack takes about 50 reads a minute from an app, and recovery needs them too. */
const cardsInASweep = 5;
/** How long a step may take to end once its signal has aborted. */
const abandonMs = 1_000;

/** Starts the workers of this process, and a canary for each. */
export async function startWorkers(deps: WorkersDeps): Promise<Workers> {
  const stopping = new AbortController();
  const advance = (requestId: string, signal: AbortSignal) => deps.work.advance(requestId, signal);
  const converge = async (requestId: string) => {
    const { retryAt } = await deps.announcer.converge(requestId);
    return retryAt === undefined ? {} : { next: retryAt };
  };
  const steps = stepProcessor(advance, stopping.signal);
  const processors: readonly (readonly [string, Processor])[] = [
    ...deps.connections.map((name) => [workQueue(name), steps] as const),
    [announceQueue, stepProcessor(converge, stopping.signal)],
    [sweepQueue, async () => void (await sweep(deps, deps.intervals.overdueMs))],
  ];
  const canary = startCanary({
    ...deps,
    queues: processors.map(([queue]) => queue),
    concurrency,
    everyMs: deps.intervals.canaryEveryMs,
    withinMs: deps.intervals.canaryWithinMs,
  });
  const connection = deps.settings.openWorkers();
  const workers = processors.map(([queue, processor]) => {
    const worker = startWorker(deps, connection, queue, canary.watched(queue, processor));
    return deps.around?.(worker) ?? worker;
  });
  const scheduler = openQueue(deps.settings, sweepQueue, deps.log);
  await scheduler.waitUntilReady();
  async function resume(): Promise<void> {
    await scheduler.upsertJobScheduler(
      'sweep',
      { every: deps.intervals.sweepEveryMs },
      { name: 'sweep', opts: { removeOnComplete: true, removeOnFail: true } },
    );
    // What became due while no worker ran does not wait for the scheduler's first turn, and the start does not wait for it.
    waking = waking.then(wakeAll);
  }
  let waking = Promise.resolve();
  const ending = new AbortController();
  async function wakeAll(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        if ((await sweep(deps, 0)) < sweepLimit) return;
      } catch (error) {
        deps.log.warn({ err: error }, 'sweep at the start failed; trying again');
        await rest(deps.intervals.sweepEveryMs, undefined, { signal: ending.signal }).catch(() => undefined);
      }
    }
  }
  await resume();
  return {
    resume,
    async stop() {
      ending.abort();
      const giveUp = setTimeout(
        () => stopping.abort(new Error('restorebot is stopping')),
        deps.intervals.stopWithinMs,
      );
      await within(deps.intervals.stopWithinMs + 2 * abandonMs, deps.log, [
        canary[Symbol.asyncDispose](),
        waking,
        scheduler.close(),
        ...workers.map((worker) => worker.close()),
      ]);
      clearTimeout(giveUp);
      // What cannot close its connection, because Redis is away, would retry for ever.
      for (const worker of workers) void worker.disconnect().catch(() => undefined);
      connection.disconnect();
    },
    problem: () => canary.problem(),
  };
}

/** Waits for all of these, but no longer than so many milliseconds. */
async function within(ms: number, log: Log, endings: readonly PromiseLike<unknown>[]): Promise<void> {
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), ms);
  const outcome = await Promise.race([late.promise, Promise.allSettled(endings)]);
  clearTimeout(timer);
  if (outcome === 'late') log.warn({ ms }, 'stopped before the queues were closed');
}

function startWorker(
  deps: WorkersDeps,
  connection: SharedConnection,
  queue: string,
  processor: Processor,
): Worker {
  const { settings, intervals, log } = deps;
  const worker = new FrugalWorker(queue, processor, {
    connection,
    prefix: settings.prefix,
    // Without the version BullMQ waits in whole seconds; so it is only left out where nobody may ask for it.
    skipVersionCheck: settings.mayAskInfo === false,
    concurrency,
    lockDuration: intervals.lockMs,
    stalledInterval: intervals.lockMs,
    // BullMQ never resets its stall counter; a restore that outlives many deploys must not be failed by it.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  worker.on('error', (err) => log.warn({ queue, err }, 'worker error'));
  worker.on('failed', (job: Job<Partial<JobData>> | undefined, err) =>
    log.warn(
      { queue, jobId: job?.id, ...defined({ requestId: job?.data.requestId }), err },
      'step failed; it will be tried again',
    ),
  );
  return worker;
}

type Step = (requestId: string, signal: AbortSignal) => Promise<{ readonly next?: Date }>;

/** One short step of a request; where more is to come, the same job sleeps until then. */
function stepProcessor(step: Step, stopping: AbortSignal): Processor<JobData> {
  return async (job: Job<JobData>, token, signal) => {
    const signals = signal === undefined ? [stopping] : [stopping, signal];
    const { next } = await orAbandoned(step(job.data.requestId, AbortSignal.any(signals)), stopping);
    if (next === undefined) return;
    await job.moveToDelayed(next.getTime(), token);
    throw new DelayedError();
  };
}

/** A step that ignores its aborted signal is abandoned, and its job goes to another worker. */
async function orAbandoned<Result>(step: Promise<Result>, stopping: AbortSignal): Promise<Result> {
  const abandoned = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const giveUp = () => {
    timer = setTimeout(() => abandoned.reject(new Error('the step was left behind at a stop')), abandonMs);
  };
  stopping.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([step, abandoned.promise]);
  } finally {
    stopping.removeEventListener('abort', giveUp);
    clearTimeout(timer);
  }
}

/** Gives how many were woken. */
async function sweep({ work, log }: WorkersDeps, overdueMs: number): Promise<number> {
  const woken = await work.sweep(overdueMs, sweepLimit);
  if (woken > 0) log.info({ woken }, 'overdue requests woken');
  await work.lookAtCards(cardsInASweep);
  return woken;
}
