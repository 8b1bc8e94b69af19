import { Queue } from 'bullmq';
import { describe, expect, test } from 'vitest';
import { workQueue } from '#jobs/queues.ts';
import { createWakeups } from '#jobs/wakeups.ts';
import { type Consumer, startWorkers } from '#jobs/workers.ts';
import { patience } from '#test/support/patience.ts';
import { queueSettings } from '#test/support/queue-settings.ts';
import { useRedis } from '#test/support/redis.ts';
import { silentLog } from '#test/support/service-harness.ts';

const { url } = useRedis();
const connections = ['crdb-prod', 'crdb-staging'];
const intervals = {
  sweepEveryMs: 50,
  overdueMs: 30_000,
  lockMs: 1_000,
  stopWithinMs: 500,
  canaryEveryMs: 100,
  // Longer than a healthy process may be kept from working on a busy machine.
  canaryWithinMs: 2_000,
};

interface Process {
  readonly name: string;
  readonly consumers: ReadonlyMap<string, Consumer>;
  /** How often it asked to be started afresh. */
  readonly exits: () => number;
  readonly problem: () => string | undefined;
  readonly advanced: string[];
}

/** As many processes as a test wants, on the same queues. */
async function start(step: (requestId: string) => Promise<object> = async () => ({})) {
  const stack = new AsyncDisposableStack();
  const settings = stack.use(await queueSettings(url));
  const wakeups = stack.use(createWakeups({ settings, connections, log: silentLog }));
  return {
    settings,
    wakeups,
    async more(name: string): Promise<Process> {
      const consumers = new Map<string, Consumer>();
      const advanced: string[] = [];
      let exits = 0;
      const workers = await startWorkers({
        settings,
        connections,
        work: {
          async advance(requestId) {
            advanced.push(requestId);
            return step(requestId);
          },
          sweep: async () => 0,
          lookAtCards: async () => undefined,
        },
        announcer: { converge: async () => ({}) },
        log: silentLog,
        processId: name,
        monotonicMs: () => performance.now(),
        onSilent: () => {
          exits += 1;
        },
        around(consumer) {
          consumers.set(consumer.name, consumer);
          return consumer;
        },
        intervals,
      });
      stack.defer(() => workers.stop());
      return { name, consumers, exits: () => exits, problem: () => workers.problem(), advanced };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Waits until canaries had every chance to raise a false alarm. */
async function longEnough(): Promise<void> {
  const from = performance.now();
  await expect.poll(() => performance.now() - from, patience).toBeGreaterThan(3_500);
}

describe('a worker that takes no jobs', () => {
  test('F33: is found although it says it runs, and its process asks once to be started afresh', async () => {
    await using here = await start();
    const process = await here.more('one');
    const queue = new Queue(workQueue('crdb-prod'), {
      connection: { url },
      prefix: here.settings.prefix,
    });
    await queue.pause();

    await expect.poll(process.exits, patience).toBe(1);

    expect(process.consumers.get(workQueue('crdb-prod'))?.isRunning()).toBe(true);
    expect(process.problem()).toContain('work-crdb-prod');
    expect(process.problem()).not.toContain('crdb-staging');
    await longEnough();
    expect(process.exits()).toBe(1);
    await queue.close();
  });

  test.each([1, 3])(
    'F33: is found next to %i others that do its work, and none of those is suspected',
    async (others) => {
      await using here = await start();
      const deaf = await here.more('deaf');
      const well = await Promise.all(Array.from({ length: others }, (_, at) => here.more(`well${at}`)));

      await deaf.consumers.get(workQueue('crdb-prod'))?.pause();

      await expect.poll(deaf.exits, patience).toBe(1);
      await longEnough();
      expect(well.map((each) => each.problem())).toEqual(well.map(() => undefined));
      await here.wakeups.work({ id: 'r1', connection: 'crdb-prod' });
      await expect.poll(() => well.flatMap(({ advanced }) => advanced), patience).toContain('r1');
    },
  );
});

describe('a worker that is well', () => {
  test('F33: is not suspected while all its hands are full', async () => {
    const release = Promise.withResolvers<object>();
    await using here = await start(() => release.promise);
    const process = await here.more('one');
    for (let at = 0; at < 12; at += 1) {
      await here.wakeups.work({ id: `r${at}`, connection: 'crdb-prod' });
    }
    await expect.poll(() => process.advanced.length, patience).toBe(10);

    await longEnough();

    expect(process.problem()).toBeUndefined();
    release.resolve({});
  });

  test('F33: is not suspected where nobody asks anything of it', async () => {
    await using here = await start();
    const process = await here.more('one');

    await longEnough();

    expect(process.problem()).toBeUndefined();
    expect(process.advanced).toEqual([]);
  });
});
