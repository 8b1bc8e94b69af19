import { setTimeout as rest } from 'node:timers/promises';
import type { Processor } from 'bullmq';
import { z } from 'zod';
import type { Log } from '#core/ports.ts';
import { openQueue, type QueueSettings } from './queues.ts';

export interface CanaryDeps {
  readonly settings: QueueSettings;
  /** The queues that this process works on. */
  readonly queues: readonly string[];
  /** Tells this process from all others. */
  readonly processId: string;
  /** How many jobs of one queue this process works on at once. At this limit it takes no more, and is healthy. */
  readonly concurrency: number;
  /** How often each worker must show that it takes jobs. */
  readonly everyMs: number;
  /** How long a canary may wait for its worker. */
  readonly withinMs: number;
  /** Milliseconds that only ever grow. */
  readonly monotonicMs: () => number;
  /** Called once: a worker of this process takes no jobs, although it reports that it runs. */
  readonly onSilent: () => void;
  readonly log: Log;
}

export interface Canary extends AsyncDisposable {
  /** A processor that shows, with each job it is given, that its worker is alive. */
  watched(queue: string, processor: Processor): Processor;
  /** Which workers take no jobs; `undefined`: all do. */
  problem(): string | undefined;
}

/** A canary is given up after meeting workers of other processes this often. */
const mostHops = 100;
const CanaryData = z.object({ canaryFor: z.string(), hops: z.int() });

interface Pulse {
  pickedAt: number;
  /** Since when a canary waits; absent where none does, or where Redis was away meanwhile. */
  askedAt: number | undefined;
  running: number;
}

/**
 * Finds a worker that takes no jobs although it says it runs. A worker that has been quiet is sent a canary, through
 * its queue as any other job; workers of other processes that are given it pass it on, so that only this process can
 * prove that it is alive. Redis being away is not a worker's fault: its time begins when the canary is in the queue.
 */
export function startCanary(deps: CanaryDeps): Canary {
  const { settings, queues, processId, everyMs, withinMs, monotonicMs, log } = deps;
  const pulses = new Map<string, Pulse>(
    queues.map((queue) => [queue, { pickedAt: monotonicMs(), askedAt: undefined, running: 0 }]),
  );
  const silent = new Set<string>();
  let tickedAt = monotonicMs();
  const senders = new Map(queues.map((name) => [name, openQueue(settings, name, log)]));

  async function put(name: string, canary: z.output<typeof CanaryData>): Promise<void> {
    await senders.get(name)?.add('canary', canary, { removeOnComplete: true, removeOnFail: true });
  }

  async function send(name: string, pulse: Pulse): Promise<void> {
    try {
      await put(name, { canaryFor: processId, hops: 0 });
      pulse.askedAt ??= monotonicMs();
    } catch (err) {
      pulse.askedAt = undefined;
      log.debug({ queue: name, err }, 'canary not sent');
    }
  }

  /**
   * The worker that waits longest gets the next job: put in again, a canary goes round. Put back as delayed, it
   * would come back to the same worker again and again.
   */
  async function meet(queue: string, { canaryFor, hops }: z.output<typeof CanaryData>): Promise<void> {
    if (canaryFor === processId || hops >= mostHops) return;
    await rest(withinMs / mostHops);
    // Its process sends another where this one is lost.
    await put(queue, { canaryFor, hops: hops + 1 }).catch(() => undefined);
  }

  function tick(): void {
    const now = monotonicMs();
    // While the whole process was frozen, its workers could do nothing: that time does not count.
    const stoodStillMs = Math.max(0, now - tickedAt - everyMs);
    tickedAt = now;
    for (const [queue, pulse] of pulses) {
      const isProven = pulse.pickedAt >= (pulse.askedAt ?? Number.POSITIVE_INFINITY);
      if (isProven || pulse.running >= deps.concurrency) pulse.askedAt = undefined;
      if (pulse.askedAt !== undefined) {
        pulse.askedAt += stoodStillMs;
        if (now - pulse.askedAt >= withinMs) raise(queue, now - pulse.pickedAt);
      }
      if (now - pulse.pickedAt >= everyMs) void send(queue, pulse);
    }
  }

  function raise(queue: string, silentMs: number): void {
    if (silent.has(queue)) return;
    const isFirst = silent.size === 0;
    silent.add(queue);
    log.error({ queue, silentMs }, 'worker takes no jobs');
    if (isFirst) deps.onSilent();
  }

  const timer = setInterval(tick, everyMs);
  return {
    watched(queue, processor) {
      const pulse = pulses.get(queue);
      if (pulse === undefined) throw new Error(`no canary is kept for queue ${queue}`);
      return async (job, token, signal) => {
        pulse.pickedAt = monotonicMs();
        const canary = CanaryData.safeParse(job.data);
        if (canary.success) return meet(queue, canary.data);
        pulse.running += 1;
        try {
          return (await processor(job, token, signal)) as unknown;
        } finally {
          pulse.running -= 1;
        }
      };
    },
    problem() {
      if (silent.size === 0) return undefined;
      return `The workers of ${[...silent].join(', ')} take no jobs; this process must be started afresh.`;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await Promise.all([...senders.values()].map((queue) => queue.close()));
    },
  };
}
