import { describe, expect, test } from 'vitest';
import { evolve } from '#core/evolve.ts';
import { authentic } from '#core/ports.ts';
import { sealAudit } from '#service/audit/seal.ts';
import { verifyAudit } from '#service/audit/verify.ts';
import { askedAt } from '#test/support/builders.ts';
import { createMemoryAudit } from '#test/support/memory-audit.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { creation, held } from '#test/support/saves.ts';
import { silentLog } from '#test/support/service-harness.ts';
import { each, sentenceOf, signer, startAudit } from './audit-rig.ts';

describe('what is kept', () => {
  test('is whole, with what has no seal yet', async () => {
    const { audit, deps } = await startAudit();
    await audit.append({ kind: 'system', what: 'ticked', detail: {} });

    const report = await verifyAudit(deps);

    expect(sentenceOf(report)).toBeUndefined();
    expect(report.entries).toBe(9);
    expect(report.unsealed.map(({ seq }) => seq)).toEqual([9]);
  });

  test('without its newest entry is broken, because the numbers go on', async () => {
    const { audit, deps } = await startAudit();
    await audit.append({ kind: 'system', what: 'ticked', detail: {} });
    const shortened = {
      ...audit,
      lines: async (from: number, to: number) =>
        (await audit.lines(from, to)).map((line) => (line?.startsWith('{"seq":9,') ? undefined : line)),
    };

    expect(sentenceOf(await verifyAudit({ ...deps, audit: shortened }))).toBe('entry 9 is missing');
  });

  test('without its oldest entries is broken, unless a rotation says that it removed them', async () => {
    const { audit, deps } = await startAudit();
    await audit.drop(4);

    expect(sentenceOf(await verifyAudit(deps))).toBe(
      'entries 1 to 4 are missing, and no rotation is recorded that removed them',
    );
  });

  test('that has had no seal for long is broken', async () => {
    const { audit, deps, pass } = await startAudit();
    await audit.append({ kind: 'system', what: 'ticked', detail: {} });
    pass(60_000);

    expect(sentenceOf(await verifyAudit(deps))).toMatch(/^entry 9 and those after it have no seal/);
  });

  test('does not fit to a request whose record was set back', async () => {
    const { store, deps, before } = await startAudit();
    store.edit('r1', () => before);

    expect(sentenceOf(await verifyAudit(deps))).toBe(
      'the record of request r1 does not end with its newest entry',
    );
  });

  test('fits to a request that goes on meanwhile', async () => {
    const { audit, store, deps } = await startAudit();
    let late = true;
    const racing = {
      ...store,
      load: async (id: string) => {
        if (late) {
          late = false;
          const stored = authentic(await store.load('r1'));
          if (stored === undefined) throw new Error('no r1');
          const event = held('again');
          const request = evolve(stored.request, event);
          await store.save({
            ...creation({}),
            expectedVersion: stored.request.version,
            request,
            events: [event],
            previous: stored.tail,
          });
        }
        return store.load(id);
      },
    };

    expect(sentenceOf(await verifyAudit({ ...deps, store: racing }))).toBeUndefined();
    expect((await audit.head()).seq).toBe(9);
  });

  test('that is empty is broken', async () => {
    const audit = createMemoryAudit({ now: () => askedAt });
    const store = createMemoryStore({ now: () => askedAt, audit });

    expect(sentenceOf(await verifyAudit({ audit, store, signer }))).toBe('it is empty');
  });

  test('that was emptied, with the records still there, is broken', async () => {
    const { store } = await startAudit();
    const emptied = createMemoryAudit({ now: () => askedAt });
    await emptied.append({ kind: 'system', what: 'ticked', detail: {} });

    expect(sentenceOf(await verifyAudit({ audit: emptied, store, signer }))).toBe(
      'request r1 has a record, and no entries',
    );
  });

  test('with a record that somebody edited is broken', async () => {
    const { store, deps } = await startAudit();
    store.edit('r2', ({ document }) => ({ document: document.replaceAll('U0RITA', 'U0EVE0') }));

    expect(sentenceOf(await verifyAudit(deps))).toBe('the record of request r2 does not verify (changed)');
  });

  test('with an open request whose record is gone is broken', async () => {
    const { deps, store } = await startAudit();
    const without = {
      ids: async () => ['r1'],
      load: async (id: string) => (id === 'r2' ? undefined : store.load(id)),
    };

    expect(sentenceOf(await verifyAudit({ ...deps, store: without }))).toBe(
      'request r2 has not ended, its record is gone, and no entry says that it left',
    );
  });

  test('with a trimmed list of one request is broken', async () => {
    const { audit, deps } = await startAudit();
    const trimmed = {
      ...audit,
      linesOf: async (id: string) => (await audit.linesOf(id)).slice(0, id === 'r1' ? -1 : undefined),
    };

    expect(sentenceOf(await verifyAudit({ ...deps, audit: trimmed }))).toBe(
      'entry 6 is missing from the list of request r1',
    );
  });

  test('in which a submission has no approval before it is broken, with every entry signed', async () => {
    const { audit, store, deps } = await startAudit();
    const { events, request } = creation({ state: 'submitting', ask: { requestId: 'r3' } });
    const without = events.filter(({ type }) => type !== 'vote-cast');
    const forged = { ...request, version: without.length };
    await store.save({ ...creation({}), request: forged, events: without });
    await sealAudit(deps);
    const seq = (await audit.head()).seq;

    expect(sentenceOf(await verifyAudit(deps))).toBe(
      `entry ${seq} submits request r3, and the entries before it have no approval for that`,
    );
  });
});

