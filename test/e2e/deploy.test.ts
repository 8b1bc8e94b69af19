import { describe, expect, test } from 'vitest';
import { expectToldOnce, untilTheEnd } from '#test/support/ending.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cards, cardSays } from '#test/support/story.ts';
import { startWorld, submissions } from '#test/support/world.ts';

describe('several restorebots on one Redis', () => {
  test('F9: two bots and two workers: each request has one card, one submission and one end', async () => {
    await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
    await Promise.all([world.start('bot'), world.start('bot'), world.start('worker'), world.start('worker')]);

    const card = await askFor(world.slack);
    await approve(world.slack, card);
    await untilTheEnd(world, card);

    await expectToldOnce(world, card);
    expect(await cards(world.slack)).toHaveLength(1);
    expect(submissions(world)).toBe(1);
  });

  test('F9: a rolling restart while a request is asked, approved, submitted and followed: everything happens once', async () => {
    await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
    let running = [await world.start('all'), await world.start('all')];
    /** The next one is there before the oldest goes. */
    const roll = async () => {
      const next = await world.start('all');
      const [oldest, ...rest] = running;
      running = [...rest, next];
      await oldest?.[Symbol.asyncDispose]();
    };

    const [card] = await Promise.all([askFor(world.slack), roll()]);
    await approve(world.slack, card);
    await Promise.all([cardSays(world.slack, card, /Restoring/), roll()]);
    await Promise.all([untilTheEnd(world, card), roll()]);

    await expectToldOnce(world, card);
    expect(await cards(world.slack)).toHaveLength(1);
    expect(submissions(world)).toBe(1);
  });

  test('F9: told to stop while the vendor does not answer a submission, it stops within its bound, and the next one finds the restore', async () => {
    await using world = await startWorld({
      redisUrl: redisUrl(),
      prefix: testPrefix(),
      intervals: { stopWithin: '500ms' },
    });
    await world.start('bot');
    const reached = Promise.withResolvers<undefined>();
    const worker = await world.start('worker', {
      provider: (provider) => ({
        ...provider,
        async submit(plan, options) {
          await provider.submit(plan, options);
          reached.resolve(undefined);
          // Ignores the signal, as a library may.
          return new Promise(() => undefined);
        },
      }),
    });
    const card = await askFor(world.slack);
    await approve(world.slack, card);
    await reached.promise;

    const before = performance.now();
    await worker[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(5_000);

    await world.start('worker');
    await untilTheEnd(world, card);
    await expectToldOnce(world, card);
    expect(submissions(world)).toBe(1);
  });
});
