import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultInput } from '#sandbox/providers/faults.ts';
import type { PersonClient } from '#sandbox/slack/client-person.ts';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { patience } from '#test/support/patience.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import {
  approve,
  askFor,
  cardNow,
  cardSays,
  channel,
  lines,
  modalSays,
  payments,
} from '#test/support/story.ts';
import { startWorld, submissions, type World } from '#test/support/world.ts';

type Action = FaultInput['action'];

/** A look at one restore, not the list of them. */
const looks = { method: 'GET', path: '/restores/' } as const;

async function running(here: World): Promise<ShownMessage> {
  const card = await askFor(here.slack);
  await approve(here.slack, card);
  await cardSays(here.slack, card, /Restoring/);
  return card;
}

/** Waits for so many more looks, whatever is answered. */
async function looked(here: World, times: number): Promise<void> {
  const count = () => here.cockroach.calls().filter(({ path }) => path.includes(looks.path)).length;
  const before = count();
  await expect.poll(count, patience).toBeGreaterThanOrEqual(before + times);
}

/** What Slack shows to this person alone, in the channel and below a card. */
async function heard(person: PersonClient): Promise<string> {
  const messages = await person.messages(channel);
  const below = await Promise.all(messages.map(({ ts }) => person.thread(channel, ts)));
  return [...messages, ...below.flat()]
    .filter(({ ephemeral }) => ephemeral)
    .map(({ text }) => text)
    .join(' ');
}

async function countOf(here: World, card: ShownMessage, words: string): Promise<number> {
  return (await lines(here.slack, card)).filter((line) => line.includes(words)).length;
}

describe('a vendor that answers badly while a restore runs', () => {
  let here: World;
  let card: ShownMessage | undefined;
  /** One restore for all of them, asked by whichever test comes first. */
  const restoring = async () => (card ??= await running(here));

  beforeAll(async () => {
    here = await startWorld({
      redisUrl: redisUrl(),
      prefix: testPrefix(),
      intervals: { troubleAfter: '200ms' },
    });
    await here.start('all');
  });
  afterAll(() => here[Symbol.asyncDispose]());

  test.each<readonly [string, Action]>([
    ['429 and Retry-After', { type: 'status', status: 429, headers: { 'retry-after': '1' } }],
    ['429 without a time', { type: 'status', status: 429 }],
    ['500', { type: 'status', status: 500 }],
    ['a dropped connection', { type: 'drop' }],
    ['401, the key being rotated', { type: 'status', status: 401 }],
    ['403', { type: 'status', status: 403 }],
    ['a web page', { type: 'html', status: 200 }],
    ['half a JSON', { type: 'half-json' }],
    ['10 MB', { type: 'huge' }],
    ['a status nobody knows', { type: 'edit', set: { status: 'MELTING' } }],
    ['an operation id that belongs to another restore', { type: 'edit', set: { backup_id: 'another' } }],
  ])(
    'F20: %s: followed on, told once, recovers automatically, and no end is made up',
    async (_, action) => {
      const card = await restoring();
      const before = await countOf(here, card, 'cannot follow');
      here.cockroach.fault({ ...looks, times: 10_000, action });
      await cardSays(here.slack, card, /cannot follow it since/);
      await looked(here, 2);
      expect(await countOf(here, card, 'cannot follow')).toBeLessThanOrEqual(before + 1);
      here.cockroach.clearFaults();

      await expect.poll(() => cardNow(here.slack, card), patience).not.toContain('cannot follow it since');

      expect(await cardNow(here.slack, card)).toContain('Restoring');
    },
    40_000,
  );

  test.each<readonly [string, readonly unknown[]]>([
    ['a share that goes back', [0.8, 0.3]],
    ['100 % while it is pending', [1]],
    ['a share that is none', [-4, 7, null]],
  ])('F20: %s is no end and no trouble', async (_, shares) => {
    const card = await restoring();
    for (const completion_percent of shares) {
      here.cockroach.fault({ ...looks, times: 3, action: { type: 'edit', set: { completion_percent } } });
    }
    await expect.poll(() => here.cockroach.faults().length, patience).toBe(0);
    await looked(here, 2);

    expect(await cardNow(here.slack, card)).toMatch(/Restoring(?!.*cannot follow it)/s);
  });

  test('F20: after all of that it ends when the vendor says so, and was submitted once', async () => {
    const card = await restoring();
    here.cockroach.finishRestores();
    await cardSays(here.slack, card, /Restored:/);

    expect(here.cockroach.started()).toBe(1);
    await expect.poll(async () => (await lines(here.slack, card)).at(-1), patience).toMatch(/Restored/);
  });
});

