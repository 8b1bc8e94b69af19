import { expect, test } from 'vitest';
import type { PersonClient } from '#sandbox/slack/client-person.ts';
import { patience } from '#test/support/patience.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cardSays } from '#test/support/story.ts';
import { startWorld, type World } from '#test/support/world.ts';

async function homeSays(person: PersonClient, text: RegExp): Promise<void> {
  await expect.poll(async () => JSON.stringify((await person.home())?.view ?? {}), patience).toMatch(text);
}

async function drawnFor(here: World): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { args } of await here.slack.calls('views.publish')) {
    const user = String(args['user_id']);
    counts[user] = (counts[user] ?? 0) + 1;
  }
  return counts;
}

test('an open home tab follows what happens, once for all replicas, and only of those who opened theirs', async () => {
  await using here = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix(), sockets: 1 });
  await here.start('all');
  await here.start('bot');
  const ben = here.slack.as('U0BEN');
  await ben.openHome();
  await homeSays(ben, /Waiting for you\*\\nNothing/);

  const card = await askFor(here.slack);
  await homeSays(ben, /Approve…/);
  await homeSays(ben, /:large_green_circle: \*crdb-prod\*/);
  await approve(here.slack, card);
  await homeSays(ben, /Running.*Restoring:/);
  here.cockroach.fault({ times: 1_000, action: { type: 'status', status: 503 } });
  await cardSays(here.slack, card, /Restoring/);
  here.cockroach.clearFaults();
  here.cockroach.finishRestores();
  here.cockroach.clock.advance(5_000);
  await homeSays(ben, /Recent.*Restored:.* after it was asked/);

  const drawn = await drawnFor(here);
  expect(Object.keys(drawn)).toEqual(['U0BEN']);
  // The opening, what happened to the request, and the connection that failed and works again: at most once each.
  const happened = here.logged.filter((line) => /"audit":true.*"requestId"/u.test(line)).length;
  expect(drawn['U0BEN']).toBeLessThanOrEqual(1 + happened + 2);
});

test('the home tab names a connection that does not work, since when, and why', async () => {
  await using here = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
  await here.start('all');
  const ben = here.slack.as('U0BEN');
  here.cockroach.fault({ times: 1_000, action: { type: 'status', status: 401, message: 'no such key' } });
  await ben.command('#incidents', '/restore backups crdb-prod orders-prod');

  await expect
    .poll(async () => {
      await ben.openHome();
      return JSON.stringify((await ben.home())?.view ?? {});
    }, patience)
    .toMatch(/:red_circle: \*crdb-prod\*.*Not working since .*no such key/);

  here.cockroach.clearFaults();
  await ben.command('#incidents', '/restore backups crdb-prod orders-prod');
  await expect
    .poll(async () => {
      await ben.openHome();
      return JSON.stringify((await ben.home())?.view ?? {});
    }, patience)
    .toMatch(/:large_green_circle: \*crdb-prod\*.*Last answered/);
});
