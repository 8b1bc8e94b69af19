import { describe, expect, test } from 'vitest';
import { renderCard } from '#bot/ui/card.ts';
import { readEntryLine } from '#core/audit/line.ts';
import { currentAgreement, type RestoreRequest } from '#core/restore-request.ts';
import { clusterIds } from '#sandbox/providers/cockroach/dataset.ts';
import { actAs } from '#test/support/act-as.ts';
import { startServiceHarness, type ServiceHarness } from '#test/support/service-harness.ts';

type Json = Record<string, unknown>;

/** What somebody with Redis and without a key does to the document of a request. */
function editDocument({ store }: ServiceHarness, id: string, change: (document: Json) => Json): void {
  store.edit(id, ({ document }) => {
    const before = JSON.parse(document) as Json;
    return { document: JSON.stringify({ ...before, ...change(before) }) };
  });
}

function approvedBy(request: RestoreRequest, now: Date, ...people: readonly string[]): Json {
  const votes = people.map((by) => ({ by, at: now.toISOString(), agreement: currentAgreement(request) }));
  return { state: { tag: 'approved', votes, dispatchBy: new Date(now.getTime() + 900_000).toISOString() } };
}

const signal = () => AbortSignal.timeout(10_000);

describe('somebody who can write to Redis', () => {
  test('adds two votes to a document, and nothing is sent', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.asked();
    editDocument(harness, request.id, () => approvedBy(request, harness.now(), 'U0ADA', 'U0BEN'));

    expect(await harness.service.advance(request.id, signal())).toEqual({});

    expect(harness.provider.started()).toBe(0);
    expect(harness.witness.lines).toEqual([]);
  });

  test('makes herself the requester, and everything she tries is refused', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.asked();
    editDocument(harness, request.id, () => ({ requester: 'U0ZOE' }));
    const who = { requestId: request.id, by: 'U0ZOE', commandId: 'click' };
    const { service } = harness;

    const outcomes = await Promise.all([
      service.reveal(who),
      actAs(service, 'cancel', who),
      actAs(service, 'approve', { ...who, agreement: currentAgreement(request), typed: 'orders-prod' }),
      actAs(service, 'deny', { ...who, reason: 'No.' }),
      actAs(service, 'close', { ...who, reason: 'No.' }),
      service.load(request.id),
      service.story(who),
    ]);

    const codes = outcomes.map((outcome) => outcome.type === 'refused' && outcome.refusal.code);
    expect(codes).toEqual([...Array<string>(6).fill('record-tampered'), 'may-not-read-audit']);
  });

  test('edits a plan that was approved, and nothing is sent', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.approved();
    harness.store.edit(request.id, ({ document }) => ({
      document: document.replaceAll(clusterIds.ordersProd, clusterIds.ordersStaging),
    }));

    await harness.service.advance(request.id, signal());

    expect(harness.provider.started()).toBe(0);
  });

  test('keeps no other request from its way', async () => {
    await using harness = await startServiceHarness();
    const bad = await harness.asked();
    const good = await harness.approved();
    editDocument(harness, bad.id, () => ({ requester: 'U0ZOE' }));
    harness.pass(3_700_000);

    expect(await harness.service.sweep(0, 10)).toBeGreaterThan(0);
    expect((await harness.service.list({ limit: 10 })).requests.map(({ id }) => id)).toEqual([good.id]);
    expect(await harness.store.load(bad.id)).toMatchObject({ tampered: 'changed' });
  });

  test('raises the alarm in the log at each step that a worker does not take', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.asked();
    editDocument(harness, request.id, () => ({ requester: 'U0ZOE' }));
    const errors: unknown[] = [];
    const note = (fields: object, message: string) => errors.push({ ...fields, message });
    const quiet = () => undefined;
    const service = harness.another({ log: { debug: quiet, info: quiet, warn: quiet, error: note } });

    await service.advance(request.id, signal());

    expect(errors).toEqual([
      {
        requestId: request.id,
        because: 'changed',
        message: 'record of a request does not verify, request stopped',
      },
    ]);
  });

  test.each([
    ['removes the entry of a vote', (line: string) => !line.includes('"vote-cast"')],
    ['removes all entries of a request', () => false],
  ])('%s, and nothing is sent', async (_, stays) => {
    await using harness = await startServiceHarness();
    const request = await harness.approved();
    const linesOf = async (id: string) => (await harness.audit.linesOf(id)).filter(stays);
    const service = harness.another({ audit: { ...harness.audit, linesOf } });

    await service.advance(request.id, signal());

    expect(harness.provider.started()).toBe(0);
    const { state } = (await harness.load(request.id)).request;
    expect(state).toMatchObject({ hold: { text: expect.stringMatching(/audit does not confirm/u) } });
  });

  test('edits the approver in an entry, and nothing is sent', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.approved();
    const linesOf = async (id: string) =>
      (await harness.audit.linesOf(id)).map((line) => line.replaceAll('U0ADA', 'U0BEN'));
    const service = harness.another({ audit: { ...harness.audit, linesOf } });

    await service.advance(request.id, signal());

    expect(harness.provider.started()).toBe(0);
  });

  test('sets one whole record back to before it went on, and nothing is sent', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.approved();
    const before = harness.store.texts(request.id);
    await actAs(harness.service, 'cancel', { requestId: request.id, by: 'U0RITA', commandId: 'withdraw' });
    harness.store.edit(request.id, () => before);

    await harness.service.advance(request.id, signal());

    expect((await harness.load(request.id)).request.state.tag).toBe('approved');
    expect(harness.provider.started()).toBe(0);
  });
});

