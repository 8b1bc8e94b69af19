import { describe, expect, test } from 'vitest';
import { fold } from '#core/evolve.ts';
import type { LookWish } from '#core/look.ts';
import { authentic } from '#core/ports.ts';
import { allStates, at } from './builders.ts';
import { auditCases } from './request-store-audit-cases.ts';
import { draftCases, findingCases, sideCases } from './request-store-cases.ts';
import { forgeryCases } from './request-store-forgery-cases.ts';
import { forgetCases } from './request-store-forget-cases.ts';
import { historyCases } from './request-store-history-cases.ts';
import { secretCases } from './request-store-secret-cases.ts';
import { creation, held, nextSave } from './saves.ts';
import type { Start } from './store-under-test.ts';

/** What every record must do, whatever keeps it. Each test gets a store that holds nothing. */
export function describeRequestStore(name: string, start: Start): void {
  describe(`the record: ${name}`, () => {
    describe('saving', () => {
      savingCases(start);
    });
    describe('locks', () => {
      lockCases(start);
    });
    describe('what is owed', () => {
      dueCases(start);
    });
    describe('looks and threads', () => {
      sideCases(start);
    });
    describe('sealed secrets', () => {
      secretCases(start);
    });
    describe('the audit', () => {
      auditCases(start);
    });
    describe('a record that somebody else wrote to', () => {
      forgeryCases(start);
    });
    describe('finding', () => {
      findingCases(start);
    });
    describe('forgetting', () => {
      forgetCases(start);
    });
    describe('the history', () => {
      historyCases(start);
    });
    describe('drafts', () => {
      draftCases(start);
    });
  });
}

function savingCases(start: Start): void {
  test.each([...allStates()])('a request that is %s is read as it was written', async (state) => {
    const { store } = await start({});
    const change = creation({ state });

    expect(await store.save(change)).toEqual({ type: 'saved' });

    const stored = authentic(await store.load('r1'));
    expect(stored?.request).toEqual(change.request);
    expect(stored?.events).toEqual(change.events);
    expect(fold(stored?.events ?? [])).toEqual(stored?.request);
  });

  test('a request that nobody asked is not there', async () => {
    const { store } = await start({});

    expect(authentic(await store.load('r1'))).toBeUndefined();
  });

  test('a request is created once', async () => {
    const { store } = await start({});
    const first = creation({ ask: { reason: 'first' } });
    await store.save(first);

    expect(await store.save(creation({ ask: { reason: 'second' } }))).toEqual({ type: 'conflict' });

    expect(authentic(await store.load('r1'))?.request.reason).toBe('first');
  });

  test('of two changes of the same version one is saved', async () => {
    const { store } = await start({});
    const created = creation({ state: 'approved' });
    await store.save(created);

    const outcomes = await Promise.all(
      ['one', 'two', 'three'].map((text) => store.save(nextSave(created, held(text)))),
    );

    expect(outcomes.map(({ type }) => type).toSorted()).toEqual(['conflict', 'conflict', 'saved']);
    const stored = authentic(await store.load('r1'));
    expect(stored?.request.version).toBe(created.request.version + 1);
    expect(fold(stored?.events ?? [])).toEqual(stored?.request);
  });

  test('a request that does not exist cannot be changed', async () => {
    const { store } = await start({});

    const outcome = await store.save(nextSave(creation({ state: 'approved' }), held('not yet')));

    expect(outcome).toEqual({ type: 'conflict' });
    expect(authentic(await store.load('r1'))).toBeUndefined();
  });

  test('events that do not lead to the saved version are refused before anything is written', async () => {
    const { store } = await start({});
    const change = creation({ state: 'approved' });

    await expect(store.save({ ...change, events: change.events.slice(1) })).rejects.toThrow(/do not lead/);

    expect(authentic(await store.load('r1'))).toBeUndefined();
  });

  test('empty lists and odd characters come back as they were', async () => {
    const { store } = await start({});
    const ask = { reason: 'naïve “reason” \u0000 \\ \n 日本 🚨', findings: [] };
    await store.save(creation({ ask }));

    const stored = authentic(await store.load('r1'));
    expect(stored?.request.reason).toBe(ask.reason);
    expect(stored?.request.findings).toEqual([]);
  });
}

