import { type ConnectionOptions, type JobsOptions, Queue } from 'bullmq';
import type { Log } from '#core/ports.ts';

/** A connection to Redis that several queues or workers use. */
export type SharedConnection = ConnectionOptions & { disconnect(): void };

/** Where BullMQ keeps its keys, and how it reaches Redis. */
export interface QueueSettings {
  /** For adding jobs: fails at once while Redis is away, because a person is waiting. The caller closes it. */
  readonly senders: ConnectionOptions;
  /** Opens the one for the workers of a process, which waits for Redis as long as it takes; they close it. */
  readonly openWorkers: () => SharedConnection;
  /** Ends with the store's hash tag inside, so that everything of ours is in one slot of a Redis Cluster. */
  readonly prefix: string;
  /** Whether the user of Redis may ask it `INFO`; without that BullMQ waits for an answer for ever. @default true */
  readonly mayAskInfo?: boolean;
}

/** The only payload there is: BullMQ is at-least-once, so the truth is never in a job. */
export interface JobData {
  readonly requestId: string;
}

export const announceQueue = 'announce';
export const sweepQueue = 'sweep';

/** A queue for each connection: a slow vendor delays nobody else. */
export function workQueue(connection: string): string {
  return `work-${connection}`;
}

/** A queue for those who add jobs. */
export function openQueue<Data = unknown>(
  { senders, prefix }: QueueSettings,
  name: string,
  log: Log,
): Queue<Data> {
  const queue = new Queue<Data>(name, {
    connection: senders,
    prefix,
    // BullMQ asks for the version once; a Redis that goes away just then would make every later `add` fail, for ever.
    skipVersionCheck: true,
    // Nobody reads BullMQ's stream of events; the embedded Redis copies it whole at each entry.
    streams: { events: { maxLen: 50 } },
  });
  queue.on('error', (err) => log.debug({ queue: name, err }, 'queue connection error'));
  return queue;
}

/**
 * A wake-up: one waiting job for each request. One that arrives while its job runs is kept for afterwards; one that
 * arrives while its job sleeps until later wakes that job. Jobs are removed when done, because a kept one would swallow
 * the next of the same id.
 */
export function wakeUp(requestId: string): JobsOptions {
  return {
    deduplication: { id: requestId, keepLastIfActive: true, reschedule: true },
    removeOnComplete: true,
    removeOnFail: true,
    attempts: Number.MAX_SAFE_INTEGER,
    backoff: { type: 'fixed', delay: 2_000, jitter: 0.5 },
  };
}