test('F20: a key that is rotated in the middle is told once, with what to do, and once when it is fixed', async () => {
  await using here = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
  await here.start('all');
  const card = await running(here);

  for (let call = 0; call < 200; call += 1) {
    const message = `request ${call} has no valid key`;
    here.cockroach.fault({ ...looks, action: { type: 'status', status: 401, message } });
  }
  await expect.poll(() => countOf(here, card, 'cannot follow the restore'), patience).toBe(1);
  await looked(here, 4);
  here.cockroach.clearFaults();
  await expect.poll(() => countOf(here, card, 'can follow the restore again'), patience).toBe(1);

  const told = (await lines(here.slack, card)).find((line) => line.includes('cannot follow the restore'));
  expect(told).toContain('crdb-prod');
  expect(told).toContain('It may still be running');
  expect(await countOf(here, card, 'cannot follow the restore')).toBe(1);
  expect(await cardNow(here.slack, card)).toContain('Restoring');
});

test('F21: a restore that makes no progress is told to those who may take it over, then again, and it is never ended by a guess', async () => {
  await using here = await startWorld({
    redisUrl: redisUrl(),
    prefix: testPrefix(),
    intervals: { stallAfter: '300ms' },
  });
  await here.start('all');
  here.cockroach.clock.setSpeed(0);
  const card = await running(here);

  await expect.poll(() => countOf(here, card, 'No progress for'), patience).toBeGreaterThanOrEqual(2);
  const [first, second] = (await lines(here.slack, card)).filter((line) => line.includes('No progress for'));
  expect(first).toContain('<@U0ANA>');
  expect(first).toContain('S0DBA');
  expect(second).toContain('<!subteam^S0DBA>');
  await cardSays(here.slack, card, /No progress since/);
  expect(await cardNow(here.slack, card)).toContain('Restoring');

  here.cockroach.finishRestores();
  here.cockroach.clock.advance(5_000);
  await cardSays(here.slack, card, /Restored:/);
});

test('F22: a success without the data is told plainly, with what to do next', async () => {
  await using here = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
  await here.start('all');
  const card = await running(here);

  here.cockroach.finishRestores();
  here.cockroach.dropDatabase('orders-prod', 'payments');

  await cardSays(here.slack, card, /Restored, but a check failed/);
  await expect
    .poll(async () => (await lines(here.slack, card)).at(-1), patience)
    .toMatch(/Restored, but a check failed/);
  const shown = await cardNow(here.slack, card);
  expect(shown).toContain('There is no database “payments” on “orders-prod”');
  expect(shown).toContain('Keep applications away from it');
  expect(shown).toContain('Ask again…');
  expect(shown).not.toContain('Restored:');
});

test('F21: a restore that cannot be followed is taken over with a button, and followed again by a person’s word', async () => {
  await using here = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
  await here.start('all');
  const card = await running(here);
  here.cockroach.fault({ ...looks, times: 10_000, action: { type: 'status', status: 401 } });
  await cardSays(here.slack, card, /can use \*Take it over\*/);
  const ben = here.slack.as('U0BEN');

  await ben.click({ channel, ts: card.ts }, 'Take it over');
  await cardSays(here.slack, card, /Possible matches at /);
  here.cockroach.clearFaults();
  await ben.click({ channel, ts: card.ts }, 'Submit it again');
  await expect.poll(() => heard(ben), patience).toContain('still runs');
  await ben.click({ channel, ts: card.ts }, 'Follow it…');
  await modalSays(ben, 'Possible matches');
  const candidate = /• `([^`]+)`/u.exec(await cardNow(here.slack, card))?.[1] ?? '';
  await ben.fillIn({ 'Possible matches': candidate });
  await ben.submit();
  await cardSays(here.slack, card, /Restoring/);
  here.cockroach.finishRestores();

  await cardSays(here.slack, card, /Restored:/);
  expect(submissions(here)).toBe(1);
  expect(await countOf(here, card, 'took it over')).toBe(1);
});

test('F23: a vendor that hangs is told in time, and another connection’s restore ends meanwhile', async () => {
  await using here = await startWorld({
    redisUrl: redisUrl(),
    prefix: testPrefix(),
    intervals: { troubleAfter: '200ms' },
    withNeighbour: true,
  });
  await here.start('all');
  const hanging = await askFor(here.slack, { answers: { Connection: 'crdb-prod', ...payments } });
  await approve(here.slack, hanging);
  await cardSays(here.slack, hanging, /Restoring/);
  here.cockroach.fault({ path: '/', times: 10_000, action: { type: 'hang' } });

  const other = await askFor(here.slack, {
    answers: { Connection: 'crdb-next', ...payments, 'Destination cluster': 'orders-staging' },
  });
  await approve(here.slack, other);
  await cardSays(here.slack, other, /Restoring/);
  here.neighbour().finishRestores();
  await cardSays(here.slack, other, /Restored:/);

  await cardSays(here.slack, hanging, /cannot follow it since/);
  expect(await cardNow(here.slack, hanging)).toContain('did not answer within 2 s');
  here.cockroach.clearFaults();
  here.cockroach.finishRestores();
  await cardSays(here.slack, hanging, /Restored:/);
});