function lockCases(start: Start): void {
  test('a lock names the request that took it', async () => {
    const { store } = await start({});
    await store.save(creation({ state: 'approved' }, { takeLocks: ['atlas:p/c', 'atlas:p/d'] }));

    expect(await store.lockHolders(['atlas:p/c', 'atlas:p/d', 'atlas:p/e'])).toEqual({
      'atlas:p/c': 'r1',
      'atlas:p/d': 'r1',
    });
    expect(await store.lockHolders([])).toEqual({});
  });

  test('a save that needs a lock of another request names the holder and writes nothing', async () => {
    const { store } = await start({});
    await store.save(creation({ state: 'approved' }, { takeLocks: ['b'] }));
    const second = creation(
      { state: 'restoring', ask: { requestId: 'r2' }, operationId: 'operation-2' },
      { takeLocks: ['a', 'b'], due: at(1) },
    );

    expect(await store.save(second)).toEqual({ type: 'locked', key: 'b', holder: 'r1' });

    expect(authentic(await store.load('r2'))).toBeUndefined();
    expect(await store.lockHolders(['a', 'b'])).toEqual({ b: 'r1' });
    expect(await store.overdue(at(1_000_000), 10)).toEqual([]);
    expect(await store.operationOwners('atlas', ['operation-2'])).toEqual({});
    expect((await store.list({ limit: 10 })).requests.map(({ id }) => id)).toEqual(['r1']);
  });

  test('a conflict takes no locks', async () => {
    const { store } = await start({});
    const created = creation({ state: 'approved' });
    await store.save(created);
    await store.save(nextSave(created, held('one')));

    await store.save(nextSave(created, held('two'), { takeLocks: ['a'], due: at(1) }));

    expect(await store.lockHolders(['a'])).toEqual({});
    expect(await store.overdue(at(1_000_000), 10)).toEqual([]);
  });

  test('what a request holds it may take again', async () => {
    const { store } = await start({});
    const created = creation({ state: 'approved' }, { takeLocks: ['a'] });
    await store.save(created);

    expect(await store.save(nextSave(created, held('one')))).toEqual({ type: 'saved' });
  });

  test('a freed lock is free for others, and nobody frees the lock of another', async () => {
    const { store } = await start({});
    const created = creation({ state: 'approved' }, { takeLocks: ['a', 'b'] });
    await store.save(created);
    await store.save(nextSave(created, held('one'), { takeLocks: [], freeLocks: ['a'] }));

    const outcome = await store.save(
      creation({ state: 'approved', ask: { requestId: 'r2' } }, { takeLocks: ['a'], freeLocks: ['b'] }),
    );

    expect(outcome).toEqual({ type: 'saved' });
    expect(await store.lockHolders(['a', 'b'])).toEqual({ a: 'r2', b: 'r1' });
  });
}

function dueCases(start: Start): void {
  test('the oldest debt is known, and that there is none', async () => {
    const { store } = await start({});
    expect(await store.oldestDue()).toBeUndefined();
    await store.save(creation({ ask: { requestId: 'r1' } }, { due: at(30) }));
    await store.save(creation({ ask: { requestId: 'r2' } }, { due: at(10) }));

    expect(await store.oldestDue()).toEqual(at(10));
  });

  test('a person has so many places, which ended requests and those that never came give back', async () => {
    const { store } = await start({});
    const take = (id: string, seconds = 0, person = 'U0RITA') =>
      store.takeOpenPlace(person, id, 2, at(seconds));

    expect(await take('r1')).toBe(true);
    await store.save(creation({ ask: { requestId: 'r1' } }));
    expect(await take('r2')).toBe(true);
    expect(await take('r2')).toBe(true);
    expect(await take('r3')).toBe(false);
    expect(await take('r4', 0, 'U0ZOE')).toBe(true);
    expect(await take('r3', 60)).toBe(true);
    await store.save(creation({ state: 'denied', ask: { requestId: 'r3' } }));
    expect(await take('r5', 61)).toBe(true);
    expect(await take('r6', 61)).toBe(false);
  });

  test('looks at a connection come when they want to, until all of them do not find room: then one after another', async () => {
    const { store } = await start({});
    const next = (id: string, second: number, wish: Partial<LookWish> = {}, connection = 'one') =>
      store.nextLook(connection, id, {
        now: at(second),
        until: at(second + 100),
        earliest: at(second + 10),
        gapMs: 5_000,
        inLine: false,
        ...wish,
      });

    expect(await next('r1', 0)).toEqual(at(10));
    expect(await next('r2', 1)).toEqual(at(11));
    // Three take 15 s.
    expect(await next('r3', 2, { until: at(30) })).toEqual(at(12));
    expect(await next('r1', 3)).toEqual(at(17));
    expect(await next('r2', 3)).toEqual(at(18));
    expect(await next('r4', 3, {}, 'two')).toEqual(at(13));
    // By now the third counts as forgotten.
    expect(await next('r1', 31)).toEqual(at(41));
    expect(await next('r4', 31, { inLine: true, earliest: at(33) }, 'two')).toEqual(at(33));
    expect(await next('r5', 31, { inLine: true, earliest: at(33) }, 'two')).toEqual(at(38));
  });

  test('what is owed longest comes first, and what is not owed yet does not come', async () => {
    const { store } = await start({});
    const dues = { r1: at(30), r2: at(10), r3: at(20), r4: at(31), r5: undefined };
    for (const [requestId, due] of Object.entries(dues)) {
      await store.save(creation({ ask: { requestId } }, { due }));
    }

    expect(await store.overdue(at(31), 10)).toEqual(['r2', 'r3', 'r1']);
    expect(await store.overdue(at(31), 2)).toEqual(['r2', 'r3']);
    expect(await store.overdue(at(31), 2, 2)).toEqual(['r1']);
    expect(await store.overdue(at(10), 10)).toEqual([]);
  });

  test('a save that owes nothing more takes the request out', async () => {
    const { store } = await start({});
    const created = creation({ state: 'approved' }, { due: at(1) });
    await store.save(created);
    await store.save(nextSave(created, held('one'), { due: undefined }));

    expect(await store.overdue(at(1_000), 10)).toEqual([]);
  });
}
