import { expect, test } from 'vitest';
import type { Draft } from '#core/draft.ts';
import type { RequestEvent } from '#core/events.ts';
import { after } from '#core/instant.ts';
import type { Look } from '#core/look.ts';
import { authentic, type RequestStore } from '#core/ports.ts';
import type { StateTag } from '#core/restore-request.ts';
import { type Thread, untold } from '#core/thread.ts';
import { aRequest, askedAt, at } from './builders.ts';
import { creation, held, nextSave } from './saves.ts';
import type { Start } from './store-under-test.ts';

function aLook(changes: Partial<Look> = {}): Look {
  return { of: 'restoring:1', at: at(400), next: at(430), count: 3, detail: '3 of 12 tables', ...changes };
}

function aDraft(changes: Partial<Draft> = {}): Draft {
  return { requestId: 'd1', requester: 'U0RITA', input: { source: 'cluster-1' }, reason: '', ...changes };
}

async function fill(store: RequestStore): Promise<void> {
  const states: readonly StateTag[] = ['approved', 'failed', 'restoring', 'approved', 'denied'];
  for (const [index, state] of states.entries()) {
    const requestId = `r${index + 1}`;
    await store.save(
      creation({ state, ask: { requestId }, askedAt: at(index), operationId: `operation-${index + 1}` }),
    );
  }
}

export function sideCases(start: Start): void {
  const thread: Thread = {
    version: 1,
    shown: 1,
    card: { tag: 'posting', nonce: 'n1', channel: 'C0OPS', since: askedAt },
    lines: { e1: { tag: 'posted', nonce: 'n2', channel: 'C0OPS', ts: '1700000000.000100' } },
  };

  test('a new request has had no look and nothing of it has been told', async () => {
    const { store } = await start({});
    await store.save(creation({}));

    const stored = authentic(await store.load('r1'));
    expect(stored?.look).toBeUndefined();
    expect(stored?.thread).toEqual(untold);
  });

  test('a look is read back and sets when the next one is owed, and changes no version', async () => {
    const { store } = await start({});
    const created = creation({ state: 'restoring' }, { due: at(1) });
    await store.save(created);
    const look = aLook({ fraction: 0.25, failingSince: at(390) });

    await store.saveLook('r1', created.request.version, look, look.next);

    const stored = authentic(await store.load('r1'));
    expect(stored?.look).toEqual(look);
    expect(stored?.request).toEqual(created.request);
    expect(stored?.events).toHaveLength(created.request.version);
    expect(await store.overdue(look.next, 10)).toEqual([]);
    expect(await store.overdue(after(look.next, 1), 10)).toEqual(['r1']);
  });

  test('a look at a request that has moved on writes nothing', async () => {
    const { store } = await start({});
    const created = creation({ state: 'approved' });
    await store.save(created);
    await store.save(nextSave(created, held('one'), { due: at(500) }));

    expect(await store.saveLook('r1', created.request.version, aLook(), at(1))).toBe(false);

    expect(authentic(await store.load('r1'))?.look).toBeUndefined();
    expect(await store.overdue(at(400), 10)).toEqual([]);
  });

  test('a look that was made out of an older thread writes nothing, where it says which', async () => {
    const { store } = await start({});
    const created = creation({ state: 'restoring' }, { due: at(500) });
    const { version } = created.request;
    await store.save(created);
    expect(await store.saveLook('r1', version, aLook(), at(500), 0)).toBe(true);
    await store.saveThread('r1', version, { version: 1, shown: version, lines: {} }, at(500));

    expect(await store.saveLook('r1', version, aLook({ fraction: 0.5 }), at(1), 0)).toBe(false);

    expect(authentic(await store.load('r1'))?.look).toEqual(aLook());
    expect(await store.overdue(at(400), 10)).toEqual([]);
    expect(await store.saveLook('r1', version, aLook({ fraction: 0.5 }), at(1), 1)).toBe(true);
    expect(authentic(await store.load('r1'))?.look).toEqual(aLook({ fraction: 0.5 }));
  });

  test('a look at a request that nobody asked writes nothing', async () => {
    const { store } = await start({});

    await store.saveLook('r1', 0, aLook(), at(1));

    expect(authentic(await store.load('r1'))).toBeUndefined();
    expect(await store.overdue(at(1_000), 10)).toEqual([]);
  });

  test('a look outlives changes of its request', async () => {
    const { store } = await start({});
    const created = creation({ state: 'approved' });
    await store.save(created);
    await store.saveLook('r1', created.request.version, aLook(), undefined);

    await store.save(nextSave(created, held('one')));

    expect(authentic(await store.load('r1'))?.look).toEqual(aLook());
  });

  test('of two who tell the same thread one writes', async () => {
    const { store } = await start({});
    const { request } = creation({});
    await store.save(creation({}));

    const written = await Promise.all(
      [1, 2].map(() => store.saveThread('r1', request.version, thread, undefined)),
    );

    expect(written.filter(Boolean)).toHaveLength(1);
    expect(authentic(await store.load('r1'))?.thread).toEqual(thread);
  });

  test('a thread is written only on the one before it', async () => {
    const { store } = await start({});
    await store.save(creation({}));
    await store.saveThread('r1', 1, thread, undefined);

    expect(await store.saveThread('r1', 1, { ...thread, version: 3 }, undefined)).toBe(false);
    expect(await store.saveThread('r1', 1, { ...thread, version: 2, shown: 2 }, undefined)).toBe(true);
    expect(authentic(await store.load('r1'))?.thread.shown).toBe(2);
    expect(await store.saveThread('r2', 1, thread, undefined)).toBe(false);
  });

  test('a thread outlives changes of its request, and sets what is owed only where it knew of them', async () => {
    const { store } = await start({});
    const created = creation({ state: 'approved' });
    await store.save(created);
    await store.saveThread('r1', created.request.version, thread, at(10));
    const owedAtFirst = await store.overdue(at(11), 10);
    await store.save(nextSave(created, held('one'), { due: at(20) }));

    const late = await store.saveThread('r1', created.request.version, { ...thread, version: 2 }, undefined);

    expect(owedAtFirst).toEqual(['r1']);
    expect(late).toBe(true);
    expect(authentic(await store.load('r1'))?.thread.version).toBe(2);
    expect(await store.overdue(at(21), 10)).toEqual(['r1']);
  });
}

