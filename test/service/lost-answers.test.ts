import { describe, expect, test } from 'vitest';
import type { Command } from '#core/commands.ts';
import { actAs } from '#test/support/act-as.ts';
import type { FaultAction } from '#test/support/provider-harness.ts';
import { type ServiceHarness, startServiceHarness } from '#test/support/service-harness.ts';

function failSubmission(harness: ServiceHarness, action: FaultAction, times = 1): void {
  harness.provider.simulator.fault({ ...harness.provider.submits, times, action });
}

/** How many submissions reached the vendor, whatever it did with them. */
function posts(harness: ServiceHarness): number {
  return harness.provider.simulator.calls().filter(({ method }) => method === 'POST').length;
}

async function submitted(harness: ServiceHarness) {
  const request = await harness.approved();
  return harness.drive(request.id, ({ state }) => !['approved', 'submitting'].includes(state.tag));
}

describe('an answer that says no', () => {
  test.each([
    [400, 'refused-by-vendor'],
    [401, 'refused-by-vendor'],
    [403, 'refused-by-vendor'],
    [404, 'refused-by-vendor'],
    [422, 'refused-by-vendor'],
  ])('%i ends the request, with a reason, after one submission', async (status, code) => {
    await using harness = await startServiceHarness();
    failSubmission(harness, { type: 'status', status, message: 'the vendor says no' });

    const request = await submitted(harness);

    expect(request.state).toMatchObject({
      tag: 'failed',
      reason: { code, text: expect.stringContaining('the vendor says no') },
    });
    expect(posts(harness)).toBe(1);
    expect(harness.provider.started()).toBe(0);
  });

  test.each([{}, { 'retry-after': '2' }])('429 with %o is not accepted, and tried again', async (headers) => {
    await using harness = await startServiceHarness();
    failSubmission(harness, { type: 'status', status: 429, headers, message: 'rate limit exceeded' });

    const request = await submitted(harness);

    expect(request.state.tag).toBe('restoring');
    expect(request.attempts).toHaveLength(2);
    expect(harness.provider.started()).toBe(1);
  });

  test('429 for ever ends with the time to start, and starts nothing', async () => {
    await using harness = await startServiceHarness();
    failSubmission(harness, { type: 'status', status: 429, message: 'rate limit exceeded' }, 1_000);

    const request = await submitted(harness);

    expect(request.state).toMatchObject({
      tag: 'expired',
      text: expect.stringContaining('rate limit exceeded'),
    });
    expect(harness.provider.started()).toBe(0);
  });
});

const unclear: readonly (readonly [string, (applied: boolean) => FaultAction])[] = [
  ['500', (applied) => ({ type: 'status', status: 500, message: 'internal', applied })],
  ['HTML', (applied) => ({ type: 'html', status: 502, applied })],
  ['half a JSON', (applied) => ({ type: 'half-json', applied })],
  ['an empty body', (applied) => ({ type: 'empty', applied })],
  ['a dropped connection', (applied) => ({ type: 'drop', applied })],
  ['no answer at all', (applied) => ({ type: 'hang', applied })],
];

describe.each(unclear)('%s as the answer to a submission', (_, fault) => {
  test('that was accepted is found and adopted, not sent again', async () => {
    await using harness = await startServiceHarness();
    failSubmission(harness, fault(true));

    const request = await submitted(harness);

    expect(request.state.tag).toBe('restoring');
    expect(harness.provider.started()).toBe(1);
    expect(posts(harness)).toBe(1);
    const { events } = await harness.load(request.id);
    expect(events.map(({ type }) => type)).toContain('answer-lost');
    expect(events.at(-1)).toMatchObject({ type: 'submitted', found: true });
  });

  test('that was not accepted is sent again only after the vendor was asked', async () => {
    await using harness = await startServiceHarness();
    failSubmission(harness, fault(false));

    const request = await submitted(harness);

    expect(request.state.tag).toBe('restoring');
    expect(harness.provider.started()).toBe(1);
    const calls = harness.provider.simulator.calls();
    const [first, second] = calls.filter(({ method }) => method === 'POST');
    const reads = calls.filter(
      ({ id, method, path }) =>
        method === 'GET' && path.endsWith('/restores') && id > (first?.id ?? 0) && id < (second?.id ?? 0),
    );
    expect(reads.length).toBeGreaterThanOrEqual(3);
  });
});

