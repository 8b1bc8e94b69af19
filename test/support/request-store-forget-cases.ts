import { expect, test } from 'vitest';
import { authentic, type RequestStore } from '#core/ports.ts';
import { at } from './builders.ts';
import { creation, held, nextSave } from './saves.ts';
import type { Start } from './store-under-test.ts';

async function loaded(store: RequestStore, id: string) {
  const stored = authentic(await store.load(id));
  if (stored === undefined) throw new Error(`there is no request ${id}`);
  return stored;
}

export function forgetCases(start: Start): void {
  test('what has ended is found by when it was asked, and what has not is not', async () => {
    const { store } = await start({});
    await store.save(creation({ state: 'failed', ask: { requestId: 'old' }, askedAt: at(0) }));
    await store.save(creation({ state: 'denied', ask: { requestId: 'older' }, askedAt: at(-9) }));
    await store.save(creation({ state: 'failed', ask: { requestId: 'new' }, askedAt: at(10) }));
    await store.save(creation({ state: 'restoring', ask: { requestId: 'open' }, askedAt: at(0) }));

    expect((await store.endedBefore(at(10))).toSorted()).toEqual(['old', 'older']);
  });

  test('the oldest that has not ended is known by when it was asked', async () => {
    const { store } = await start({});
    expect(await store.oldestOpen()).toBeUndefined();
    await store.save(creation({ state: 'denied', ask: { requestId: 'over' }, askedAt: at(-9) }));
    expect(await store.oldestOpen()).toBeUndefined();
    await store.save(creation({ state: 'restoring', ask: { requestId: 'new' }, askedAt: at(10) }));
    await store.save(creation({ state: 'pending-approval', ask: { requestId: 'old' }, askedAt: at(-5) }));

    expect(await store.oldestOpen()).toEqual(at(-5));
  });

  test('a forgotten request is nowhere, and neither is its operation; others stay', async () => {
    const { store } = await start({});
    await store.save(creation({ state: 'succeeded', ask: { requestId: 'r1' }, operationId: 'o1' }));
    await store.save(creation({ state: 'succeeded', ask: { requestId: 'r2' }, operationId: 'o2' }));

    expect(await store.forget(await loaded(store, 'r1'))).toBe(true);

    expect(authentic(await store.load('r1'))).toBeUndefined();
    expect((await store.list({ limit: 10 })).requests.map(({ id }) => id)).toEqual(['r2']);
    expect((await store.list({ states: ['succeeded'], limit: 10 })).requests.map(({ id }) => id)).toEqual([
      'r2',
    ]);
    expect(await store.endedBefore(at(1_000_000))).toEqual(['r2']);
    expect(await store.operationOwners('atlas', ['o1', 'o2'])).toEqual({ o2: 'r2' });
  });

  test('to which something is still owed it stays', async () => {
    const { store } = await start({});
    await store.save(creation({ state: 'failed' }, { due: at(20) }));

    expect(await store.forget(await loaded(store, 'r1'))).toBe(false);
    expect(authentic(await store.load('r1'))).toBeDefined();
  });

  test('one that moved on after it was read stays', async () => {
    const { store } = await start({});
    const created = creation({ state: 'approved' });
    await store.save(created);
    const stored = await loaded(store, 'r1');
    await store.save(nextSave(created, held('one')));

    expect(await store.forget(stored)).toBe(false);
    expect(authentic(await store.load('r1'))).toBeDefined();
  });
}