export function findingCases(start: Start): void {
  test('requests are listed newest first, as many as asked for', async () => {
    const { store } = await start({});
    await fill(store);

    const all = (await store.list({ limit: 10 })).requests;
    const two = (await store.list({ limit: 2 })).requests;

    expect(all.map(({ id }) => id)).toEqual(['r5', 'r4', 'r3', 'r2', 'r1']);
    expect(two.map(({ id }) => id)).toEqual(['r5', 'r4']);
  });

  test('requests of one instant are listed by id, newest id first', async () => {
    const { store } = await start({});
    for (const requestId of ['ra', 'rc', 'rb']) await store.save(creation({ ask: { requestId } }));

    expect((await store.list({ limit: 2 })).requests.map(({ id }) => id)).toEqual(['rc', 'rb']);
  });

  test('a list can be of some states, and follows a request from state to state', async () => {
    const { store } = await start({});
    await fill(store);
    const approved = creation({ state: 'approved', ask: { requestId: 'r4' }, askedAt: at(3) });
    const denied: RequestEvent = { type: 'denied', at: at(9), commandId: 'c', by: 'U0ADA', reason: 'No.' };
    await store.save(nextSave(approved, denied));

    const open = (await store.list({ states: ['approved', 'restoring'], limit: 10 })).requests;
    const oneApproved = (await store.list({ states: ['approved'], limit: 1 })).requests;
    const ended = (await store.list({ states: ['denied'], limit: 10 })).requests;

    expect(open.map(({ id }) => id)).toEqual(['r3', 'r1']);
    expect(oneApproved.map(({ id }) => id)).toEqual(['r1']);
    expect(ended.map(({ id }) => id)).toEqual(['r5', 'r4']);
    expect((await store.list({ states: [], limit: 10 })).requests).toEqual([]);
  });

  test('an operation belongs to the request that recorded it, per provider', async () => {
    const { store } = await start({});
    await fill(store);

    expect(await store.operationOwners('atlas', ['operation-2', 'operation-3', 'operation-8'])).toEqual({
      'operation-2': 'r2',
      'operation-3': 'r3',
    });
    expect(await store.operationOwners('zilliz', ['operation-3'])).toEqual({});
    expect(await store.operationOwners('atlas', [])).toEqual({});
  });

  test('an operation that belongs to another request cannot be recorded a second time', async () => {
    const { store } = await start({});
    await fill(store);

    const outcome = await store.save(
      creation({ state: 'restoring', ask: { requestId: 'r9' }, operationId: 'operation-3' }),
    );

    expect(outcome).toMatchObject({ type: 'locked', holder: 'r3' });
    expect(authentic(await store.load('r9'))).toBeUndefined();
  });

  test('an adopted operation belongs to its request', async () => {
    const { store } = await start({});
    const unknown = creation({ state: 'unknown' });
    await store.save(unknown);

    await store.save(
      nextSave(unknown, { type: 'adopted', at: at(900), commandId: 'c', by: 'U0ADA', operationId: 'o9' }),
    );

    expect(await store.operationOwners('atlas', ['o9'])).toEqual({ o9: 'r1' });
  });
}

