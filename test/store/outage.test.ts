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
    role: 'fail-fast',
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
    await expect.poll(() => errors, { timeout: 10_000 }).not.toEqual([]);
    await server.restart();
    await expect.poll(() => store.now().catch(() => undefined), { timeout: 10_000 }).toBeDefined();
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
      role: 'blocking',
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
      .poll(async () => authentic(await store.load('r1').catch(() => undefined))?.request, {
        timeout: 10_000,
      })
      .toEqual(aRequest({ state: 'approved' }));
  });
});