describe('what is known elsewhere', () => {
  const card = {
    requestId: 'r1',
    channel: 'C0OPS',
    ts: '1700000000.000100',
    nonce: 'r1.card0',
    requester: 'U0RITA',
    state: 'approved',
    version: 4,
    sequence: 8,
    text: '',
  };

  test('fits', async () => {
    const { audit, deps } = await startAudit();
    const shipped = [...(await audit.lines(1, 8)), ...(await audit.seals(1, 10))].map(String);

    const report = await verifyAudit(deps, { cards: [card], shipped: each(['{"level":30}', ...shipped]) });

    expect(sentenceOf(report)).toBeUndefined();
  });

  test.each([
    ['a higher number', { sequence: 10 }, /^entries 9 to 10 are missing; the card of request r1 in Slack/],
    [
      'a higher version',
      { version: 5 },
      /^the entries of request r1 end at version 4, and its card in Slack shows version 5/,
    ],
    ['an unknown request', { requestId: 'r9' }, /^request r9 has a card in Slack, and no entries$/],
  ])('is a card with %s: then the audit is broken', async (_, change, problem) => {
    const { deps } = await startAudit();

    expect(sentenceOf(await verifyAudit(deps, { cards: [{ ...card, ...change }] }))).toMatch(problem);
  });

  test('is a card that a lost request has: that was told', async () => {
    const { deps } = await startAudit();
    const lost = { ...card, requestId: 'r9', state: 'lost' };

    expect(sentenceOf(await verifyAudit(deps, { cards: [lost] }))).toBeUndefined();
  });

  test.each([
    [
      'an entry',
      (lines: readonly string[]) => lines.slice(0, 1),
      /^entry 9 was shipped off this machine, and is missing here$/,
    ],
    [
      'a seal',
      (lines: readonly string[]) => lines.slice(1),
      /^the seal over entries 9 to 9 was shipped off this machine, and is missing/,
    ],
  ])(
    'is %s that was shipped and then cut off, with the number: then the audit is broken',
    async (_, pick, problem) => {
      const whole = await startAudit();
      const cut = await startAudit();
      await whole.audit.append({ kind: 'system', what: 'ticked', detail: {} });
      await sealAudit(whole.deps);
      const lines = [...(await whole.audit.lines(9, 9)), ...(await whole.audit.seals(9, 1))].map(String);

      const report = await verifyAudit(cut.deps, { shipped: each(pick(lines)) });

      expect(sentenceOf(report)).toMatch(problem);
    },
  );

  test('is an entry that was shipped and is another one here: then the audit is broken', async () => {
    const { audit, deps } = await startAudit();
    const lines = (await audit.lines(6, 6)).map((line) => String(line).replace('frozen', 'thawed'));

    expect(sentenceOf(await verifyAudit(deps, { shipped: each(lines) }))).toBe(
      'entry 6 was shipped off this machine, and is another one here',
    );
  });

  test('is nothing where the shipped file is another one', async () => {
    const { deps } = await startAudit();

    expect(sentenceOf(await verifyAudit(deps, { shipped: each(['hello']) }))).toBe(
      'the shipped file has no lines of an audit',
    );
  });

  test('is what the sealer has sealed: it says that the end is gone, in the log and the audit', async () => {
    const { deps, audit } = await startAudit();
    const said: string[] = [];
    const log = { ...silentLog, error: (_: object, message: string) => void said.push(message) };
    const seen = await sealAudit({ ...deps, log });
    const again = await sealAudit({ ...deps, log }, seen);
    expect({ seen, again, said }).toEqual({ seen: { to: 8 }, again: { to: 8 }, said: [] });

    await sealAudit({ ...deps, log }, { to: 11 });

    expect(said).toEqual(['end of the audit is gone: cut off, or Redis went back']);
    expect(JSON.parse((await audit.lines(9, 9))[0] ?? '')).toMatchObject({
      what: 'audit-went-back',
      detail: { newest: 8, expected: 11 },
    });
  });
});
