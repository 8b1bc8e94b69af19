import { describe, expect, test } from 'vitest';
import type { Baseline, FindResult } from '#core/provider.ts';
import { databaseIds } from '#sandbox/providers/prisma/dataset.ts';
import { call, longAgo, post, rejection } from '#test/support/provider-harness.ts';
import { startPrismaHarness, type PrismaHarness } from '#test/support/provider-prisma.ts';

function find(harness: PrismaHarness, baseline?: Baseline): Promise<FindResult> {
  const { provider, plan } = harness;
  return provider.find(plan, { ...call(), since: longAgo, ...(baseline === undefined ? {} : { baseline }) });
}

/** Submits so that the vendor starts, and nobody hears of it. */
async function submitUnheard(harness: PrismaHarness): Promise<Baseline> {
  const { provider, plan, simulator, submits } = harness;
  const baseline = await provider.baseline(plan, call());
  simulator.fault({ ...submits, action: { type: 'drop', applied: true } });
  await rejection(provider.submit(plan, post()));
  return baseline;
}

describe('after a lost answer', () => {
  test.each([true, false])(
    'a restore that runs is adopted (the vendor shows its source: %s)',
    async (shows) => {
      await using harness = await startPrismaHarness({ showsSource: shows });
      const baseline = await submitUnheard(harness);

      const result = await find(harness, baseline);

      const operationId = `${databaseIds.shop}@${baseline.vendorTime.toISOString().replace('.000Z', 'Z')}/recovering`;
      expect(result).toEqual({
        type: 'matches',
        operations: [{ operationId, createdAt: baseline.vendorTime }],
      });
      expect(await find(harness, baseline)).toEqual(result);
    },
  );

  test('what was adopted is followed to its end', async () => {
    await using harness = await startPrismaHarness();
    const result = await find(harness, await submitUnheard(harness));
    const operationId = result.type === 'matches' ? (result.operations[0]?.operationId ?? '') : '';

    const running = await harness.provider.poll({ plan: harness.plan, operationId }, call());
    harness.finish();
    const ended = await harness.provider.poll({ plan: harness.plan, operationId }, call());

    expect([running.type, ended.type]).toEqual(['running', 'succeeded']);
  });

  test('a restore that is over is ours only where its source says so', async () => {
    await using harness = await startPrismaHarness();
    const baseline = await submitUnheard(harness);
    harness.finish();

    expect(await find(harness, baseline)).toMatchObject({ type: 'matches', operations: [expect.anything()] });
  });

  test('a restore that is over, its source not shown, is undecidable, with an id to follow it by', async () => {
    await using harness = await startPrismaHarness({ showsSource: false });
    const baseline = await submitUnheard(harness);
    harness.finish();

    const result = await find(harness, baseline);

    expect(result).toMatchObject({
      type: 'undecidable',
      reason: expect.stringContaining('“shop-prod” is ready') as string,
    });
    const id = /type (\S+) there/.exec(result.type === 'undecidable' ? result.reason : '')?.[1] ?? '';
    await expect(
      harness.provider.poll({ plan: harness.plan, operationId: id, mark: 'ready' }, call()),
    ).resolves.toMatchObject({ type: 'running' });
  });

  test('the same backup restored again shows nothing new, so that an end is undecidable', async () => {
    await using harness = await startPrismaHarness();
    harness.startElsewhere(harness.plan);
    harness.finish();
    const baseline = await submitUnheard(harness);
    harness.finish();

    expect(await find(harness, baseline)).toMatchObject({ type: 'undecidable' });
  });

  test('somebody else’s restore of another backup is never taken for ours', async () => {
    await using harness = await startPrismaHarness();
    const baseline = await harness.provider.baseline(harness.plan, call());
    harness.startElsewhere(harness.otherPlan);

    expect(await find(harness, baseline)).toMatchObject({ type: 'undecidable' });
    harness.finish();
    expect(await find(harness, baseline)).toMatchObject({ type: 'undecidable' });
  });

  test.each(['recovering', 'provisioning'])('a target that was %s before proves nothing', async (status) => {
    await using harness = await startPrismaHarness({ showsSource: false });
    const baseline = await submitUnheard(harness);

    expect(await find(harness, { ...baseline, status })).toMatchObject({ type: 'undecidable' });
  });

  test('a deleted target is an error, not “nothing there”', async () => {
    await using harness = await startPrismaHarness();
    const baseline = await submitUnheard(harness);
    harness.simulator.deleteDatabase('shop-prod');

    await expect(find(harness, baseline)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('looking back before a first attempt', () => {
  test.each([
    ['nothing happened', () => undefined],
    ['the same restore runs', (harness: PrismaHarness) => harness.startElsewhere(harness.plan)],
    [
      'the same restore has ended',
      (harness: PrismaHarness) => {
        harness.startElsewhere(harness.plan);
        harness.finish();
      },
    ],
  ])('is undecidable where %s', async (_, happens) => {
    await using harness = await startPrismaHarness();
    happens(harness);

    expect(await find(harness)).toMatchObject({ type: 'undecidable' });
  });
});
