import { expect, test } from 'vitest';
import type { RefusalNote } from '#core/audit/entry.ts';
import { readEntryLine, type ReadEntry, sealLine } from '#core/audit/line.ts';
import type { AuditStore } from '#core/audit/store.ts';
import { authentic } from '#core/ports.ts';
import { auditSigner } from './audit-signer.ts';
import { creation, held, nextSave } from './saves.ts';
import type { Start } from './store-under-test.ts';

const signer = auditSigner();
const refusal: RefusalNote = { by: 'U0ADA', command: 'approve', code: 'own-request', requestId: 'r1' };
const tick = { kind: 'system', what: 'ticked', detail: {} } as const;

async function entries(audit: AuditStore): Promise<readonly ReadEntry[]> {
  const { first, seq } = await audit.head();
  return (await audit.lines(first, seq)).map((line) => {
    const read = readEntryLine(line ?? '');
    if (read === undefined) throw new Error(`this is no entry: ${line}`);
    return read;
  });
}

function checked({ body, entry, mac }: ReadEntry): string {
  return signer.check(`entry\n${body}`, entry.key, mac);
}

async function seal(audit: AuditStore, from: number, to: number): Promise<boolean> {
  const { seal: prev, now } = await audit.head();
  const line = sealLine(signer, { from, to, at: now, prev: prev ?? '', lines: '' });
  return audit.seal(line, to, prev);
}

