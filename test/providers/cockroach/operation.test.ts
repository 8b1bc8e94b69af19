import { describe, expect, test } from 'vitest';
import type { RestorePlan } from '#core/restore-plan.ts';
import { planOf, startCockroachHarness, type CockroachHarness } from '#test/support/provider-cockroach.ts';
import { call, callsOf, longAgo, post, type FaultAction } from '#test/support/provider-harness.ts';

async function started(harness: CockroachHarness, plan: RestorePlan = harness.plan) {
  const { operationId } = await harness.provider.submit(plan, post());
  return { plan, operationId };
}

function edit(set: Readonly<Record<string, unknown>>, remove: readonly string[] = []): FaultAction {
  return { type: 'edit', set, remove: [...remove] };
}

/** Looks for the harness's plan in a list whose first restore is changed like this. */
async function foundAfter(
  harness: CockroachHarness,
  action: FaultAction,
  plan = harness.plan,
): Promise<unknown> {
  harness.startElsewhere(plan);
  harness.simulator.fault({ method: 'GET', path: '/restores', action });
  const result = await harness.provider.find(plan, { ...call(), since: longAgo });
  return result.type === 'matches' ? result.operations.length : result.type;
}

test.each([0, 1, 2, 4, 13, 14, 15])(
  'a refusal with gRPC code %i proves nothing: it says that the work was not finished, or nobody knows',
  async (code) => {
    await using harness = await startCockroachHarness();
    const body = { code, message: 'no', details: [] };
    harness.simulator.fault({
      ...harness.submits,
      action: { type: 'status', status: 400, body, applied: true },
    });

    await expect(harness.provider.submit(harness.plan, post())).rejects.toMatchObject({
      kind: 'indeterminate',
    });
  },
);

describe('finding our restore', () => {
  test('reads every page, between two times', async () => {
    await using harness = await startCockroachHarness({ mostPerPage: 2 });
    for (let at = 0; at < 5; at += 1) {
      harness.startElsewhere(harness.plan);
      harness.simulator.failRestores();
    }
    harness.simulator.forgetCalls();

    const result = await harness.provider.find(harness.plan, { ...call(), since: longAgo });

    expect(result.type === 'matches' ? result.operations : []).toHaveLength(5);
    const lists = callsOf(harness, { method: 'GET', path: '/restores' });
    expect(lists).toHaveLength(3);
    expect(lists[0]?.query).toMatchObject({
      start_time: longAgo.toISOString(),
      end_time: expect.any(String) as string,
      'pagination.sort_order': 'DESC',
    });
  });

  test('takes objects in any order', async () => {
    await using harness = await startCockroachHarness();
    const plan = planOf(harness.simulator, { tables: ['a.b.c', 'a.b.d'] }, { kind: 'table' });
    harness.simulator.setRefuseAt('end');
    const objects = [
      { database: 'a', schema: 'b', table: 'd' },
      { database: 'a', schema: 'b', table: 'c' },
    ];

    expect(await foundAfter(harness, edit({ 'restores.0.objects': objects }), plan)).toBe(1);
  });

  test.each([
    [
      'an earlier time than we ask for',
      edit({ 'restores.0.created_at': '2019-12-31T23:59:59.999999999Z' }),
      0,
    ],
    ['another backup', edit({ 'restores.0.backup_id': 'other' }), 0],
    ['another type', edit({ 'restores.0.type': 'TABLE' }), 0],
    ['another database', edit({ 'restores.0.objects': [{ database: 'payments' }] }), 0],
    ['one more database', edit({ 'restores.0.objects.1': { database: 'payments' } }), 0],
    ['another name', edit({ 'restores.0.restore_opts.new_db_name': 'x' }), 0],
    ['an option that we did not send', edit({ 'restores.0.restore_opts.schema_only': true }), 0],
    ['an option that is written out as off', edit({ 'restores.0.restore_opts.schema_only': false }), 1],
    [
      'the three members of 2025-11 missing',
      edit({}, [
        'restores.0.source_cluster_name',
        'restores.0.destination_cluster_name',
        'restores.0.backup_end_time',
      ]),
      1,
    ],
    ['its percentage missing', edit({}, ['restores.0.completion_percent']), 1],
    ['no objects shown', edit({}, ['restores.0.objects']), 'undecidable'],
    ['no options shown', edit({ 'restores.0.restore_opts': null }), 'undecidable'],
    ['pages that are null', edit({ pagination: null }), 1],
  ] as const)('a restore with %s', async (_, action, found) => {
    await using harness = await startCockroachHarness();

    expect(await foundAfter(harness, action)).toBe(found);
  });

  test('a plan without options is found where none are shown', async () => {
    await using harness = await startCockroachHarness();
    harness.simulator.dropDatabase('orders-prod', 'orders');
    const plan = planOf(harness.simulator, { databases: ['orders'] });

    expect(await foundAfter(harness, edit({}, ['restores.0.restore_opts']), plan)).toBe(1);
  });

  test('a restore that shows too little but was there before does not make it undecidable', async () => {
    await using harness = await startCockroachHarness();
    harness.startElsewhere(harness.plan);
    const baseline = await harness.provider.baseline(harness.plan, call());
    harness.simulator.fault({ method: 'GET', path: '/restores', action: edit({}, ['restores.0.objects']) });

    const result = await harness.provider.find(harness.plan, { ...call(), since: longAgo, baseline });

    expect(result).toEqual({ type: 'matches', operations: [] });
  });

  test('a list whose pages go in circles is an error', async () => {
    await using harness = await startCockroachHarness();
    const action = edit({ pagination: { next_page: 'again' } });
    harness.simulator.fault({ method: 'GET', path: '/restores', action });
    harness.simulator.fault({
      method: 'GET',
      path: '/restores',
      action: { type: 'status', status: 200, body: { restores: [], pagination: { next_page: 'again' } } },
    });

    await expect(harness.provider.find(harness.plan, { ...call(), since: longAgo })).rejects.toMatchObject({
      kind: 'contract',
    });
  });
});

