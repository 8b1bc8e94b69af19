import { describe, expect, test } from 'vitest';
import { createWakeups } from '#jobs/wakeups.ts';
import { startWorkers, type WorkersDeps } from '#jobs/workers.ts';
import { patience } from '#test/support/patience.ts';
import { queueSettings } from '#test/support/queue-settings.ts';
import { useRedis, testPrefix } from '#test/support/redis.ts';
import { silentLog } from '#test/support/service-harness.ts';

const { url } = useRedis();
const connections = ['crdb-prod', 'crdb-staging'];

interface Calls {
  readonly advanced: string[];
  readonly announced: string[];
  readonly swept: number[];
  readonly lookedAtCards: number[];
}

type Step = WorkersDeps['work']['advance'];

/** Workers on their own prefix, whose steps are what the test says. */
async function start(step: Step = async () => ({}), changes: Partial<WorkersDeps['intervals']> = {}) {
  const calls: Calls = { advanced: [], announced: [], swept: [], lookedAtCards: [] };
  const stack = new AsyncDisposableStack();
  const settings = stack.use(await queueSettings(url));
  const wakeups = stack.use(createWakeups({ settings, connections, log: silentLog }));
  const startMore = async () => {
    const workers = await startWorkers({
      settings,
      connections,
      work: {
        async advance(requestId, signal) {
          calls.advanced.push(requestId);
          return step(requestId, signal);
        },
        async lookAtCards(most) {
          calls.lookedAtCards.push(most);
        },
        async sweep(overdueMs) {
          calls.swept.push(overdueMs);
          return 0;
        },
      },
      announcer: {
        async converge(requestId) {
          calls.announced.push(requestId);
          return {};
        },
      },
      log: silentLog,
      processId: testPrefix(),
      monotonicMs: () => performance.now(),
      onSilent: () => undefined,
      intervals: {
        sweepEveryMs: 50,
        overdueMs: 30_000,
        lockMs: 1_000,
        stopWithinMs: 5_000,
        canaryEveryMs: 60_000,
        canaryWithinMs: 60_000,
        ...changes,
      },
    });
    stack.defer(() => workers.stop());
    return workers;
  };
  const workers = await startMore();
  return { calls, wakeups, workers, startMore, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const crdb = (id: string) => ({ id, connection: 'crdb-prod' });

describe('a wake-up', () => {
  test('for work and for telling reaches a worker', async () => {
    await using harness = await start();

    await harness.wakeups.work(crdb('r1'));
    await harness.wakeups.announce('r1');

    await expect
      .poll(() => [harness.calls.advanced, harness.calls.announced], patience)
      .toEqual([['r1'], ['r1']]);
  });

  test('that arrives while its step runs is not lost', async () => {
    const running = Promise.withResolvers<undefined>();
    const release = Promise.withResolvers<undefined>();
    await using harness = await start(async () => {
      running.resolve(undefined);
      await release.promise;
      return {};
    });
    await harness.wakeups.work(crdb('r1'));
    await running.promise;

    await harness.wakeups.work(crdb('r1'));
    release.resolve(undefined);

    await expect.poll(() => harness.calls.advanced.length, patience).toBe(2);
  });

  test('wakes a request that sleeps until much later, at once', async () => {
    let first = true;
    await using harness = await start(async () => {
      const next = first ? { next: new Date(Date.now() + 3_600_000) } : {};
      first = false;
      return next;
    });
    await harness.wakeups.work(crdb('r1'));
    await expect.poll(() => harness.calls.advanced.length, patience).toBe(1);

    await expect
      .poll(async () => {
        await harness.wakeups.work(crdb('r1'));
        return harness.calls.advanced.length;
      }, patience)
      .toBeGreaterThanOrEqual(2);
  });

  test('for a connection that is not configured harms nobody', async () => {
    await using harness = await start();

    await harness.wakeups.work({ id: 'r1', connection: 'gone' });
    await harness.wakeups.work(crdb('r2'));

    await expect.poll(() => harness.calls.advanced, patience).toContain('r2');
    expect(harness.calls.advanced).not.toContain('r1');
  });
});

test('F30: 1,000 wake-ups of one connection are taken in the order they came, and keep no other waiting', async () => {
  const flood = Array.from({ length: 1_000 }, (_, index) => `r${index}`);
  const release = Promise.withResolvers<undefined>();
  await using harness = await start(async (requestId) => {
    if (requestId !== 'urgent') await release.promise;
    return {};
  });
  const { calls, wakeups } = harness;
  await Promise.all(flood.map((id) => wakeups.work(crdb(id))));

  await wakeups.work({ id: 'urgent', connection: 'crdb-staging' });

  // Until then the flood has got no further than the places of its connection.
  await expect.poll(() => calls.advanced.includes('urgent'), patience).toBe(true);
  expect(calls.advanced.length).toBeLessThanOrEqual(11);
  release.resolve(undefined);
  await expect.poll(() => new Set(calls.advanced).size, patience).toBe(1_001);
  const taken = calls.advanced.filter((id) => id !== 'urgent');
  // Ten are under way at once, so neighbours may overtake each other, and nobody else may.
  const jumps = flood.map((id, index) => Math.abs(taken.indexOf(id) - index));
  expect(Math.max(...jumps)).toBeLessThan(20);
});

describe('a step', () => {
  test('that says when the next is due is called again then', async () => {
    let count = 0;
    await using harness = await start(async () => {
      count += 1;
      return count < 5 ? { next: new Date(Date.now() + 5) } : {};
    });

    await harness.wakeups.work(crdb('r1'));

    await expect.poll(() => harness.calls.advanced.length, patience).toBe(5);
  });

  test('that fails is tried again', async () => {
    let count = 0;
    await using harness = await start(async () => {
      count += 1;
      if (count === 1) throw new Error('Redis was away');
      return {};
    });

    await harness.wakeups.work(crdb('r1'));

    await expect.poll(() => harness.calls.advanced.length, patience).toBe(2);
  });

  test('of a slow connection keeps no other connection waiting', async () => {
    const stuck = Promise.withResolvers<undefined>();
    await using harness = await start(async (requestId) => {
      if (requestId.startsWith('slow')) await stuck.promise;
      return {};
    });
    await Promise.all(Array.from({ length: 30 }, (_, index) => harness.wakeups.work(crdb(`slow${index}`))));

    await harness.wakeups.work({ id: 'quick', connection: 'crdb-staging' });

    await expect.poll(() => harness.calls.advanced, patience).toContain('quick');
    stuck.resolve(undefined);
  });
});

describe('stopping', () => {
  test('lets a running step end', async () => {
    const running = Promise.withResolvers<undefined>();
    const release = Promise.withResolvers<undefined>();
    let ended = false;
    await using harness = await start(async () => {
      running.resolve(undefined);
      await release.promise;
      ended = true;
      return {};
    });
    await harness.wakeups.work(crdb('r1'));
    await running.promise;

    const stopped = harness.workers.stop();
    release.resolve(undefined);
    await stopped;

    expect(ended).toBe(true);
  });

  test('gives up a step that does not end, by its signal', async () => {
    const running = Promise.withResolvers<undefined>();
    await using harness = await start(
      async (_, signal) => {
        running.resolve(undefined);
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        return {};
      },
      { stopWithinMs: 50 },
    );
    await harness.wakeups.work(crdb('r1'));
    await running.promise;

    await harness.workers.stop();

    expect(harness.calls.advanced).toEqual(['r1']);
  });
});

describe('the sweep', () => {
  test('runs at the start for all that is owed, and then in turns for what is overdue', async () => {
    await using harness = await start();

    expect(harness.calls.swept[0]).toBe(0);
    await expect
      .poll(() => harness.calls.swept.filter((overdueMs) => overdueMs === 30_000).length, patience)
      .toBeGreaterThanOrEqual(2);
  });

  test('13.16: looks at some cards of those that wait for people each time', async () => {
    await using harness = await start();

    await expect.poll(() => harness.calls.lookedAtCards.length, patience).toBeGreaterThanOrEqual(2);
    expect(Math.min(...harness.calls.lookedAtCards)).toBeGreaterThan(0);
  });

  test('has one scheduler however many workers there are', async () => {
    await using harness = await start();
    await harness.startMore();

    await expect.poll(() => harness.calls.swept.length, patience).toBeGreaterThanOrEqual(4);
    expect(harness.calls.swept.filter((overdueMs) => overdueMs === 0)).toHaveLength(2);
  });
});
