import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordIn } from '#service/record-trust.ts';
import { connectRedis } from '#store/connect.ts';
import { createRedisEpoch } from '#store/redis-epoch.ts';
import { createRedisPacer } from '#store/redis-pacer.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { patience } from '#test/support/patience.ts';
import { directed, type Point } from '#test/support/points.ts';
import { callsBetween, meterRedis, type RedisCalls } from '#test/support/redis-meter.ts';
import { type OwnRedis, startOwnRedis } from '#test/support/redis-own.ts';
import { testPrefix } from '#test/support/redis.ts';
import { creation } from '#test/support/saves.ts';
import { approve, askFor, cardSays } from '#test/support/story.ts';
import { startWorld } from '#test/support/world.ts';
import { startRig } from '../bot/support/slack-rig.ts';

/** What is done for every running restore, again and again. These are counts, not times: the same on any machine. */

let own: OwnRedis;
beforeAll(async () => {
  own = await startOwnRedis();
});
afterAll(() => own[Symbol.asyncDispose]());

/** From one look to the next. */
interface Turn {
  readonly redis: RedisCalls;
  /** How often each method of the record was called. */
  readonly store: Readonly<Record<string, number>>;
}

/** All that comes at an interval is put off, so that nothing but looks happens. Milliseconds. */
const quiet = {
  homeEvery: 600_000,
  lookFirst: 500,
  lookMax: 500,
  sweepEvery: 600_000,
  canaryEvery: 600_000,
  canaryWithin: 600_000,
  recoverEvery: 600_000,
  jobLock: 600_000,
};

test('a look that finds nothing new reads the record once, writes one look, and asks Redis for little', async () => {
  await using here = await startWorld({ redisUrl: own.url, prefix: testPrefix() });
  using meter = meterRedis(own);
  const turns: Turn[] = [];
  let last: RedisCalls | undefined;
  let store: Record<string, number> = {};
  async function watch({ port, method, side }: Point): Promise<undefined> {
    if (side === 'after') return;
    if (port === 'store') store = { ...store, [method]: (store[method] ?? 0) + 1 };
    if (method !== 'poll') return;
    const now = await meter.read();
    if (last !== undefined) turns.push({ redis: callsBetween(last, now), store });
    last = now;
    store = {};
  }
  const { config } = here;
  await here.start('all', directed(watch), {
    ...config,
    intervals: { ...config.intervals, ...quiet },
    audit: { ...config.audit, sealEvery: 600_000 },
  });
  const card = await askFor(here.slack);
  await approve(here.slack, card);
  await cardSays(here.slack, card, 'Restoring');
  const from = turns.length;
  await expect.poll(() => turns.length, patience).toBeGreaterThan(from + 10);

  // BullMQ asks for something now and then on top of a look; the leanest turn is a look and nothing else.
  const [leanest] = turns.slice(from).toSorted((one, other) => one.redis.commands - other.redis.commands);
  expect(leanest?.store).toEqual({ load: 1, nextLook: 1, saveLook: 1 });
  // Of these, BullMQ takes 3 scripts and about 36 commands; without `FrugalWorker` it takes 5 and 53.
  expect(leanest?.redis.scripts).toBeLessThanOrEqual(7);
  expect(leanest?.redis.commands).toBeLessThanOrEqual(62);
});

test('telling asks once whether the record can be relied on, and takes a few scripts for each message', async () => {
  await using rig = await startRig();
  using meter = meterRedis(own);
  await using stack = new AsyncDisposableStack();
  const redis = await connectRedis(own.url, { name: 'tell', onError: () => undefined });
  stack.defer(() => redis.disconnect());
  const prefix = testPrefix();
  const epoch = createRedisEpoch({ redis, prefix });
  await epoch.claim('me', 60_000);
  await epoch.begin('me', { id: 'E1', run: (await epoch.facts()).run });
  const store = createRedisStore({ redis, prefix, signer: auditSigner() });
  const announcer = rig.announcer({
    store,
    record: recordIn(epoch),
    pacer: createRedisPacer({ redis, prefix }),
  });
  await store.save(creation({ state: 'restoring' }));
  async function cost(): Promise<RedisCalls> {
    const before = await meter.read();
    expect(await announcer.converge('r1')).toEqual({});
    return callsBetween(before, await meter.read());
  }

  const all = await cost();
  const messages = 1 + (await rig.thread((await rig.channel())[0])).length;
  const nothing = await cost();

  expect(messages).toBeGreaterThan(2);
  expect(all.byName.get('hgetall')).toBe(1);
  // Only a load reads the events.
  expect(all.byName.get('lrange')).toBe(1);
  // A place in the channel, the intent, the outcome; and the load, and at the end what has been shown.
  expect(all.scripts).toBeLessThanOrEqual(2 + 3 * messages);
  expect(all.commands).toBeLessThanOrEqual(20 * messages);
  expect(nothing.scripts).toBe(1);
  // One of them reads, in the script that loads the request, whether restores are paused.
  expect(nothing.commands).toBeLessThanOrEqual(7);
});