export function auditCases(start: Start): void {
  test('has one signed entry for each event, in the order of the saves, numbered without gaps', async () => {
    const { store, audit } = await start({});
    const first = creation({ state: 'approved' });
    await store.save(first);
    await store.save(creation({ ask: { requestId: 'r"2' } }));
    await store.save(creation({}));
    await store.save(nextSave(first, held('one')));

    const found = await entries(audit);

    expect(found.map(({ seq, entry }) => [seq, entry.kind === 'transition' && entry.version])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 1],
      [5, 4],
    ]);
    expect(found.map(checked)).toEqual(found.map(() => 'right'));
    expect(found[3]?.entry).toMatchObject({ requestId: 'r"2', event: { type: 'asked' } });
    expect(await store.auditSequence()).toBe(5);
  });

  test('binds each entry to the one before it about the same request', async () => {
    const { store, audit } = await start({});
    const first = creation({ state: 'approved' });
    await store.save(first);
    await store.save(creation({ ask: { requestId: 'r2' } }));
    await store.save(nextSave(first, held('one'), { previous: authentic(await store.load('r1'))?.tail }));

    const ofOne = (await entries(audit)).filter(({ seq }) => seq !== 4);
    const prevs = ofOne.map(({ entry }) => entry.kind === 'transition' && entry.prev);
    expect(prevs).toEqual(['', ...ofOne.slice(0, -1).map((entry) => entry.mac)]);
    expect(authentic(await store.load('r1'))?.tail.mac).toBe(ofOne.at(-1)?.mac);
    expect(await audit.linesOf('r1')).toEqual(ofOne.map(({ line }) => line));
  });

  test('has nothing of a change that was not saved', async () => {
    const { store, audit } = await start({});
    const created = creation({ state: 'approved' });
    await store.save(created);
    await store.save(nextSave(created, held('one')));
    await store.save(nextSave(created, held('two')));

    expect(await entries(audit)).toHaveLength(4);
    expect(await audit.linesOf('r1')).toHaveLength(4);
  });

  test('takes what happens next to the requests under the next number', async () => {
    const { store, audit } = await start({});
    await store.save(creation({}));

    const written = await audit.append(tick);

    expect(written.seq).toBe(2);
    const [, found] = await entries(audit);
    expect(found).toMatchObject({ line: written.line, mac: written.mac });
    expect(found === undefined ? 'none' : checked(found)).toBe('right');
  });

  test('two that look the same are two', async () => {
    const { audit } = await start({});
    await Promise.all([audit.append(tick), audit.append(tick)]);

    expect(new Set((await entries(audit)).map(({ mac }) => mac)).size).toBe(2);
  });

  test('a refusal is written once, its repeats are counted, and the count is written when the minute ends', async () => {
    const { store, audit } = await start({});
    await store.save(creation({}));

    const noted = [await audit.noteRefusal(refusal), await audit.noteRefusal(refusal)];
    await audit.noteRefusal(refusal);
    await audit.noteRefusal({ ...refusal, by: 'U0ZOE' });
    const { open } = await audit.openRefusals();
    const closed = await Promise.all(open.map((each) => audit.closeRefusal(each)));

    expect(noted).toEqual(['written', 'counted']);
    expect(closed).toEqual([true, true]);
    const found = (await audit.linesOf('r1')).slice(1).map((line) => readEntryLine(line)?.entry);
    expect(found).toMatchObject([
      { kind: 'refusal', by: 'U0ADA', code: 'own-request', count: 1 },
      { kind: 'refusal', by: 'U0ZOE', count: 1 },
      { kind: 'refusal', by: 'U0ADA', count: 2, since: open.find((each) => each.repeats > 0)?.since },
    ]);
    expect((await audit.openRefusals()).open).toEqual([]);
    expect(await audit.noteRefusal(refusal)).toBe('written');
  });

  test('a count that has grown since it was read is not closed, and nothing is written twice', async () => {
    const { audit } = await start({});
    await audit.noteRefusal(refusal);
    await audit.noteRefusal(refusal);
    const [stale] = (await audit.openRefusals()).open;
    await audit.noteRefusal(refusal);
    const [fresh] = (await audit.openRefusals()).open;
    if (stale === undefined || fresh === undefined) throw new Error('nothing is open');

    expect(await audit.closeRefusal(stale)).toBe(false);
    expect(await audit.closeRefusal(fresh)).toBe(true);
    expect(await audit.closeRefusal(fresh)).toBe(false);

    expect((await entries(audit)).map(({ entry }) => 'count' in entry && entry.count)).toEqual([1, 2]);
  });

  test('a refusal about a request that does not exist is kept, and makes no story of it', async () => {
    const { audit } = await start({});

    await audit.noteRefusal(refusal);

    expect(await entries(audit)).toHaveLength(1);
    expect(await audit.linesOf('r1')).toEqual([]);
  });

  test('a configuration is written once for each digest, with the parts that changed', async () => {
    const { audit } = await start({});
    const note = (parts: Record<string, string>, digest: string) => audit.noteConfiguration(parts, digest);

    const noted = [
      ...(await Promise.all([
        note({ rules: 'a', audit: 'b' }, 'one'),
        note({ rules: 'a', audit: 'b' }, 'one'),
      ])),
      await note({ rules: 'c', audit: 'b', new: 'd' }, 'two'),
      await note({ rules: 'a', audit: 'b' }, 'one'),
    ];

    expect(noted.toSorted()).toEqual(['known', 'written', 'written', 'written']);
    expect((await entries(audit)).map(({ entry }) => 'changed' in entry && entry.changed)).toEqual([
      ['audit', 'rules'],
      ['new', 'rules'],
      ['new', 'rules'],
    ]);
  });

  test('of two seals on the same one before, one counts', async () => {
    const { audit } = await start({});
    await audit.append(tick);
    const { now } = await audit.head();
    const line = (to: number) => sealLine(signer, { from: 1, to, at: now, prev: '', lines: '' });

    const sealed = await Promise.all([1, 2, 3].map((to) => audit.seal(line(to), to, undefined)));

    expect(sealed.filter(Boolean)).toHaveLength(1);
    expect(await audit.seals(1, 10)).toEqual([(await audit.head()).seal]);
  });

  test('what was dropped is gone, with its seals but the last, and what came after it stays', async () => {
    const { store, audit } = await start({});
    const created = creation({});
    await store.save(created);
    await audit.append(tick);
    await seal(audit, 1, 2);
    await audit.append(tick);
    await seal(audit, 3, 3);
    await store.save(nextSave(created, { ...held('one'), type: 'cancelled' }));
    await audit.append(tick);
    await seal(audit, 4, 5);

    await audit.drop(3);
    await audit.drop(2);

    expect((await audit.lines(1, 5)).map((line) => line === undefined)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(await audit.head()).toMatchObject({ first: 4, seq: 5 });
    expect(await audit.linesOf('r1')).toHaveLength(1);
    const kept = (await audit.seals(1, 10)).map((line) => (JSON.parse(line) as { to: number }).to);
    expect(kept).toEqual([3, 5]);
  });

  test('the newest export that says what may leave is found again', async () => {
    const { audit } = await start({});
    const about = { kind: 'export', by: 'ana', format: 'jsonl', from: 1, to: 3 } as const;
    await audit.append({ ...about, phase: 'began' });
    const before = await audit.lastExport();
    const { line } = await audit.append({ ...about, phase: 'finished', sha256: 'ab', through: 3 });
    await audit.append({ ...about, phase: 'finished', sha256: 'cd' });

    expect(before).toBeUndefined();
    expect(await audit.lastExport()).toBe(line);
  });
}
