import { expect, test } from 'vitest';
import type { RestorePlan } from '#core/restore-plan.ts';
import { call, longAgo, post, rejection, type ProviderHarness } from './provider-harness.ts';

/** The restores like the plan, or why the vendor cannot tell. */
async function found({ provider }: ProviderHarness, plan: RestorePlan, since = longAgo) {
  const result = await provider.find(plan, { ...call(), since });
  return result.type === 'matches' ? result.operations : result;
}

/** What is at the vendor after an answer was lost. */
export function describeFinding(start: () => Promise<ProviderHarness>): void {
  test('a submission whose answer was lost is found, once', async () => {
    await using harness = await start();
    const { provider, plan } = harness;
    const baseline = await provider.baseline(plan, call());
    harness.simulator.fault({ ...harness.submits, action: { type: 'drop', applied: true } });
    await rejection(provider.submit(plan, post()));

    const result = await provider.find(plan, { ...call(), since: baseline.vendorTime, baseline });

    expect(result).toMatchObject({ type: 'matches', operations: [{ createdAt: expect.any(Date) as Date }] });
    expect(harness.started()).toBe(1);
    const [operation] = result.type === 'matches' ? result.operations : [];
    expect(baseline.operationIds).not.toContain(operation?.operationId);
  });

  test('a submission that was lost on its way there is not found', async () => {
    await using harness = await start();
    harness.simulator.fault({ ...harness.submits, action: { type: 'drop' } });
    await rejection(harness.provider.submit(harness.plan, post()));

    expect(await found(harness, harness.plan)).toEqual([]);
  });

  test('a different restore of the same target is not ours', async () => {
    await using harness = await start();
    harness.startElsewhere(harness.otherPlan);

    expect(await found(harness, harness.plan)).toEqual([]);
    expect(await found(harness, harness.otherPlan)).toHaveLength(1);
  });

  test('what somebody else started just like ours is shown, and what is older is not', async () => {
    await using harness = await start();
    harness.startElsewhere(harness.plan);

    expect(await found(harness, harness.plan)).toHaveLength(1);
    expect(await found(harness, harness.plan, new Date(Date.now() + 60_000))).toEqual([]);
  });

  test('a restore that was there before us is in the baseline', async () => {
    await using harness = await start();
    harness.startElsewhere(harness.plan);

    const { operationIds } = await harness.provider.baseline(harness.plan, call());

    expect(operationIds).toHaveLength(1);
  });
}
