import { describe, expect, test } from 'vitest';
import { patience } from '#test/support/patience.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cardNow, cardSays, channel, openApproval } from '#test/support/story.ts';
import { startWorld } from '#test/support/world.ts';

const wholeCluster = {
  'What to restore': 'Whole cluster',
  'Source cluster': 'orders-prod',
  Backup: 'Latest',
  'Destination cluster': 'orders-staging',
  'Reason or incident': 'INC-43: rehearse the loss of production',
};

describe('a whole cluster, over what is there', () => {
  test('is asked and approved while the target is not empty, waits, and starts automatically once it is wiped', async () => {
    await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
    await world.start('all');
    const card = await askFor(world.slack, { answers: wholeCluster });

    expect(await cardNow(world.slack, card)).toMatch(
      /All data in \*orders-staging\* is replaced by \*orders-prod\*/,
    );
    expect(await cardNow(world.slack, card)).toContain('movr');
    await approve(world.slack, card, { typed: 'orders-staging' });
    await cardSays(world.slack, card, /Waiting:.*movr/);
    expect(world.cockroach.started()).toBe(0);
    world.cockroach.dropDatabase('orders-staging', 'movr');
    await world.slack.as('U0CLEO').click({ channel, ts: card.ts }, 'Check now');

    await cardSays(world.slack, card, /Restoring/);
    world.cockroach.finishRestores();
    world.cockroach.clock.advance(5_000);
    await cardSays(world.slack, card, /Restored:/);
    expect(world.cockroach.started()).toBe(1);
  });

  test('is not approved by somebody who types another name', async () => {
    await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
    await world.start('all');
    const card = await askFor(world.slack, { answers: wholeCluster });
    const ben = world.slack.as('U0BEN');

    await openApproval(ben, card);
    await ben.fillIn({ 'Type “orders-staging” to confirm': 'orders-prod' });
    await ben.submit();

    await expect
      .poll(async () => JSON.stringify((await ben.modals()).at(-1)?.errors ?? {}), patience)
      .toContain('orders-staging');
    expect(await cardNow(world.slack, card)).toContain('0 of 1 approved');
  });
});

test('tables, into another database, are sent as they were asked', async () => {
  await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
  await world.start('all');
  world.cockroach.createDatabase('orders-staging', 'forensics');
  const card = await askFor(world.slack, {
    answers: {
      'What to restore': 'Tables',
      'Source cluster': 'orders-prod',
      Backup: 'Latest',
      'Destination cluster': 'orders-staging',
      Tables: ['payments.public.ledger', 'payments.public.cards'],
      'Into database': 'forensics',
      'Reason or incident': 'INC-44: who changed the ledger',
    },
  });
  await approve(world.slack, card);
  await cardSays(world.slack, card, /Restoring/);

  const [post] = world.cockroach.calls().filter(({ method }) => method === 'POST');
  expect(post?.body).toMatchObject({
    type: 'TABLE',
    objects: [
      { database: 'payments', schema: 'public', table: 'ledger' },
      { database: 'payments', schema: 'public', table: 'cards' },
    ],
    restore_opts: { into_db: 'forensics' },
  });
});