describe('the story of a request', () => {
  const reader = { by: 'U0AUDITOR' };

  test('is told without a problem where all of it verifies', async () => {
    await using harness = await startServiceHarness();
    const request = await harness.approved();

    const story = await harness.service.story({ requestId: request.id, ...reader });

    expect(story).toMatchObject({ type: 'story', entries: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] });
    expect(story).not.toHaveProperty('problem');
  });

  test.each([
    [
      'an approver was edited',
      (line: string) => line.replaceAll('"by":"U0ADA"', '"by":"U0BEN"'),
      'entry-changed',
      [1],
    ],
    [
      'the vote was cut out',
      (line: string) => (line.includes('"vote-cast"') ? [] : line),
      'entries-missing',
      [1, 3],
    ],
    ['everything was cut out', () => [], 'entries-missing', []],
  ])('says so where %s, and shows only what verifies', async (_, edit, problem, numbers) => {
    await using harness = await startServiceHarness();
    const request = await harness.approved();
    const linesOf = async (id: string) => (await harness.audit.linesOf(id)).flatMap(edit);
    const service = harness.another({ audit: { ...harness.audit, linesOf } });

    const story = await service.story({ requestId: request.id, ...reader });

    expect(story).toMatchObject({ type: 'story', problem, entries: numbers.map((seq) => ({ seq })) });
  });

  test('says so where entries of another request were put in, and where the record does not verify', async () => {
    await using harness = await startServiceHarness();
    const [request, other] = [await harness.asked(), await harness.asked()];
    const linesOf = async () => harness.audit.linesOf(other.id);
    const service = harness.another({ audit: { ...harness.audit, linesOf } });
    const swapped = await service.story({ requestId: request.id, ...reader });
    editDocument(harness, request.id, () => ({ requester: 'U0ZOE' }));
    const tampered = await harness.service.story({ requestId: request.id, ...reader });

    expect(swapped).toEqual({ type: 'story', problem: 'entries-missing', entries: [] });
    expect(tampered).toMatchObject({ problem: 'record-tampered', entries: [{ seq: 1 }] });
  });
});

test('a request that goes on while the audit is read is not taken for one that was set back', async () => {
  await using harness = await startServiceHarness();
  const request = await harness.approved();
  const linesOf = async (id: string) => {
    await actAs(harness.service, 'withdraw-vote', { requestId: id, by: 'U0ADA', commandId: 'away' });
    return harness.audit.linesOf(id);
  };
  const errors: string[] = [];
  const quiet = () => undefined;
  const log = {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: (_: object, message: string) => errors.push(message),
  };

  await harness.another({ audit: { ...harness.audit, linesOf }, log }).advance(request.id, signal());

  expect(errors).toEqual([]);
  expect(harness.provider.started()).toBe(0);
  const kinds = (await harness.audit.linesOf(request.id)).map((line) => readEntryLine(line)?.entry.kind);
  expect(kinds).toContain('transition');
});

test('a request whose record knows less than the audit waits, and its card says why', async () => {
  await using harness = await startServiceHarness();
  const { id } = await harness.approved();
  const row = harness.store.texts(id);
  await actAs(harness.service, 'withdraw-vote', { requestId: id, by: 'U0ADA', commandId: 'away' });
  harness.store.edit(id, () => row);
  const announced: string[] = [];
  const wakeups = {
    work: async () => undefined,
    announce: async (each: string) => void announced.push(each),
  };

  await harness.another({ wakeups }).advance(id, signal());

  const stored = await harness.load(id);
  expect(stored.request.state.tag).toBe('approved');
  expect(harness.provider.started()).toBe(0);
  expect(announced).toEqual([id]);
  expect(JSON.stringify(renderCard(stored, { now: stored.now }).blocks)).toContain(
    'The audit knows more about this request than its record does',
  );
});
