import { describe, expect, test, vi } from 'vitest';
import { Crowded, type RateLimiter } from '#core/rate-limiter.ts';
import { createRedisPacer } from '#store/redis-pacer.ts';
import { createRedisRateLimiter } from '#store/redis-rate-limiter.ts';
import type { Limit } from '#store/token-bucket.ts';
import { useRedis } from '#test/support/redis.ts';

const { redis, prefix: root } = useRedis();
/** So slow that nothing comes back during a test. */
const frozen = { ratePerSecond: 0.0001, burst: 4 };
let limiters = 0;

function start(limit: Limit) {
  limiters += 1;
  const deps = { redis, prefix: `${root}:${limiters}`, limitOf: () => limit };
  const limiter = createRedisRateLimiter(deps);
  const never = new AbortController().signal;
  return {
    limiter,
    /** Of another process. */
    other: createRedisRateLimiter(deps),
    pacer: createRedisPacer(deps),
    act: (connection = 'atlas-prod') => limiter.take({ connection, use: 'act', signal: never }),
    look: () => limiter.take({ connection: 'atlas-prod', use: 'look', signal: never }),
  };
}

/** Whether a place is free now: who has given up by the time of the answer does not wait for another one. */
async function isFree(limiter: RateLimiter, use: 'act' | 'look'): Promise<boolean> {
  const controller = new AbortController();
  const taking = limiter.take({ connection: 'atlas-prod', use, signal: controller.signal });
  controller.abort(new Error('given up'));
  const [outcome] = await Promise.allSettled([taking]);
  return outcome.status === 'fulfilled';
}

describe('the budget of a connection', () => {
  test('is shared by all processes', async () => {
    const { act, limiter, other } = start(frozen);
    for (let taken = 0; taken < 3; taken += 1) await act();

    expect(await isFree(other, 'act')).toBe(true);
    expect(await isFree(limiter, 'act')).toBe(false);
    expect(await isFree(other, 'act')).toBe(false);
  });

  test('is its own for each connection', async () => {
    const { act } = start({ ...frozen, burst: 1 });
    await act('atlas-prod');

    await expect(act('atlas-staging')).resolves.toBeUndefined();
  });

  test('looks take half of it, and acts find the rest', async () => {
    const { look, limiter } = start(frozen);
    await look();
    await look();

    expect(await isFree(limiter, 'look')).toBe(false);
    expect(await isFree(limiter, 'act')).toBe(true);
    expect(await isFree(limiter, 'act')).toBe(true);
    expect(await isFree(limiter, 'act')).toBe(false);
  });

  test('a look that finds its half empty takes nothing from the whole', async () => {
    const { look, limiter } = start({ ...frozen, burst: 3 });
    await look();
    for (let asked = 0; asked < 5; asked += 1) await isFree(limiter, 'look');

    expect(await isFree(limiter, 'act')).toBe(true);
    expect(await isFree(limiter, 'act')).toBe(true);
  });

  test('who waits gets a place when one is free again', async () => {
    const { act } = start({ ratePerSecond: 20, burst: 1 });

    await expect(Promise.all([act(), act(), act()])).resolves.toHaveLength(3);
  });

  test('who waits asks once, however many wait', async () => {
    const { act } = start({ ratePerSecond: 50, burst: 1 });
    const asked = vi.spyOn(redis, 'evalsha');

    await Promise.all(Array.from({ length: 10 }, () => act()));

    expect(asked).toHaveBeenCalledTimes(10);
    asked.mockRestore();
  });

  test('a look that would wait for long is told when there is room, and takes nothing', async () => {
    const { look, limiter } = start({ ratePerSecond: 0.4, burst: 2 });
    await look();
    const controller = new AbortController();
    const call = { connection: 'atlas-prod', use: 'look', signal: controller.signal } as const;
    const waiting = Promise.allSettled([limiter.take(call), limiter.take(call)]);

    const refused = await look().catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(Crowded);
    const isLater = (ms: number) => ms > 10_000 && ms <= 15_000;
    expect(refused).toMatchObject({ ms: expect.toSatisfy(isLater) as number });
    controller.abort(new Error('given up'));
    await waiting;
    expect(await isFree(limiter, 'act')).toBe(true);
  });

  test('who gives up gives the place back to those who come later', async () => {
    const { act, limiter } = start({ ratePerSecond: 2, burst: 1 });
    await act();
    for (let asked = 0; asked < 20; asked += 1) await isFree(limiter, 'act');
    const from = performance.now();

    await act();

    expect(performance.now() - from).toBeLessThan(5_000);
  });

  test('who has waited for a place goes on waiting where the vendor asked for a pause meanwhile', async () => {
    const { act, other } = start({ ratePerSecond: 2, burst: 1 });
    await act();
    const lookedAtPause = vi.spyOn(redis, 'pttl');
    const waiting = act();
    await other.pause('atlas-prod', 2_500);
    const from = performance.now();

    await waiting;

    expect(performance.now() - from).toBeGreaterThan(2_000);
    expect(lookedAtPause.mock.calls.length).toBeLessThanOrEqual(2);
    lookedAtPause.mockRestore();
  });

  test('who gives up hears the reason of the signal', async () => {
    const { act, limiter } = start({ ...frozen, burst: 1 });
    await act();
    const controller = new AbortController();
    const taking = limiter.take({ connection: 'atlas-prod', use: 'act', signal: controller.signal });

    controller.abort(new Error('the window is over'));

    await expect(taking).rejects.toThrow('the window is over');
  });

  test('nobody calls a connection that is paused, whatever is left', async () => {
    const { limiter, other } = start(frozen);
    await limiter.pause('atlas-prod', 60_000);

    expect(await isFree(other, 'act')).toBe(false);
  });

  test('a pause ends automatically', async () => {
    const { act, limiter } = start(frozen);
    await limiter.pause('atlas-prod', 20);

    await expect(act()).resolves.toBeUndefined();
  });
});

describe('the pacer', () => {
  test('lets a burst through and then says how long to wait', async () => {
    const { pacer } = start(frozen);
    const limit = { ratePerSecond: 0.01, burst: 2 };

    const takings = [
      await pacer.tryTake('C0OPS', limit),
      await pacer.tryTake('C0OPS', limit),
      await pacer.tryTake('C0OPS', limit),
      await pacer.tryTake('C0DEV', limit),
    ];

    expect(takings.map(({ type }) => type)).toEqual(['taken', 'taken', 'wait', 'taken']);
    const [wait] = takings.filter((taking) => taking.type === 'wait');
    expect(wait?.ms).toBeGreaterThan(50_000);
    expect(wait?.ms).toBeLessThanOrEqual(100_000);
  });

  test('a shorter pause does not end a longer one', async () => {
    const { pacer } = start(frozen);
    await pacer.pause('C0OPS', 60_000);
    await pacer.pause('C0OPS', 10);

    const taking = await pacer.tryTake('C0OPS', { ratePerSecond: 1, burst: 1 });

    expect(taking).toMatchObject({ type: 'wait' });
    expect(taking.type === 'wait' && taking.ms > 1_000).toBe(true);
  });
});
