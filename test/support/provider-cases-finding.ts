import { expect } from 'vitest';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { Check, StartHarness } from './provider-check.ts';
import { call, longAgo, post, rejection, type ProviderHarness } from './provider-harness.ts';

/** The restores like the plan, or why the vendor cannot tell. */
async function found({ provider }: ProviderHarness, plan: RestorePlan, since = longAgo) {
  const result = await provider.find(plan, { ...call(), since });
  return result.type === 'matches' ? result.operations : result;
}

const undecidable: unknown = { type: 'undecidable', reason: expect.stringMatching(/\w/) as string };

/** What a find returns where nothing of ours is there; a vendor that shows only a status cannot say that. */
function nothing({ finds }: ProviderHarness): unknown {
  return finds === 'by-status' || finds === 'never' ? undecidable : [];
}

/** What a find without a baseline returns where one is there. */
function oneOrUndecidable({ finds }: ProviderHarness): unknown {
  return finds === 'by-status' || finds === 'never' ? undecidable : [expect.anything()];
}

/** What is at the vendor after an answer was lost. */
export function describeFinding(check: Check, start: StartHarness): void {
  check('a submission whose answer was lost is found, once', async () => {
    await using harness = await start();
    const { provider, plan } = harness;
    const baseline = await provider.baseline(plan, call());
    harness.simulator.fault({ ...harness.submits, action: { type: 'drop', applied: true } });
    await rejection(provider.submit(plan, post()));

    const result = await provider.find(plan, { ...call(), since: baseline.vendorTime, baseline });

    expect(harness.started()).toBe(1);
    if (harness.finds === 'never') {
      expect(result).toEqual(undecidable);
      return;
    }
    expect(result).toMatchObject({ type: 'matches', operations: [{ createdAt: expect.any(Date) as Date }] });
    const [operation] = result.type === 'matches' ? result.operations : [];
    expect(baseline.operationIds).not.toContain(operation?.operationId);
  });

  check('a submission that was lost on its way there is not found', async () => {
    await using harness = await start();
    harness.simulator.fault({ ...harness.submits, action: { type: 'drop' } });
    await rejection(harness.provider.submit(harness.plan, post()));

    expect(await found(harness, harness.plan)).toEqual(nothing(harness));
  });

  check('a different restore of the same target is not ours', async () => {
    await using harness = await start();
    const baseline = await harness.provider.baseline(harness.plan, call());
    harness.startElsewhere(harness.otherPlan);

    const since = baseline.vendorTime;
    const after = await harness.provider.find(harness.plan, { ...call(), since, baseline });

    expect(after.type === 'matches' ? after.operations : after).toEqual(nothing(harness));
    expect(await found(harness, harness.plan)).toEqual(nothing(harness));
    expect(await found(harness, harness.otherPlan)).toEqual(oneOrUndecidable(harness));
  });

  check('what somebody else started just like ours is shown, and what is older is not', async () => {
    await using harness = await start();
    harness.startElsewhere(harness.plan);

    expect(await found(harness, harness.plan)).toEqual(oneOrUndecidable(harness));
    expect(await found(harness, harness.plan, new Date(Date.now() + 60_000))).toEqual(nothing(harness));
  });

  check('a restore that was there before us is in the baseline, and is never found as ours', async () => {
    await using harness = await start();
    const { provider, plan } = harness;
    harness.startElsewhere(plan);

    const baseline = await provider.baseline(plan, call());
    const result = await provider.find(plan, { ...call(), since: longAgo, baseline });

    expect(baseline.operationIds).toHaveLength(harness.finds === 'never' ? 0 : 1);
    const operations = result.type === 'matches' ? result.operations : [];
    expect(operations.filter(({ operationId }) => !baseline.operationIds.includes(operationId))).toEqual([]);
  });
}