export function draftCases(start: Start): void {
  test('a draft is read as it was saved last', async () => {
    const { store } = await start({});
    await store.saveDraft(aDraft());
    const fuller = aDraft({
      channel: 'C0OPS',
      connection: 'atlas-prod',
      kind: 'cluster',
      input: { source: 'c', tables: ['a', 'b'], wait: true, hours: 4 },
      reason: 'INC-7',
    });
    await store.saveDraft(fuller);

    expect(await store.loadDraft('d1')).toEqual(fuller);
    expect(await store.loadDraft('d2')).toBeUndefined();
  });

  test('what was checked stays as it was checked, whatever is changed in the form afterwards', async () => {
    const { store } = await start({});
    const { plan, impact, findings, fingerprint } = aRequest();
    const reviewed = { planJson: plan.json, impact, findings, fingerprint };
    const checked = aDraft({ reason: 'INC-7', reviewed });
    await store.saveDraft(aDraft());
    expect(await store.loadReviewed('d1')).toBeUndefined();
    await store.saveDraft(checked);

    await store.saveDraft(aDraft({ reason: 'late' }));

    expect(await store.loadReviewed('d1')).toEqual(checked);
    expect(await store.loadDraft('d1')).toMatchObject({ reason: 'late' });
    expect(await store.loadReviewed('d2')).toBeUndefined();
  });

  test('values that Slack cannot carry are kept by draft', async () => {
    const { store } = await start({});
    await store.saveLongValues('d1', ['a', 'b']);
    await store.saveLongValues('d1', ['b', 'c']);

    expect(new Set(await store.loadLongValues('d1'))).toEqual(new Set(['a', 'b', 'c']));
    expect(await store.loadLongValues('d2')).toEqual([]);
  });

  test('the draft that somebody began last is kept for them, until it is forgotten', async () => {
    const { store } = await start({});
    await store.saveDraft(aDraft({ input: { source: 'a' } }));
    await store.saveDraft(aDraft({ requestId: 'd2', input: {}, reason: ' ' }));
    await store.saveDraft(aDraft({ requestId: 'd3', requester: 'U0BEN', reason: 'INC-7' }));

    expect(await store.newestDraft(aDraft().requester)).toMatchObject({ requestId: 'd1' });
    expect(await store.newestDraft('U0BEN')).toMatchObject({ requestId: 'd3' });
    expect(await store.newestDraft('U0DORA')).toBeUndefined();
    await store.forgetNewestDraft('U0BEN');
    expect(await store.newestDraft('U0BEN')).toBeUndefined();
    expect(await store.loadDraft('d3')).toBeDefined();
  });

  test('a draft expires', async () => {
    const { store, pass } = await start({ draftTtlMs: 50 });
    await store.saveDraft(aDraft());

    pass?.(50);

    await expect.poll(() => store.loadDraft('d1')).toBeUndefined();
  });
}
