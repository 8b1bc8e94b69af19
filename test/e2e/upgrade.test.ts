import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Config } from '#config/config.ts';
import { createAuditSigner } from '#keys/audit-signer.ts';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { keysOf } from '#store/keys.ts';
import { writeInRedis } from '#test/support/record-texts.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cardNow, cardSays, channel, lines } from '#test/support/story.ts';
import { startWorld, submissions, type World } from '#test/support/world.ts';

type Json = Record<string, unknown>;

/** The request's document in Redis, for a test that plays the newer version. */
async function documentOf(world: World) {
  const redis = new Redis(world.config.redis.url);
  onTestFinished(() => redis.disconnect());
  const keys = keysOf(world.config.redis.prefix);
  const [id = ''] = await redis.zrange(keys.all, '-1', '-1');
  const read = async (field: string): Promise<Json> => {
    const text = await redis.hget(keys.request(id), field);
    return JSON.parse(text ?? '{}') as Json;
  };
  const { audit, slack } = world.config;
  const signer = createAuditSigner({ keys: audit.keys, credential: slack.botToken });
  const write = async (field: 'document' | 'thread', value: Json): Promise<void> => {
    const text = JSON.stringify(value);
    if (field === 'document') await writeInRedis(redis, keys, id, signer, () => ({ document: text }));
    else await redis.hset(keys.request(id), field, text);
  };
  return { id, read, write };
}

/** The card of a request that the older version was asked and given a yes for; afterwards nothing runs. */
async function approvedBeforeUpgrade(world: World): Promise<ShownMessage> {
  const old = await world.start('all');
  const card = await askFor(world.slack);
  await old[Symbol.asyncDispose]();
  const bot = await world.start('bot');
  await approve(world.slack, card);
  await bot[Symbol.asyncDispose]();
  return card;
}

/** The next version's rules: two must agree. */
function withTwoApprovers(config: Config): Config {
  const rules = config.rules.map((rule) =>
    rule.effect === 'allow' && rule.approve !== undefined
      ? { ...rule, approve: { ...rule.approve, quorum: 2 } }
      : rule,
  );
  return { ...config, rules };
}

describe('an older and a newer version at once', () => {
  test('F34: what a newer version wrote next to what this one knows survives every step of this one', async () => {
    await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
    await world.start('bot');
    const stop = await world.start('worker');
    const card = await askFor(world.slack);
    await stop[Symbol.asyncDispose]();
    const record = await documentOf(world);
    const asked = await record.read('document');
    const thread = await record.read('thread');
    await record.write('document', {
      ...asked,
      labels: ['from a newer version'],
      impact: { ...(asked['impact'] as Json), bytes: 12_345 },
    });
    await record.write('thread', { ...thread, pinned: true });

    await world.start('worker');
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);

    await expect.poll(() => record.read('document')).toMatchObject({ state: { tag: 'restoring' } });
    expect(await record.read('document')).toMatchObject({
      labels: ['from a newer version'],
      impact: { bytes: 12_345 },
    });
    expect(await record.read('thread')).toMatchObject({ pinned: true });
  });

  test('F34: a request of a higher schema is left alone, who clicks is told, and others go on', async () => {
    await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
    await world.start('all');
    const card = await askFor(world.slack);
    const record = await documentOf(world);
    const asked = await record.read('document');
    await record.write('document', { ...asked, schema: 3 });

    const ben = world.slack.as('U0BEN');
    await ben.click({ channel, ts: card.ts }, 'Approve…');
    await expect
      .poll(async () => JSON.stringify([await ben.modals(), await ben.messages(channel)]))
      .toContain('A newer version of restorebot wrote this request');
    expect(await record.read('document')).toEqual({ ...asked, schema: 3 });
    const ana = world.slack.as('U0ANA');
    await ana.command(channel, '/restore status');
    await expect
      .poll(async () => JSON.stringify(await ana.messages(channel)))
      .toContain('This version of restorebot cannot read');

    await record.write('document', asked);
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);
    expect(submissions(world)).toBe(1);
  });

  test('F34: an approval given before an upgrade holds where the rules demand the same', async () => {
    await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
    const card = await approvedBeforeUpgrade(world);

    await world.start('all');

    await cardSays(world.slack, card, /Restoring/);
    expect(submissions(world)).toBe(1);
  });

  test('F34: an approval given before an upgrade is asked again where the rules demand more, and nothing starts', async () => {
    await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
    const card = await approvedBeforeUpgrade(world);

    await world.start('all', {}, withTwoApprovers(world.config));

    await expect
      .poll(async () => (await lines(world.slack, card)).join('\n'))
      .toMatch(/The rules now require something else/);
    await cardSays(world.slack, card, /0 of 2/);
    expect(await cardNow(world.slack, card)).toContain('Approve…');
    expect(submissions(world)).toBe(0);
  });
});
