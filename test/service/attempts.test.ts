import { describe, expect, test } from 'vitest';
import { renderCard } from '#bot/ui/card.ts';
import { renderLine } from '#bot/ui/thread-line.ts';
import { openAttempts } from '#core/attempts.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { actAs } from '#test/support/act-as.ts';
import type { FaultAction } from '#test/support/provider-harness.ts';
import { type ServiceHarness, startServiceHarness } from '#test/support/service-harness.ts';

const dayMs = 24 * 60 * 60_000;
const lost = { type: 'drop', applied: false } as const;

function failSubmissions({ provider }: ServiceHarness, action: FaultAction, times = 1): void {
  provider.simulator.fault({ ...provider.submits, times, action });
}

function posts({ provider }: ServiceHarness): number {
  return provider.simulator.calls().filter(({ method }) => method === 'POST').length;
}

/** Approved again, with one attempt that may be at the vendor. */
async function withOpenAttempt(harness: ServiceHarness, action: FaultAction): Promise<RestoreRequest> {
  failSubmissions(harness, action);
  const { id } = await harness.approved();
  const request = await harness.drive(
    id,
    ({ state, attempts }) => state.tag === 'approved' && attempts.length === 1,
  );
  expect(openAttempts(request)).toHaveLength(1);
  return request;
}

/** What people read of a request, all of it. */
async function words(harness: ServiceHarness, id: string): Promise<string> {
  const stored = await harness.load(id);
  const card = JSON.stringify(renderCard(stored, { now: stored.now }));
  const lines = stored.events.map((event) => JSON.stringify(renderLine(event, stored) ?? ''));
  return [card, ...lines].join('\n');
}

const denials = /nothing (?:was|is) (?:sent|restored|changed)|before anything was sent/i;

describe('an attempt that may be at the vendor', () => {
  test('is looked for before another one, and followed', async () => {
    await using harness = await startServiceHarness();
    harness.provider.simulator.clock.setListLag(dayMs);
    const { id } = await withOpenAttempt(harness, { ...lost, applied: true });
    harness.provider.simulator.clock.setListLag(0);

    const request = await harness.drive(id, ({ state }) => state.tag !== 'approved');

    expect(request.state.tag).toBe('restoring');
    expect(posts(harness)).toBe(1);
  });

  test('is no reason to drop what it restored', async () => {
    await using harness = await startServiceHarness();
    harness.provider.simulator.clock.setListLag(dayMs);
    const { id } = await withOpenAttempt(harness, { ...lost, applied: true });
    harness.provider.finish();

    const request = await harness.drive(id);

    expect(request.state).toMatchObject({
      tag: 'unknown',
      known: { text: expect.stringContaining('before anybody drops') as string },
    });
    expect(posts(harness)).toBe(1);
    expect(await words(harness, id)).not.toMatch(/drop it|starts automatically/i);
    expect(await words(harness, id)).not.toMatch(denials);
  });

  test('is looked for before its time is over, and followed', async () => {
    await using harness = await startServiceHarness();
    harness.provider.simulator.clock.setListLag(dayMs);
    const { id } = await withOpenAttempt(harness, { ...lost, applied: true });
    harness.provider.simulator.clock.setListLag(0);
    harness.pass(dayMs);

    await harness.service.advance(id, AbortSignal.timeout(10_000));

    expect((await harness.load(id)).request.state.tag).toBe('restoring');
    expect(posts(harness)).toBe(1);
  });

  test.each(['unseen', 'away'] as const)(
    'makes the end of its time unknown, the vendor being %s',
    async (vendor) => {
      await using harness = await startServiceHarness();
      harness.provider.simulator.clock.setListLag(dayMs);
      const { id } = await withOpenAttempt(harness, { ...lost, applied: true });
      harness.pass(dayMs);
      harness.provider.simulator.clock.setListLag(10 * dayMs);
      if (vendor === 'away') {
        const action = { type: 'status', status: 503 } as const;
        harness.provider.simulator.fault({ method: 'GET', path: '/restores', times: 9, action });
      }

      await harness.service.advance(id, AbortSignal.timeout(10_000));

      expect((await harness.load(id)).request.state).toMatchObject({
        tag: 'unknown',
        known: { stopped: { how: 'expired' } },
      });
      expect(await words(harness, id)).not.toMatch(denials);
    },
  );

  test.each([
    ['denied', 'U0ADA'],
    ['cancelled', 'U0RITA'],
  ] as const)('makes what is %s unknown: it is stopped, and people decide', async (how, by) => {
    await using harness = await startServiceHarness();
    const { id } = await withOpenAttempt(harness, lost);
    const who = { requestId: id, by, commandId: 'stop' };

    const outcome =
      how === 'denied'
        ? await actAs(harness.service, 'deny', { ...who, reason: 'Wrong cluster.' })
        : await actAs(harness.service, 'cancel', who);
    await harness.service.advance(id, AbortSignal.timeout(10_000));

    expect(outcome).toMatchObject({
      request: { state: { tag: 'unknown', known: { stopped: { how, by } } } },
    });
    expect(posts(harness)).toBe(1);
    expect(await words(harness, id)).not.toMatch(denials);
    expect(await words(harness, id)).toContain('so it is not sent again');
  });

  test('is looked for once more before a person closes the request', async () => {
    await using harness = await startServiceHarness();
    harness.provider.simulator.clock.setListLag(dayMs);
    const { id } = await withOpenAttempt(harness, { ...lost, applied: true });
    await actAs(harness.service, 'deny', {
      requestId: id,
      by: 'U0ADA',
      commandId: 'deny',
      reason: 'Enough.',
    });
    harness.provider.simulator.clock.setListLag(0);
    const close = (commandId: string) =>
      actAs(harness.service, 'close', { requestId: id, by: 'U0ADA', commandId, reason: 'Looked.' });

    const first = await close('close-1');
    const { request } = await harness.load(id);
    const second = await close('close-2');

    expect(first).toMatchObject({ refusal: { code: 'found-at-vendor' } });
    expect(request.state).toMatchObject({ tag: 'unknown', known: { candidates: [expect.any(String)] } });
    expect(second).toMatchObject({ request: { state: { reason: { code: 'outcome-unknown' } } } });
  });

  test('makes the failure of a later one unknown', async () => {
    await using harness = await startServiceHarness();
    const { id } = await withOpenAttempt(harness, lost);
    await harness.drive(id, ({ state }) => state.tag === 'restoring');
    harness.provider.fail('relation "items" already exists');

    const request = await harness.drive(id);

    expect(request.state).toMatchObject({
      tag: 'unknown',
      known: { because: 'answer-lost', candidates: [expect.any(String)] },
    });
  });

  test('is followed by a refusal that ends nothing', async () => {
    await using harness = await startServiceHarness();
    const { id } = await withOpenAttempt(harness, lost);
    failSubmissions(harness, { type: 'status', status: 400, message: 'no' }, 9);

    const request = await harness.drive(id);

    expect(request.state).toMatchObject({ tag: 'unknown', known: { because: 'answer-lost' } });
    expect(posts(harness)).toBeLessThanOrEqual(3);
  });

  test('that people weighed before they submitted it again is not found again', async () => {
    await using harness = await startServiceHarness();
    const { id, plan } = await harness.approved();
    harness.provider.startElsewhere(plan.plan);
    harness.provider.fail('by hand');
    const unsure = await harness.drive(id);
    await actAs(harness.service, 'submit-again', { requestId: id, by: 'U0ADA', commandId: 'again' });
    const { request } = await harness.load(id);
    await harness.approve(request);

    const taken = await harness.drive(id, ({ state }) => state.tag === 'restoring');

    expect(unsure.state).toMatchObject({ known: { because: 'found-before-submitting' } });
    expect(taken.setAside).toHaveLength(1);
    expect(posts(harness)).toBe(1);
  });
});

