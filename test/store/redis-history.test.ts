import { expect, test } from 'vitest';
import { keysOf } from '#store/keys.ts';
import { createRedisHistory } from '#store/redis-history.ts';
import { aHistory } from '#test/support/builders.ts';
import { useRedis } from '#test/support/redis.ts';

/* Records that cannot be read: damaged, or written by another version. */

const { redis, prefix } = useRedis();
let pasts = 0;

/** Three ended requests, of which the first two now have these texts. */
async function startPast(...texts: readonly string[]) {
  pasts += 1;
  const deps = { redis, prefix: `${prefix}:${pasts}` };
  const history = createRedisHistory(deps);
  const keys = keysOf(deps.prefix).history;
  const [first, second, third] = [aHistory({ n: 1 }), aHistory({ n: 2 }), aHistory({ n: 3 })] as const;
  await history.merge([first, second, third]);
  for (const [index, text] of texts.entries())
    await redis.hset(keys.records, { [`past-${index + 1}`]: text });
  const indexOf = (connection: string) => redis.zrevrange(keys.endedOn(connection), 0, -1);
  return { history, first, second, third, indexOf };
}

/** What a later version might write. */
const ofTomorrow = JSON.stringify({ requestId: 'past-1', connection: 'atlas-prod', took: 'P1D' });

test('are named and not left out in silence, next to those that can be read', async () => {
  const { history, third } = await startPast(ofTomorrow, '{"requestId":"past-2","conn');

  for (const filter of [{}, { connection: 'atlas-prod' }]) {
    expect(await history.newest({ ...filter, limit: 9 })).toEqual({
      records: [third],
      unreadable: ['past-2', 'past-1'],
    });
  }
});

test('are written again by a rebuild, which changes none that can be read', async () => {
  const { history, first, second, third } = await startPast(ofTomorrow, 'gone');

  expect(await history.merge([first, second, { ...third, outcome: 'verified' }])).toBe(2);

  expect(await history.newest({ limit: 9 })).toEqual({ records: [third, second, first], unreadable: [] });
});

test('leave every list with the retention, that of their connection too', async () => {
  const { history, third, indexOf } = await startPast(ofTomorrow);

  expect(await history.dropBefore(third.endedAt)).toBe(2);

  expect(await indexOf('atlas-prod')).toEqual(['past-3']);
});

test('leave the list of a connection that they do not tell when it is read the next time', async () => {
  const { history, third, indexOf } = await startPast('damaged', 'damaged');
  await history.dropBefore(third.endedAt);

  expect(await history.newest({ connection: 'atlas-prod', limit: 9 })).toEqual({
    records: [third],
    unreadable: [],
  });
  expect(await indexOf('atlas-prod')).toEqual(['past-3']);
});
