import { expect, test } from 'vitest';
import { readEntryLine } from '#core/audit/line.ts';
import { recoveryOf } from '#core/audit/recovery-entry.ts';
import { historyOf } from '#core/history.ts';
import { authentic } from '#core/ports.ts';
import { aHistory, at, aRequest, someEvents } from './builders.ts';
import { creation } from './saves.ts';
import type { Start } from './store-under-test.ts';

/** What stays of requests beyond their records. */
export function historyCases(start: Start): void {
  test('the save that ends a request writes what stays of it, and no other does', async () => {
    const { store, history } = await start({});
    await store.save(creation({ state: 'restoring' }));
    expect((await history.newest({ limit: 10 })).records).toEqual([]);

    const ended = { state: 'succeeded', ask: { requestId: 'r2' }, operationId: 'operation-2' } as const;
    const record = historyOf(aRequest(ended), someEvents(ended)) ?? aHistory({});
    await store.save(creation(ended, { history: record }));

    expect((await history.newest({ limit: 10 })).records).toEqual([record]);
  });

  test('the audit’s entry about what it cost is written in the same save, after its transitions', async () => {
    const { store, audit } = await start({});
    const ended = { state: 'succeeded' } as const;
    const history = historyOf(aRequest(ended), someEvents(ended)) ?? aHistory({});
    const recovery = recoveryOf(aRequest(ended), someEvents(ended), history);
    if (recovery === undefined) throw new Error('it was sent');

    await store.save(creation(ended, { history, recovery }));

    const entries = (await audit.linesOf('r1')).map((line) => readEntryLine(line));
    expect(entries.map((read) => read?.seq)).toEqual(entries.map((_, index) => index + 1));
    expect(entries.at(-1)?.entry).toMatchObject({
      kind: 'system',
      what: 'recovery',
      requestId: 'r1',
      recovery,
    });
    expect(authentic(await store.load('r1'))?.tail.mac).toBe(entries.at(-2)?.mac);
  });

  test('a save that is refused writes none of it', async () => {
    const { store, history } = await start({});
    await store.save(creation({ state: 'succeeded' }));

    await store.save(creation({ state: 'succeeded' }, { history: aHistory({}) }));

    expect((await history.newest({ limit: 10 })).records).toEqual([]);
  });

  test('it stays when the record of the request leaves', async () => {
    const { store, history } = await start({});
    const change = creation({ state: 'succeeded' }, { history: aHistory({ requestId: 'r1' }) });
    await store.save(change);

    expect(await store.forget(change)).toBe(true);

    expect((await history.newest({ limit: 10 })).records.map(({ requestId }) => requestId)).toEqual(['r1']);
  });

  test('the newest come first, of every connection or of one', async () => {
    const { history } = await start({});
    const [old, elsewhere, fresh] = [
      aHistory({ n: 1 }),
      aHistory({ n: 2, connection: 'crdb-prod' }),
      aHistory({ n: 3 }),
    ];
    expect(await history.merge([fresh, old, elsewhere])).toBe(3);

    expect((await history.newest({ limit: 2 })).records).toEqual([fresh, elsewhere]);
    expect((await history.newest({ connection: 'atlas-prod', limit: 9 })).records).toEqual([fresh, old]);
    expect((await history.newest({ limit: 0 })).records).toEqual([]);
  });

  test('merging adds what is not there, and changes and removes nothing', async () => {
    const { history } = await start({});
    const known = aHistory({ n: 1, outcome: 'verified', verifiedAt: at(5) });
    await history.merge([known, aHistory({ n: 2 })]);

    expect(await history.merge([aHistory({ n: 1, outcome: 'restored' }), aHistory({ n: 3 })])).toBe(1);

    const { records: all } = await history.newest({ limit: 9 });
    expect(all.map(({ requestId }) => requestId)).toEqual(['past-3', 'past-2', 'past-1']);
    expect(all.at(-1)).toEqual(known);
  });

  test('what is older than the retention leaves, from every list', async () => {
    const { history } = await start({});
    const keep = aHistory({ n: 9 });
    await history.merge([aHistory({ n: 1 }), aHistory({ n: 2, connection: 'crdb-prod' }), keep]);

    expect(await history.dropBefore(keep.endedAt)).toBe(2);

    expect((await history.newest({ limit: 9 })).records).toEqual([keep]);
    expect((await history.newest({ connection: 'crdb-prod', limit: 9 })).records).toEqual([]);
    expect((await history.newest({ connection: 'atlas-prod', limit: 9 })).records).toEqual([keep]);
  });
}