describe('following a restore', () => {
  test('it is over only when its end time is set', async () => {
    await using harness = await startCockroachHarness({ restoreMs: 1_000, completedAfterMs: 1_000_000 });
    const operation = await started(harness);
    harness.simulator.clock.advance(1_000);

    const finishing = await harness.provider.poll(operation, call());
    harness.simulator.clock.advance(1_000_000);
    const ended = await harness.provider.poll(operation, call());

    expect(finishing).toEqual({ type: 'running', detail: 'Restored; CockroachDB Cloud is finishing.' });
    expect(ended.type).toBe('succeeded');
  });

  test.each([
    [{ completion_percent: 1 }, undefined],
    [{ completion_percent: 0 }, undefined],
    [{ completion_percent: 0.4 }, 0.4],
    [{ completion_percent: 'half' }, undefined],
  ])('%j while pending says %j', async (set, fraction) => {
    await using harness = await startCockroachHarness();
    const operation = await started(harness);
    harness.simulator.fault({ ...harness.polls, action: edit(set) });

    const poll = await harness.provider.poll(operation, call());

    expect(poll.type).toBe('running');
    expect(poll.type === 'running' && poll.fraction).toBe(fraction);
  });

  test('a failure without a reason says so', async () => {
    await using harness = await startCockroachHarness();
    const operation = await started(harness);
    harness.fail('x');
    const action = edit({ client_error_message: '' }, ['client_error_code']);
    harness.simulator.fault({ ...harness.polls, action });

    expect(await harness.provider.poll(operation, call())).toMatchObject({
      type: 'failed',
      reason: 'CockroachDB Cloud gave no reason',
    });
  });

  test('a failure keeps the vendor’s code', async () => {
    await using harness = await startCockroachHarness({ restoreMs: 1_000 });
    harness.simulator.setRefuseAt('end');
    const operation = await started(harness, planOf(harness.simulator, { databases: ['orders'] }));
    harness.simulator.clock.advance(1_000);

    expect(await harness.provider.poll(operation, call())).toMatchObject({
      type: 'failed',
      reason: 'database "orders" already exists',
      code: '9',
    });
  });

  test.each(['id', 'backup_id', 'type'])('an answer with another %s is not about ours', async (member) => {
    await using harness = await startCockroachHarness();
    const operation = await started(harness);
    harness.finish();
    harness.simulator.fault({ ...harness.polls, action: edit({ [member]: 'other' }) });

    await expect(harness.provider.poll(operation, call())).rejects.toMatchObject({ kind: 'contract' });
  });
});

describe('verifying a restore', () => {
  const verify = (harness: CockroachHarness, plan: RestorePlan) =>
    harness.provider.verify({ plan, operationId: 'r' }, call());

  test('fails where a database is missing or holds no table', async () => {
    await using harness = await startCockroachHarness();

    expect(await verify(harness, harness.plan)).toMatchObject({
      outcome: 'failed',
      findings: [{ code: 'database-missing', looked: 'list' }],
    });
    harness.simulator.createDatabase('orders-prod', 'orders_restored');
    expect(await verify(harness, harness.plan)).toMatchObject({
      outcome: 'failed',
      findings: [{ code: 'database-empty', looked: 'counts' }],
    });
  });

  test('is not possible for tables, as long as their database is there', async () => {
    await using harness = await startCockroachHarness();
    const plan = planOf(harness.simulator, { tables: ['orders.public.items'] }, { kind: 'table' });

    expect(await verify(harness, plan)).toMatchObject({
      outcome: 'not-possible',
      findings: [{ code: 'tables-not-shown', looked: 'nothing' }],
    });
    harness.simulator.dropDatabase('orders-prod', 'orders');
    expect(await verify(harness, plan)).toMatchObject({
      outcome: 'failed',
      findings: [{ code: 'database-missing' }],
    });
  });

  test('of a whole cluster wants it up and filled', async () => {
    await using harness = await startCockroachHarness({ restoreMs: 1_000 });
    const { simulator } = harness;
    const plan = planOf(simulator, {}, { kind: 'cluster' });
    for (const name of ['orders', 'payments', 'movr']) simulator.dropDatabase('orders-prod', name);
    expect((await verify(harness, plan)).outcome).toBe('failed');
    const operation = await started(harness, plan);

    expect(simulator.state().clusters[0]).toMatchObject({
      state: 'LOCKED',
      operation_status: 'DEDICATED_FULL_CLUSTER_RESTORE_RUNNING',
    });
    harness.finish();
    const verification = await harness.provider.verify(operation, call());

    expect(verification).toMatchObject({
      outcome: 'passed',
      findings: [
        {
          text: '“orders-prod” is up and holds “movr” (6 tables), “orders” (12 tables) and “payments” (7 tables).',
        },
      ],
    });
  });
});