test('an answer that names a restore of before the attempt is no answer: what was sent is looked for', async () => {
  let named = '';
  await using harness = await startServiceHarness({
    around: (provider) => ({
      ...provider,
      submit: async (plan, options) => ({ ...(await provider.submit(plan, options)), operationId: named }),
    }),
  });
  const first = await harness.approved();
  const { target, point } = first.plan.plan;
  named = harness.provider.simulator.startRestoreInConsole(target.id, {
    backup_id: point.type === 'backup' ? point.backupId : '',
    type: 'DATABASE',
    objects: [{ database: 'payments' }],
    restore_opts: { new_db_name: 'payments_by_hand' },
  });
  harness.provider.fail('by hand');

  const request = await harness.drive(first.id, ({ state }) => state.tag === 'restoring');

  expect(request.state).not.toMatchObject({ operationId: named });
  expect(posts(harness)).toBe(1);
});

test('a no to one attempt that its worker records late is no word about the next one', async () => {
  const late = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const submitted = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  let calls = 0;
  await using harness = await startServiceHarness({
    around: (provider) => ({
      ...provider,
      async submit(plan, options) {
        const call = calls === 0 ? 0 : 1;
        calls += 1;
        try {
          return await provider.submit(plan, options);
        } finally {
          submitted[call].resolve();
          await late[call].promise;
        }
      },
    }),
  });
  failSubmissions(harness, { type: 'status', status: 429 });
  const { id } = await harness.approved();
  // Suspended with the vendor's no in its memory, until others have found nothing and tried again.
  const suspended = harness.another().advance(id, AbortSignal.timeout(10_000));
  await submitted[0].promise;
  await harness.drive(id, ({ state }) => state.tag === 'approved');
  const next = harness.another().advance(id, AbortSignal.timeout(10_000));
  await submitted[1].promise;

  late[0].resolve();
  await suspended;
  const { request } = await harness.load(id);
  late[1].resolve();
  await next;

  expect(request).toMatchObject({ state: { tag: 'submitting', attempt: 2 }, attempts: [{}, { number: 2 }] });
  expect(openAttempts(request)).toHaveLength(2);
  expect((await harness.load(id)).request.state.tag).toBe('restoring');
});

test('attempts that the vendor refused for certain end with the time, and say so', async () => {
  await using harness = await startServiceHarness();
  failSubmissions(harness, { type: 'status', status: 429 }, 1_000);
  const { id } = await harness.approved();

  const request = await harness.drive(id);

  expect(request.state.tag).toBe('expired');
  expect(request.attempts.every(({ proof }) => proof === 'refused')).toBe(true);
  expect(await words(harness, id)).toContain('The vendor accepted none of');
  expect(await words(harness, id)).not.toMatch(denials);
});

test('the attempts of an older restorebot are open, but for the one whose operation is recorded', () => {
  const attempt = (number: number) => ({ number, token: `t${number}`, at: new Date(0) });
  const attempts = [attempt(1), attempt(2)];
  const at = new Date(0);
  const running = { tag: 'restoring' as const, votes: [], operationId: 'op', submittedAt: at };

  expect(openAttempts({ attempts, state: { tag: 'expired', text: '', at } })).toHaveLength(2);
  expect(openAttempts({ attempts, state: running })).toEqual([attempt(1)]);
});
