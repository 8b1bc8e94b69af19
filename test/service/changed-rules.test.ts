import { describe, expect, test } from 'vitest';
import type { BreakGlass } from '#core/approval.ts';
import type { Match } from '#core/match.ts';
import type { Rule } from '#core/policy.ts';
import { currentAgreement, type RestoreRequest } from '#core/restore-request.ts';
import { clusterIds } from '#sandbox/providers/cockroach/dataset.ts';
import { actAs } from '#test/support/act-as.ts';
import { demandTwoOrGlass, glassRule } from '#test/support/break-glass.ts';
import { startServiceHarness, type ServiceHarness } from '#test/support/service-harness.ts';
import { stateAfterStep } from '#test/support/service-steps.ts';

/** One step of the worker, and where the request is after it. */
/** Dora starts it alone. */
function breakGlass({ service }: ServiceHarness, asked: RestoreRequest) {
  return actAs(service, 'break-glass', {
    requestId: asked.id,
    by: 'U0DORA',
    commandId: 'glass',
    agreement: currentAgreement(asked),
    reason: 'INC-7',
    typed: 'orders-prod',
  });
}

describe('rules that changed while a request waited', () => {
  test('F17: a rule that now demands more: the votes are void, and the new demand holds', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    const [rule] = harness.rules;
    if (rule === undefined) throw new Error('no rule');
    if (rule.approve === undefined) throw new Error('nobody approves');
    harness.rules[0] = { ...rule, approve: { ...rule.approve, quorum: 2 } };

    await stateAfterStep(harness, id);
    const { request } = await harness.load(id);

    expect(request.state.tag).toBe('pending-approval');
    expect(request.requirement.quorum).toBe(2);
  });

  test('F17: a connection that leads to another vendor by now: it is asked nothing, as if the connection were gone', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    const { provider } = harness.provider;
    const others = new Map([[provider.connection, { ...provider, name: 'prisma' }]]);
    const before = harness.provider.simulator.calls().length;

    const service = harness.another({ providers: others });

    await expect(service.advance(id, AbortSignal.timeout(10_000))).rejects.toThrow('as it was; put it back');
    expect(service.cardFacts(await harness.load(id))).not.toHaveProperty('kind');
    expect(harness.provider.simulator.calls()).toHaveLength(before);
    expect(await stateAfterStep(harness, id)).toMatchObject({ tag: 'restoring' });
  });

  test('a rule under another name that demands the same: nothing is void', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    const [rule] = harness.rules;
    if (rule === undefined) throw new Error('no rule');
    harness.rules[0] = { ...rule, name: 'renamed', windowMs: 1 };

    expect((await stateAfterStep(harness, id)).tag).toBe('restoring');
  });

  test.each<[what: string, now: BreakGlass | null]>([
    ['removed', null],
    ['narrowed', { ...glassRule, people: { users: ['U0RITA'], groups: [] } }],
  ])('F17: break-glass that was %s while the request waited: nobody starts it alone', async (_, now) => {
    await using harness = await startServiceHarness();
    demandTwoOrGlass(harness);
    const asked = await harness.asked();
    demandTwoOrGlass(harness, now);

    const outcome = await breakGlass(harness, asked);

    expect(outcome).toMatchObject({
      type: 'refused',
      refusal: { code: now === null ? 'no-break-glass' : 'not-entitled' },
    });
    expect((await harness.load(asked.id)).request).toMatchObject({ state: { tag: 'pending-approval' } });
    expect((await harness.load(asked.id)).request.glass).toBeUndefined();
  });

  test.each<[what: string, now: BreakGlass | null]>([
    ['removed', null],
    ['narrowed', { ...glassRule, people: { users: ['U0RITA'], groups: [] } }],
  ])('F17: break-glass that was %s after somebody broke it: it does not start', async (_, now) => {
    await using harness = await startServiceHarness();
    demandTwoOrGlass(harness);
    const asked = await harness.asked();
    const outcome = await breakGlass(harness, asked);
    demandTwoOrGlass(harness, now);

    const state = await stateAfterStep(harness, asked.id);
    const { request } = await harness.load(asked.id);

    expect(outcome.type).toBe('done');
    expect(state).toMatchObject({ tag: 'pending-approval', votes: [] });
    expect(request.glass?.holds).toBe(false);
    expect(request.requirement.breakGlass).toEqual(now ?? undefined);
    expect(harness.provider.started()).toBe(0);
  });

  test.each<[by: string, match: Match]>([
    ['name', { targets: ['orders-prod'] }],
    ['tag', { tags: { env: 'production' } }],
  ])('F17: a rule that now forbids the source by its %s: it does not start', async (_, match) => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved({
      source: clusterIds.ordersProd,
      target: clusterIds.ordersStaging,
      backup: 'latest',
      databases: ['orders'],
      new_db_name: 'orders_copy',
    });
    const rules: readonly Rule[] = [
      { effect: 'deny', name: 'guarded', match, reason: 'Call us.' },
      ...harness.rules,
    ];
    const service = harness.another({ policy: { rules, freezes: [] } });

    await service.advance(id, AbortSignal.timeout(5_000));

    expect((await harness.load(id)).request.state).toMatchObject({
      tag: 'approved',
      hold: {
        text: 'The rule “guarded” protects “orders-prod”, so its data may not be copied elsewhere: Call us.',
      },
    });
    expect(harness.provider.started()).toBe(0);
  });
});
