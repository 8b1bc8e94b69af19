import { describe, expect, test } from 'vitest';
import { startOwnRedis } from '#test/support/redis-own.ts';
import { testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cardNow, cardSays, channel, modalSays } from '#test/support/story.ts';
import { startWorld, submissions } from '#test/support/world.ts';

describe('Redis', () => {
  test('F12: set back to before the submission: no second POST, “unknown”, what is known, and the way out', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    const first = await world.start('all', {
      provider: (provider) => ({
        ...provider,
        // The dump is taken when everything is decided and nothing is sent yet.
        async baseline(plan, options) {
          dump ??= await redis.dump();
          return provider.baseline(plan, options);
        },
      }),
    });
    let dump: string | undefined;
    const card = await askFor(world.slack);
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);
    await first[Symbol.asyncDispose]();
    if (dump === undefined) throw new Error('no dump was taken');

    await redis.restoreDump(dump);
    await world.start('all');

    await cardSays(world.slack, card, /unknown/i);
    expect(await cardNow(world.slack, card)).toMatch(/What is known/);
    expect(submissions(world)).toBe(1);
    const ben = world.slack.as('U0BEN');
    await ben.click({ channel, ts: card.ts }, 'Follow it…');
    await modalSays(ben, 'peration');
  });
});