describe('when the vendor cannot be asked whether it has it', () => {
  test('a read that fails is no read, not the first one either', async () => {
    await using harness = await startServiceHarness();
    failSubmission(harness, { type: 'drop', applied: false });
    const { id } = await harness.approved();
    await harness.drive(id, ({ state }) => state.tag === 'submitting' && state.answer === 'lost');
    const down = { type: 'status', status: 503, message: 'down' } as const;
    // One read tries three times.
    harness.provider.simulator.fault({ method: 'GET', path: '/restores', times: 3, action: down });
    harness.provider.simulator.forgetCalls();

    await harness.drive(id, ({ state }) => state.tag !== 'submitting');

    const reads = harness.provider.simulator.calls().filter(({ path }) => path.endsWith('/restores'));
    expect(reads).toHaveLength(3 + harness.timing.findReads);
  });

  test('nothing is sent and nothing is concluded until it can', async () => {
    await using harness = await startServiceHarness();
    failSubmission(harness, { type: 'drop', applied: true });
    const { id } = await harness.approved();
    await harness.drive(id, ({ state }) => state.tag === 'submitting' && state.answer === 'lost');
    harness.provider.simulator.fault({
      method: 'GET',
      path: '/restores',
      times: 1_000,
      action: { type: 'status', status: 503, message: 'down' },
    });

    for (let step = 0; step < 20; step += 1) {
      harness.pass(60_000);
      await harness.service.advance(id, AbortSignal.timeout(10_000));
    }
    const waiting = (await harness.load(id)).request.state.tag;
    harness.provider.simulator.clearFaults();
    const request = await harness.drive(id, ({ state }) => state.tag !== 'submitting');

    expect(waiting).toBe('submitting');
    expect(request.state.tag).toBe('restoring');
    expect(posts(harness)).toBe(1);
  });

  test('three attempts that vanish are left to a person', async () => {
    await using harness = await startServiceHarness();
    failSubmission(harness, { type: 'drop', applied: false }, 10);

    const request = await submitted(harness);

    expect(request.state).toMatchObject({ tag: 'unknown', known: { because: 'answer-lost' } });
    expect(posts(harness)).toBe(3);
  });
});

describe('a restore that looks like ours', () => {
  test('and was started by hand before we submitted is shown, not doubled and not adopted', async () => {
    await using harness = await startServiceHarness();
    const { id, plan } = await harness.approved();
    harness.provider.startElsewhere(plan.plan);
    harness.provider.finish();
    harness.provider.simulator.dropDatabase('orders-prod', 'orders_restored');

    const request = await harness.drive(id);

    expect(request.state).toMatchObject({ tag: 'unknown', known: { because: 'found-before-submitting' } });
    expect(posts(harness)).toBe(0);
  });

  test('and stands in the thread while the record does not know it, stops the submission', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    harness.witness.lines.push({ requestId: id, number: 1, token: 'of-a-lost-record' });

    const request = await harness.drive(id);

    expect(request.state).toMatchObject({
      tag: 'unknown',
      known: { text: expect.stringContaining('attempt 1') },
    });
    expect(posts(harness)).toBe(0);
  });

  test('two of them are left to a person, who adopts one after the vendor was asked', async () => {
    await using harness = await startServiceHarness();
    failSubmission(harness, { type: 'drop', applied: true });
    const { id, plan } = await harness.approved();
    await harness.drive(id, ({ state }) => state.tag === 'submitting' && state.answer === 'lost');
    harness.provider.finish();
    harness.provider.simulator.dropDatabase('orders-prod', 'orders_restored');
    harness.provider.startElsewhere(plan.plan);
    const request = await harness.drive(id);
    const { state } = request;
    const candidates = state.tag === 'unknown' ? state.known.candidates : [];
    const by = { requestId: id, by: 'U0ADA', commandId: 'adopt-1' };

    const wrong = await actAs(harness.service, 'adopt', { ...by, operationId: 'not-there' });
    const right = await actAs(harness.service, 'adopt', { ...by, operationId: candidates[0] ?? '' });

    expect(state).toMatchObject({ tag: 'unknown', known: { because: 'several-match' } });
    expect(candidates).toHaveLength(2);
    expect(wrong).toMatchObject({ refusal: { code: 'operation-not-ours' } });
    expect(right).toMatchObject({
      type: 'done',
      request: { state: { tag: 'restoring', operationId: candidates[0] } },
    });
  });
});

