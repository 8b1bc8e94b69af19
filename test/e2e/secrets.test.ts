import { describe, expect, test } from 'vitest';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { handing } from '#test/support/handing-provider.ts';
import { patience } from '#test/support/patience.ts';
import { everythingIn, holding } from '#test/support/redis-contents.ts';
import { redisUrl, useRedis } from '#test/support/redis.ts';
import { approve, askFor, cardNow, cardSays, channel, lines, modalSays } from '#test/support/story.ts';
import { startWorld, type World } from '#test/support/world.ts';

const password = 'hunter2-7f3kQ9';
const link = 'https://vendor.example/download?sig=Zq9-71mW';
const secrets = [password, link];
const provider = handing({
  withSubmission: { 'Password of db_admin': password },
  atTheEnd: { 'Download link': link },
});

const first = useRedis();
const second = useRedis();
async function restored({ slack, cockroach }: World, card: ShownMessage): Promise<void> {
  await cardSays(slack, card, /Restoring/);
  cockroach.finishRestores();
  cockroach.clock.advance(5_000);
  await cardSays(slack, card, /Restored:/);
}

describe('what a vendor returns once', () => {
  test('reaches the requester’s screen, and stands nowhere else: not in Redis, the log, a channel or the audit', async () => {
    await using here = await startWorld({ redisUrl: redisUrl(), prefix: first.prefix });
    await here.start('all', { provider });
    const card = await askFor(here.slack);
    await approve(here.slack, card);
    await restored(here, card);
    await cardSays(here.slack, card, /A secret came with it/);
    const [ana, ben] = [here.slack.as('U0ANA'), here.slack.as('U0BEN')];

    await ben.click({ channel, ts: card.ts }, 'Show secret…');
    await modalSays(ben, 'Only the person who asked');
    await ana.click({ channel, ts: card.ts }, 'Show secret…');
    await modalSays(ana, password);
    await modalSays(ana, link);
    await cardSays(here.slack, card, /has seen what came with it/);

    const kept = await everythingIn(first.redis, first.prefix);
    expect([...kept.keys()].filter((key) => key.includes(':secrets:'))).toHaveLength(1);
    expect(kept.get(`${first.prefix}:audit:entries`)).toContain('secret-revealed');
    const calls = await here.slack.calls();
    for (const secret of secrets) {
      expect(holding(kept, secret)).toEqual([]);
      expect(here.logged.filter((line) => line.includes(secret))).toEqual([]);
      const told = calls.filter((call) => JSON.stringify(call).includes(secret));
      expect(told.map(({ method }) => method)).toEqual(['views.update']);
      const [view] = await ana.modals();
      expect(told[0]?.args['view_id']).toBe(view?.id);
    }
    const told = (words: string) => async () =>
      (await lines(here.slack, card)).filter((line) => line.includes(words)).length;
    await expect.poll(told('Restored'), patience).toBe(1);
    expect(await told('<@U0ANA> can show it with the button')()).toBe(2);
  });

  test('is deleted when its time is over, and the card says so automatically', async () => {
    await using here = await startWorld({
      redisUrl: redisUrl(),
      prefix: second.prefix,
      secretLife: '3s',
    });
    await here.start('all', { provider });
    const card = await askFor(here.slack);
    await approve(here.slack, card);
    await restored(here, card);

    await cardSays(here.slack, card, /Nobody has seen it, and it is no longer kept/);

    expect(await cardNow(here.slack, card)).not.toContain('Show secret…');
    const kept = await everythingIn(second.redis, second.prefix);
    expect([...kept.keys()].filter((key) => key.includes(':secrets:'))).toEqual([]);
    expect(kept.get(`${second.prefix}:audit:entries`)).toContain('secret-forgotten');
  });
});
