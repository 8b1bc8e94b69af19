import { describe, expect, test } from 'vitest';
import type { Around } from '#app/around.ts';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { patience } from '#test/support/patience.ts';
import type { Director } from '#test/support/points.ts';
import { startRedisPair } from '#test/support/redis-pair.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cardNow, cardSays, channel, lines } from '#test/support/story.ts';
import { readiness, startWorld, submissions, type World } from '#test/support/world.ts';

interface Vendor {
  readonly connection: string;
  readonly ask?: Parameters<typeof askFor>[1];
  readonly typed?: string;
  readonly posts: (world: World) => number;
}

const cockroach: Vendor = { connection: 'crdb-prod', posts: submissions };
const atlas: Vendor = {
  connection: 'atlas-main',
  ask: {
    command: '/restore atlas-main automated',
    answers: {
      'Source cluster': 'shop/orders (',
      Snapshot: 'Latest',
      'Target cluster': 'shop/orders-staging',
      'Reason or incident': 'INC-61',
    },
  },
  typed: 'shop/orders-staging',
  posts: ({ vendors }) =>
    vendors.atlas.calls().filter(({ method, path }) => method === 'POST' && path.includes('restoreJobs'))
      .length,
};

/** Holds everything at the first point of this name, until the test lets it go on. */
function barrier(name: string) {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  let isOpen = false;
  const direct: Director = async (point) => {
    if (isOpen && point.name.startsWith('service.advance:after')) left.resolve();
    if (point.name !== `${name}#1`) return undefined;
    reached.resolve();
    await opened.promise;
    return undefined;
  };
  return {
    direct,
    reached: reached.promise,
    /** Resolves when the step that was held is over. */
    async open() {
      isOpen = true;
      opened.resolve();
      await left.promise;
    },
  };
}

/** The same for a part in this process: before the n-th worker reads what the vendor has, right before the intent. */
function beforeIntent(happens: () => Promise<void>): Around {
  let isFirst = true;
  return {
    provider: (provider) => ({
      ...provider,
      async baseline(plan, options) {
        const first = isFirst;
        isFirst = false;
        if (first) await happens();
        return provider.baseline(plan, options);
      },
    }),
  };
}

/** Others go on with a restore whose worker is suspended: they look for it, and a person submits it again. */
async function startedByOthers({ slack }: World, card: ShownMessage, typed?: string): Promise<void> {
  await cardSays(slack, card, /Restoring|Submit it again/);
  if (/Restoring/.test(await cardNow(slack, card))) return;
  await slack.as('U0BEN').click({ channel, ts: card.ts }, 'Submit it again');
  await cardSays(slack, card, /Approve…/);
  await approve(slack, card, typed === undefined ? {} : { typed });
  await cardSays(slack, card, /Restoring/);
}

describe('a worker that is suspended after its intent', () => {
  test.each<[string, Vendor]>([
    ['CockroachDB Cloud', cockroach],
    ['MongoDB Atlas', atlas],
  ])('%s gets one write, no matter who goes on meanwhile', async (_, { connection, ask, typed, posts }) => {
    await using world = await startWorld({
      redisUrl: redisUrl(),
      prefix: testPrefix(),
      connections: [connection],
    });
    await world.start('bot');
    const held = barrier('witness.record:after');
    const suspended = await world.startProcess('worker', held.direct);
    const card = await askFor(world.slack, ask);
    await approve(world.slack, card, typed === undefined ? {} : { typed });
    await held.reached;
    suspended.suspend();
    await world.start('worker');
    await startedByOthers(world, card, typed);

    suspended.resume();
    await held.open();

    expect(posts(world)).toBe(1);
  });
});

describe('Redis fails over while a restore is dispatched', () => {
  test.each<[string, string, string, RegExp]>([
    ['withdrawn request', 'U0ANA', 'Withdraw request', /set back to before this request was over/],
    ['vote that was taken back', 'U0BEN', 'Withdraw my approval', /Approve…/],
  ])('and loses a %s: nothing is sent', async (_, person, button, ends) => {
    await using pair = await startRedisPair();
    await using world = await startWorld({ redisUrl: pair.url, prefix: testPrefix() });
    const dispatching = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const restorebot = await world.start(
      'all',
      beforeIntent(async () => {
        dispatching.resolve();
        await goOn.promise;
      }),
    );
    const card = await askFor(world.slack);
    await approve(world.slack, card);
    await dispatching.promise;
    await cardSays(world.slack, card, new RegExp(button));
    await pair.cutOff();
    await world.slack.as(person).click({ channel, ts: card.ts }, button);
    await cardSays(world.slack, card, person === 'U0ANA' ? /withdrew/ : /0 of 1/);

    await pair.failOver();
    await expect.poll(() => readiness(restorebot), patience).toMatch(/recovering|"ready"/);
    goOn.resolve();

    await cardSays(world.slack, card, ends);
    await expect.poll(() => readiness(restorebot), patience).toContain('"ready"');
    expect(submissions(world)).toBe(0);
  });
});

describe('an approver who loses the group right before the submission', () => {
  test('voids the votes, although the click of a moment ago is remembered in the same process', async () => {
    await using world = await startWorld({
      redisUrl: redisUrl(),
      prefix: testPrefix(),
      intervals: { people: '30s', groups: '60s' },
    });
    await world.start(
      'all',
      beforeIntent(() => world.slack.changeGroup({ id: 'S0DBA', members: ['U0DORA'] })),
    );
    const card = await askFor(world.slack);

    await approve(world.slack, card);

    await expect
      .poll(async () => (await lines(world.slack, card)).join('\n'), patience)
      .toContain('can no longer approve');
    expect(submissions(world)).toBe(0);
  });
});