describe('out of “unknown”', () => {
  async function unknownRequest(harness: ServiceHarness) {
    failSubmission(harness, { type: 'drop', applied: false }, 3);
    return submitted(harness);
  }

  test('submitting again needs a new approval', async () => {
    await using harness = await startServiceHarness();
    const { id } = await unknownRequest(harness);

    const outcome = await actAs(harness.service, 'submit-again', {
      requestId: id,
      by: 'U0ADA',
      commandId: 'again',
    });

    expect(outcome).toMatchObject({ request: { state: { tag: 'pending-approval', votes: [] } } });
    expect(posts(harness)).toBe(3);
  });

  test('closing frees the target and says that the outcome is unknown', async () => {
    await using harness = await startServiceHarness();
    const { id } = await unknownRequest(harness);

    const nobody = await actAs(harness.service, 'close', {
      requestId: id,
      by: 'U0ZOE',
      commandId: 'c',
      reason: 'Done by hand.',
    });
    const outcome = await actAs(harness.service, 'close', {
      requestId: id,
      by: 'U0ADA',
      commandId: 'd',
      reason: 'Done by hand.',
    });

    expect(nobody).toMatchObject({ refusal: { code: 'not-entitled' } });
    expect(outcome).toMatchObject({
      request: { state: { tag: 'failed', reason: { code: 'outcome-unknown' } } },
    });
    expect((await harness.approved()).state.tag).toBe('approved');
  });
});

describe('a process that stops', () => {
  /** Ends the work at one command, as a crash would: before it is saved, or right after. */
  async function crashAt(
    harness: ServiceHarness,
    id: string,
    type: Command['type'],
    saved: boolean,
  ): Promise<void> {
    const crashed = new Error('crash');
    const store: typeof harness.store = {
      ...harness.store,
      async save(change) {
        const hit = change.events.some((event) => event.type === eventOf[type]);
        if (hit && !saved) throw crashed;
        const outcome = await harness.store.save(change);
        if (hit) throw crashed;
        return outcome;
      },
    };
    const dying = harness.another({ store });
    await expect(dying.advance(id, AbortSignal.timeout(5_000))).rejects.toBe(crashed);
  }
  const eventOf: Partial<Record<Command['type'], string>> = {
    dispatch: 'dispatched',
    'record-submission': 'submitted',
  };

  test.each([
    ['before the intent is saved', 'dispatch', false],
    ['after the intent is saved, before anything is sent', 'dispatch', true],
    ['after the vendor accepted, before its answer is saved', 'record-submission', false],
    ['after the answer is saved', 'record-submission', true],
  ] as const)('%s: one restore', async (_, type, saved) => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    await crashAt(harness, id, type, saved);

    await harness.drive(id, ({ state }) => state.tag === 'restoring');
    harness.provider.finish();
    const ended = await harness.drive(id);

    expect(ended.state.tag).toBe('succeeded');
    expect(harness.provider.started()).toBe(1);
  });
});
