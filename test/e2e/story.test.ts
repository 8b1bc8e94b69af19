import { describe, expect, test } from 'vitest';
import { type SlackMode, slackModes } from '#sandbox/slack-app.ts';
import { patience } from '#test/support/patience.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import {
  approve,
  askFor,
  cardNow,
  cards,
  cardSays,
  channel,
  lines,
  modalSays,
  openApproval,
  payments,
} from '#test/support/story.ts';
import { startWorld } from '#test/support/world.ts';

const world = (mode: SlackMode = 'socket') =>
  startWorld({ redisUrl: redisUrl(), prefix: testPrefix(), mode });

describe('a restore, from the command to the end', () => {
  test.each(slackModes)('asked by Ana, approved by Ben, told in the thread, over %s', async (mode) => {
    await using here = await world(mode);
    await here.start('all');

    const card = await askFor(here.slack);
    await approve(here.slack, card);
    await cardSays(here.slack, card, /Restoring/);
    here.cockroach.finishRestores();
    here.cockroach.clock.advance(5_000);
    await cardSays(here.slack, card, /Restored:/);

    await expect.poll(async () => (await lines(here.slack, card)).at(-1), patience).toMatch(/Restored/);
    const told = await lines(here.slack, card);
    // Where the check takes longer than a moment, a line says that it runs.
    expect(told.filter((text) => !text.startsWith(':mag:'))).toHaveLength(4);
    expect(told[0]).toContain('<@U0BEN> approved');
    expect(told[1]).toContain('Submitting');
    const inChannel = await here.slack.as('U0DORA').messages(channel);
    expect(inChannel.map(({ text }) => text).at(-1)).toMatch(/Restored/);
    expect(here.cockroach.started()).toBe(1);
    expect(await here.slack.sockets()).toHaveLength(mode === 'socket' ? 1 : 0);
  });

  test('Ana cannot approve her own, Dora is in no rule, and Ben may deny with a reason', async () => {
    await using here = await world();
    await here.start('all');
    const card = await askFor(here.slack);
    const [ana, ben, dora] = [here.slack.as('U0ANA'), here.slack.as('U0BEN'), here.slack.as('U0DORA')];

    await ana.click({ channel, ts: card.ts }, 'Approve…');
    await modalSays(ana, 'somebody else must decide');
    await dora.click({ channel, ts: card.ts }, 'Approve…');
    await modalSays(dora, 'cannot decide');
    await ben.click({ channel, ts: card.ts }, 'Deny…');
    await modalSays(ben, 'Reason');
    await ben.fillIn({ Reason: 'The dump of this morning is enough.' });
    await ben.submit();

    await cardSays(here.slack, card, /Denied/);
    await cardSays(here.slack, card, /The dump of this morning is enough/);
    expect(here.cockroach.started()).toBe(0);
  });

  test('Ana withdraws her request, and its buttons go', async () => {
    await using here = await world();
    await here.start('all');
    const card = await askFor(here.slack);

    await here.slack.as('U0ANA').click({ channel, ts: card.ts }, 'Withdraw request');

    await cardSays(here.slack, card, /withdrew it/);
    const [now] = await cards(here.slack);
    expect(JSON.stringify(now?.blocks)).not.toContain('Approve…');
    await here.slack.as('U0ANA').click({ channel, ts: card.ts }, 'Ask again…');
    await modalSays(here.slack.as('U0ANA'), 'payments');
  });

  test('somebody in no rule is told so before the form, and a guest too', async () => {
    await using here = await world();
    await here.start('all');

    for (const user of ['U0DORA', 'U0GUS']) {
      const person = here.slack.as(user);
      await person.command(channel, '/restore');
      await modalSays(person, 'cannot ask for a restore');
    }
    expect(await cards(here.slack)).toEqual([]);
  });
});

describe('the same thing three times', () => {
  test('one command, one submission and one click, each delivered three times, are one restore', async () => {
    await using here = await world();
    await here.start('all');
    const deliver = { times: 3 };
    const ana = here.slack.as('U0ANA');
    await ana.command(channel, '/restore', { deliver });
    await modalSays(ana, 'Connection');
    expect(await ana.modals()).toHaveLength(1);
    await ana.close({ all: true });

    const card = await askFor(here.slack, { deliver });
    await approve(here.slack, card, { deliver });
    await cardSays(here.slack, card, /Restoring/);
    here.cockroach.finishRestores();
    here.cockroach.clock.advance(5_000);
    await cardSays(here.slack, card, /Restored:/);

    expect(await cards(here.slack)).toHaveLength(1);
    expect((await lines(here.slack, card)).filter((line) => line.includes('approved'))).toHaveLength(1);
    expect(here.cockroach.started()).toBe(1);
  });
});

describe('two requests for one target', () => {
  test('the second is told which one holds it', async () => {
    await using here = await world();
    await here.start('all');
    const first = await askFor(here.slack);
    await approve(here.slack, first);
    await cardSays(here.slack, first, /Restoring/);
    const second = await askFor(here.slack, {
      answers: { ...payments, Databases: ['orders'], 'New name': 'orders_2' },
    });

    const ben = here.slack.as('U0BEN');
    await openApproval(ben, second);
    await ben.submit();

    await modalSays(ben, 'holds this target');
    expect(await cardNow(here.slack, second)).toContain('0 of 1 approved');
  });
});
