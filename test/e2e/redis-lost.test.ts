import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keysOf } from '#store/keys.ts';
import { untilTheEnd } from '#test/support/ending.ts';
import { patience } from '#test/support/patience.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';
import { startRedisPair } from '#test/support/redis-pair.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import {
  approve,
  askFor,
  cardNow,
  cardSays,
  cards,
  channel,
  fillForm,
  lines,
  modalSays,
} from '#test/support/story.ts';
import { readiness, startWorld, submissions, type World } from '#test/support/world.ts';

/** What the last look at the newest request found, as it is stored. */
async function lookOfNewest({ config }: World): Promise<string> {
  const redis = new Redis(config.redis.url);
  try {
    const keys = keysOf(config.redis.prefix);
    const [id = ''] = await redis.zrange(keys.all, '-1', '-1');
    return (await redis.hget(keys.request(id), 'look')) ?? '';
  } finally {
    redis.disconnect();
  }
}

const lostWords =
  'The record of this request is lost. Check the target in the vendor’s console before you ask again.';

describe('a Redis that lost its data', () => {
  test('F12: emptied while a request waits: its card says so and has no buttons, and the next request goes through without a restart', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    await world.start('all');
    const card = await askFor(world.slack);
    await cardSays(world.slack, card, /Approve…/);

    await redis.command('FLUSHALL');

    await cardSays(world.slack, card, lostWords);
    const lost = await cardNow(world.slack, card);
    expect(lost).not.toContain('Approve…');
    expect(lost).toContain('payments');
    const told = (await lines(world.slack, card)).filter((line) => line.includes(lostWords));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('<@U0ANA>');
    expect(submissions(world)).toBe(0);

    const next = await askFor(world.slack);
    await approve(world.slack, next);
    await untilTheEnd(world, next);
    expect(world.cockroach.started()).toBe(1);
  });

  test('F12: emptied while a restore runs: nothing is submitted again, and the card sends people to the vendor', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    const first = await world.start('all');
    const card = await askFor(world.slack);
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);

    await redis.command('FLUSHALL');
    await cardSays(world.slack, card, lostWords);
    await first[Symbol.asyncDispose]();
    await world.start('all');

    await expect.poll(async () => (await lines(world.slack, card)).length, patience).toBeGreaterThan(0);
    expect((await lines(world.slack, card)).filter((line) => line.includes(lostWords))).toHaveLength(1);
    expect(submissions(world)).toBe(1);
  });

  test('F12: set back under running bots to before a submission: told, unknown, and never sent a second time', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    await world.start('all');
    const card = await askFor(world.slack);
    const dump = await redis.dump();
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);

    await redis.restoreDump(dump);

    await expect
      .poll(async () => (await lines(world.slack, card)).join('\n'), patience)
      .toContain('database was set back');
    await cardSays(world.slack, card, /unknown/i);
    expect(await cardNow(world.slack, card)).toMatch(/What is known/);
    expect(submissions(world)).toBe(1);
  });

  test('F12: set back to before a request was withdrawn: it stays over, and nobody can approve it', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    await world.start('all');
    const card = await askFor(world.slack);
    await cardSays(world.slack, card, /Approve…/);
    const dump = await redis.dump();
    await world.slack.as('U0ANA').click({ channel, ts: card.ts }, 'Withdraw request');
    await cardSays(world.slack, card, /withdrew/);

    await redis.restoreDump(dump);

    await cardSays(world.slack, card, /set back to before this request was over/);
    expect(await cardNow(world.slack, card)).not.toContain('Approve…');
    expect(submissions(world)).toBe(0);
  });

  test('F12: a failover that loses the last writes: nothing is submitted twice, what was lost is told, no second card', async () => {
    await using pair = await startRedisPair();
    await using world = await startWorld({ redisUrl: pair.url, prefix: testPrefix() });
    await world.start('all');
    const card = await askFor(world.slack);
    await cardSays(world.slack, card, /Approve…/);
    await pair.cutOff();
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);

    await pair.failOver();

    await expect
      .poll(async () => (await lines(world.slack, card)).join('\n'), patience)
      .toContain('database was set back');
    await cardSays(world.slack, card, /unknown/i);
    expect(submissions(world)).toBe(1);
    expect(await cards(world.slack)).toHaveLength(1);
  });

  test('F12: while Slack cannot be read nothing starts, readiness says why, who asks is told, and it goes on automatically', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    const restorebot = await world.start('all');
    const card = await askFor(world.slack);
    await expect.poll(() => readiness(restorebot), patience).toContain('"ready"');
    await world.slack.fault({ method: 'conversations.history', httpStatus: 503, times: 1_000_000 });

    await redis.command('FLUSHALL');

    await expect
      .poll(() => readiness(restorebot), patience)
      .toMatch(/recovering: Redis is new, was emptied or went back.*Slack cannot be reached/);
    const ben = world.slack.as('U0BEN');
    await ben.click({ channel, ts: card.ts }, 'Approve…');
    await expect
      .poll(async () => JSON.stringify([await ben.modals(), await ben.messages(channel)]), patience)
      .toContain('No request has the id');
    const ana = world.slack.as('U0ANA');
    await fillForm(ana);
    await ana.submit();
    await modalSays(ana, 'Because:');
    await ana.submit();
    await modalSays(ana, 'restorebot first compares it with the cards in Slack');
    await ana.close({ all: true });
    expect(await cardNow(world.slack, card)).toContain('Approve…');

    await world.slack.clearFaults();

    await cardSays(world.slack, card, lostWords);
    await expect.poll(() => readiness(restorebot), patience).toContain('"ready"');
    expect(submissions(world)).toBe(0);
  });

  test('F12: an approved restore waits while Redis is compared after a restart, and then starts once', async () => {
    await using redis = await startOwnRedis();
    await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix() });
    const bot = await world.start('bot');
    const worker = await world.start('worker');
    const card = await askFor(world.slack);
    await worker[Symbol.asyncDispose]();
    await approve(world.slack, card);
    await bot[Symbol.asyncDispose]();
    await world.slack.fault({ method: 'conversations.history', httpStatus: 503, times: 1_000_000 });
    await redis.restart();
    const restarted = await world.start('all');

    await expect.poll(() => readiness(restarted), patience).toContain('recovering: Redis was started again');
    // The worker has taken it up, and put it off.
    await expect.poll(() => lookOfNewest(world), patience).toContain('"of":"approved"');
    expect(submissions(world)).toBe(0);

    await world.slack.clearFaults();

    await cardSays(world.slack, card, /Restoring/);
    expect(submissions(world)).toBe(1);
  });
});

describe('a new Redis', () => {
  test('F12: of two that start on it at once one compares it with Slack, and the audit says so once', async () => {
    await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });

    const both = await Promise.all([world.start('all'), world.start('all')]);

    for (const each of both) await expect.poll(() => readiness(each), patience).toContain('"ready"');
    const redis = new Redis(world.config.redis.url);
    onTestFinished(() => redis.disconnect());
    const entries = await redis.hvals(keysOf(world.config.redis.prefix).audit.entries);
    expect(entries.filter((line) => line.includes('epoch-began'))).toHaveLength(1);
  });
});
