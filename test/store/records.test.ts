import { describe, expect, test } from 'vitest';
import { NewerRecord } from '#core/ports.ts';
import { type Keys, keysOf } from '#store/keys.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { saveKeys } from '#store/save-script.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { aRequest, at } from '#test/support/builders.ts';
import { type RecordTexts, writeInRedis } from '#test/support/record-texts.ts';
import { useRedis } from '#test/support/redis.ts';
import { creation, held, nextSave } from '#test/support/saves.ts';

const { redis, prefix: root } = useRedis();
let stores = 0;

function start() {
  stores += 1;
  const prefix = `${root}:${stores}`;
  return { keys: keysOf(prefix), store: createRedisStore({ redis, prefix, signer: auditSigner() }) };
}

/** Something of r1 that another version of restorebot wrote. */
const write = (keys: Keys, change: (texts: RecordTexts) => Partial<RecordTexts>) =>
  writeInRedis(redis, keys, 'r1', auditSigner(), change);

describe('a record that cannot be read', () => {
  test('a newer schema is refused by name and never "not found"', async () => {
    const { keys, store } = start();
    await store.save(creation({}));
    await write(keys, () => ({ document: JSON.stringify({ schema: 3, id: 'r1' }) }));

    await expect(store.load('r1')).rejects.toThrow(/Request r1 was written by a newer.*it has schema 3/);
    await expect(store.load('r1')).rejects.toThrow(NewerRecord);
  });

  test.each([
    ['no JSON at all', '{"schema":1'],
    ['a missing field', '{"schema":1,"id":"r1"}'],
    ['no object', '[]'],
  ])('a document with %s names its request', async (_, document) => {
    const { keys, store } = start();
    await store.save(creation({}));
    await write(keys, () => ({ document }));

    await expect(store.load('r1')).rejects.toMatchObject({ name: 'UnreadableRecord', requestId: 'r1' });
  });

  test('one that cannot be read keeps no other from being listed, and is named', async () => {
    const { keys, store } = start();
    await store.save(creation({}));
    await store.save(creation({ ask: { requestId: 'r2' } }));
    await write(keys, () => ({ document: JSON.stringify({ schema: 3, id: 'r1' }) }));

    const { requests, unreadable } = await store.list({ limit: 10 });

    expect(requests.map(({ id }) => id)).toEqual(['r2']);
    expect(unreadable).toEqual(['r1']);
  });

  test('a document of another request is refused', async () => {
    const { keys, store } = start();
    await store.save(creation({}));
    await store.save(creation({ ask: { requestId: 'r2' } }));
    const other = await redis.hget(keys.request('r2'), 'document');
    await write(keys, () => ({ document: other ?? '' }));

    await expect(store.load('r1')).rejects.toThrow(/its document is that of request r2/);
  });

  test('an event that was never written is noticed', async () => {
    const { keys, store } = start();
    await store.save(creation({ state: 'approved' }));
    await write(keys, ({ events }) => ({ events: events.slice(1) }));

    await expect(store.load('r1')).rejects.toThrow(/at version 3 and has 2 events/);
  });

  test('an event of an unknown type is refused', async () => {
    const { keys, store } = start();
    await store.save(creation({}));
    await write(keys, () => ({ events: ['{"type":"teleported"}'] }));

    await expect(store.load('r1')).rejects.toThrow(/its event 1 does not fit/);
  });

  test.each(['look', 'thread'])('a damaged %s is refused', async (field) => {
    const { keys, store } = start();
    await store.save(creation({}));
    await redis.hset(keys.request('r1'), field, '{}');

    await expect(store.load('r1')).rejects.toThrow(`its ${field} does not fit`);
  });
});

describe('the audit', () => {
  test('has one entry for each event of any request, numbered without gaps', async () => {
    const { keys, store } = start();
    const first = creation({ state: 'approved' });
    await store.save(first);
    await store.save(creation({ ask: { requestId: 'r"2' } }));
    await store.save(creation({}));
    await store.save(nextSave(first, held('one')));

    const entries = (await redis.hmget(keys.audit.entries, '1', '2', '3', '4', '5')).map((text): unknown =>
      JSON.parse(text ?? ''),
    );
    const texts = await redis.lrange(keys.events('r1'), 0, -1);
    const events = texts.map((text): unknown => JSON.parse(text));
    expect(entries).toMatchObject([
      { seq: 1, requestId: 'r1', version: 1, event: events[0] },
      { seq: 2, requestId: 'r1', version: 2, event: events[1] },
      { seq: 3, requestId: 'r1', version: 3, event: events[2] },
      { seq: 4, requestId: 'r"2', version: 1 },
      { seq: 5, requestId: 'r1', version: 4, event: { type: 'held', text: 'one' } },
    ]);
  });
});

describe('what lies next to the document', () => {
  test('version, state and connection can be read without it', async () => {
    const { keys, store } = start();
    await store.save(creation({ state: 'restoring' }));

    expect(await redis.hmget(keys.request('r1'), 'version', 'state', 'connection')).toEqual([
      String(aRequest({ state: 'restoring' }).version),
      'restoring',
      'atlas-prod',
    ]);
  });

  test('all keys of a save are in one slot of a cluster', () => {
    const keys = saveKeys(keysOf('{restorebot}'), aRequest({ ask: { requestId: 'r{1}' } }));

    expect(keys.filter((key) => !key.startsWith('{restorebot}:'))).toEqual([]);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('a request is read with the clock of Redis', async () => {
  const { store } = start();
  await store.save(creation({ askedAt: at(0) }));
  const before = await store.now();

  const stored = await store.load('r1');

  const after = await store.now();
  expect(stored?.now.getTime()).toBeGreaterThanOrEqual(before.getTime());
  expect(stored?.now.getTime()).toBeLessThanOrEqual(after.getTime());
});
