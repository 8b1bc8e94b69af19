import { describe, expect, onTestFinished, test } from 'vitest';
import { authentic, StoreUnavailable } from '#core/ports.ts';
import { connectRedis } from '#store/connect.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { aRequest } from '#test/support/builders.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';
import { testPrefix } from '#test/support/redis.ts';
import { creation, held, nextSave } from '#test/support/saves.ts';

async function start() {
  const server = await startOwnRedis();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const errors: Error[] = [];
  const redis = await connectRedis(server.url, {
    name: 'test',
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => redis.disconnect());
  return {
    server,
    redis,
    errors,
    store: createRedisStore({ redis, prefix: testPrefix(), signer: auditSigner() }),
  };
}

describe('while Redis is away', () => {
  test('every method says that the store is unavailable, and works again when it is back', async () => {
    const { server, store, errors } = await start();
    const created = creation({ state: 'approved' }, { takeLocks: ['a'] });
    await store.save(created);

    await server.kill();

    await expect(store.save(nextSave(created, held('one')))).rejects.toThrow(StoreUnavailable);
    await expect(store.load('r1')).rejects.toThrow('Redis cannot be reached.');
    await expect(store.list({ limit: 1 })).rejects.toThrow(StoreUnavailable);
    await expect(store.lockHolders(['a'])).rejects.toThrow(StoreUnavailable);
    await expect(store.now()).rejects.toThrow(StoreUnavailable);
    await expect.poll(() => errors).not.toEqual([]);
    await server.restart();
    await expect.poll(() => store.now().catch(() => undefined)).toBeDefined();
    expect(await store.save(nextSave(created, held('one')))).toEqual({ type: 'saved' });
    expect(await store.lockHolders(['a'])).toEqual({ a: 'r1' });
  });

  test('a connection that cannot be made says where, and never the password', async () => {
    const server = await startOwnRedis();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { port } = new URL(server.url);
    await server.kill();

    const connecting = connectRedis(`redis://someone:hush@127.0.0.1:${port}`, {
      name: 'test',
      onError: () => {},
      readyWithinMs: 300,
    });

    await expect(connecting).rejects.toThrow(StoreUnavailable);
    await expect(connecting).rejects.toThrow(`127.0.0.1:${port}`);
    await expect(connecting).rejects.not.toThrow('hush');
  });
});

describe('while Redis refuses', () => {
  test('a full Redis takes nothing of a save', async () => {
    const { redis, store } = await start();
    const created = creation({ state: 'approved' });
    await store.save(created);
    await redis.config('SET', 'maxmemory', '1mb');

    const saving = store.save(nextSave(created, held('one'), { takeLocks: ['a'] }));

    await expect(saving).rejects.toThrow(StoreUnavailable);
    await expect(saving).rejects.toThrow('out of memory');
    expect(authentic(await store.load('r1'))?.request).toEqual(created.request);
    expect(await store.lockHolders(['a'])).toEqual({});
  });

  test('a replica takes no save', async () => {
    const { redis, store } = await start();
    await redis.call('REPLICAOF', '127.0.0.1', '1');

    await expect(store.save(creation({}))).rejects.toThrow('read-only replica');
  });

  test('a transaction says what its command was refused for', async () => {
    const { redis, store } = await start();
    await redis.call('REPLICAOF', '127.0.0.1', '1');

    const saving = store.saveDraft({ requestId: 'd1', requester: 'U0RITA', input: {}, reason: '' });

    await expect(saving).rejects.toThrow(StoreUnavailable);
    await expect(saving).rejects.toThrow('read-only replica');
  });

  test('what is a bug stays one', async () => {
    const { redis } = await start();
    const prefix = testPrefix();
    await redis.set(`${prefix}:locks`, 'not a hash');

    const asking = createRedisStore({ redis, prefix, signer: auditSigner() }).lockHolders(['a']);

    await expect(asking).rejects.toThrow('WRONGTYPE');
    await expect(asking).rejects.not.toThrow(StoreUnavailable);
  });
});

describe('a Redis that has gone back in time', () => {
  test('shows the record as it was then', async () => {
    const { server, store } = await start();
    const created = creation({ state: 'approved' });
    await store.save(created);
    const dump = await server.dump();
    await store.save(nextSave(created, held('one')));

    await server.restoreDump(dump);

    await expect
      .poll(async () => authentic(await store.load('r1').catch(() => undefined))?.request)
      .toEqual(aRequest({ state: 'approved' }));
  });
});

describe('what is sent in one turn of the event loop', () => {
  const created = (id: string) => creation({ state: 'approved', ask: { requestId: id } });
  const ids = Array.from({ length: 40 }, (_, index) => `r${index + 1}`);

  test('goes to the socket in one piece, and each command keeps its own answer', async () => {
    const { redis, store } = await start();
    const first = created('r1');
    await store.save(first);

    const outcomes = Promise.allSettled([
      store.save(first),
      redis.call('EVALSHA', 'no such script', '0'),
      store.save(created('r2')),
    ]);

    // Nothing has been handed over yet, and all of it is together.
    expect(redis.stream.writableCorked).toBe(1);
    expect(redis.stream.writableLength).toBeGreaterThan(2_000);
    expect(await outcomes).toMatchObject([
      { status: 'fulfilled', value: { type: 'conflict' } },
      { status: 'rejected' },
      { status: 'fulfilled', value: { type: 'saved' } },
    ]);
    expect(redis.stream.writableCorked).toBe(0);
  });

  test('is known as saved, or as unknown where the connection is lost, save by save', async () => {
    const { server, redis, store } = await start();
    const saving = ids.map((id) => store.save(created(id)));
    const outcomes = Promise.allSettled(saving);
    // The first answer has come; others are on their way or never leave.
    await saving[0];
    const more = Promise.allSettled(ids.map((id) => store.save(created(`${id}b`))));
    redis.stream.destroy();

    const all = [...(await outcomes), ...(await more)];

    const saved = all.filter(({ status }) => status === 'fulfilled').length;
    expect(saved).toBeGreaterThan(0);
    expect(saved).toBeLessThanOrEqual(ids.length);
    for (const outcome of all) {
      if (outcome.status === 'fulfilled') expect(outcome.value).toEqual({ type: 'saved' });
      else expect(outcome.reason).toBeInstanceOf(StoreUnavailable);
    }
    await server.restart();
    await expect.poll(() => store.now().catch(() => undefined)).toBeDefined();
    // What was said to be saved is there, and what never left is not.
    const there = await Promise.all([...ids, ...ids.map((id) => `${id}b`)].map((id) => store.load(id)));
    for (const [index, outcome] of all.entries()) {
      if (outcome.status === 'fulfilled') expect(authentic(there[index])?.request.version).toBe(3);
    }
    expect(there.slice(ids.length).filter((record) => record !== undefined)).toEqual([]);
  });
});
