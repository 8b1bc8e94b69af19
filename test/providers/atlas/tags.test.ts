import { describe, expect, test } from 'vitest';
import { clusterIds } from '#sandbox/providers/atlas/dataset.ts';
import { planned, startAtlasHarness } from '#test/support/provider-atlas.ts';
import { call } from '#test/support/provider-harness.ts';

const { orders, ordersStaging } = clusterIds;
const production = { env: 'production' };

describe('what rules match as tags', () => {
  test('are those of the cluster that is written to', async () => {
    await using harness = await startAtlasHarness();
    const input = { source: ordersStaging, target: orders, backup: 'latest' };

    const { tags } = await harness.provider.preflight(await planned(harness, 'automated', input), call());

    expect(tags).toEqual(production);
  });

  test('are those of the backed-up cluster where its data leaves', async () => {
    await using harness = await startAtlasHarness();
    const plan = await planned(harness, 'download', { source: orders, backup: 'latest' });

    expect((await harness.provider.preflight(plan, call())).tags).toEqual(production);
  });

  test('are none where the cluster has none, which no rule with tags fits', async () => {
    await using harness = await startAtlasHarness();
    const input = { source: orders, target: ordersStaging, backup: 'latest' };

    const { tags } = await harness.provider.preflight(await planned(harness, 'automated', input), call());

    expect(tags).toEqual({});
  });
});
