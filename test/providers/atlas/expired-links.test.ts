import { describe, expect, test } from 'vitest';
import type { Operation } from '#core/provider.ts';
import { clusterIds } from '#sandbox/providers/atlas/dataset.ts';
import { startAtlasHarness, type AtlasHarness, type AtlasVariant } from '#test/support/provider-atlas.ts';
import { call, post } from '#test/support/provider-harness.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

async function started(harness: AtlasHarness): Promise<Operation> {
  const { operationId } = await harness.provider.submit(harness.plan, post());
  return { plan: harness.plan, operationId };
}

/** Findings of a new request for the same download that are more than notes. */
async function inTheWay(harness: AtlasHarness): Promise<readonly string[]> {
  const { findings } = await harness.provider.preflight(harness.plan, call());
  return findings.filter(({ level }) => level !== 'ok').map(({ code }) => code);
}

async function startedAt(variant: AtlasVariant): Promise<AtlasHarness> {
  return startAtlasHarness({ variant });
}

describe('a download link that has expired', () => {
  test('is told as dead by a late look, although Flex shows its address and COMPLETED for ever', async () => {
    await using harness = await startedAt('flex-download');
    const operation = await started(harness);
    harness.finish();
    const shown = JSON.stringify(harness.simulator.state().jobs);
    const end = /"expirationDate":"(.{10})T(.{5})/.exec(shown)?.slice(1).join(' ') ?? '';
    harness.simulator.clock.advance(4 * hourMs + minuteMs);

    const poll = await harness.provider.poll(operation, call());

    expect(JSON.stringify(harness.simulator.state().jobs)).toMatch(/snapshotUrl.*tar\.gz/);
    expect(poll).toEqual({
      type: 'failed',
      reason: `Download link expired at ${end} UTC; nobody fetched it here. Ask again`,
      leftBehind: 'No data was changed.',
    });
    await expect(harness.provider.verify(operation, call())).resolves.toMatchObject({
      outcome: 'failed',
      findings: [{ code: 'link-missing', text: expect.stringContaining('The link expired at') as string }],
    });
  });

  test('of Flex blocks neither its snapshot nor the project', async () => {
    await using harness = await startedAt('flex-download');
    await started(harness);
    harness.finish();

    const open = await inTheWay(harness);
    harness.simulator.clock.advance(5 * hourMs);

    expect([open, await inTheWay(harness)]).toEqual([['download-open'], []]);
  });

  test('of a dedicated cluster blocks nothing either, even where its flag comes late', async () => {
    await using harness = await startedAt('download');
    await started(harness);
    harness.finish();
    harness.simulator.clock.advance(2 * hourMs);
    const set = {
      'results.0.expired': false,
      'results.0.deliveryUrl': ['https://restore-1.example/a.tar.gz'],
    };
    const path = '/clusters/orders/backup/restoreJobs';
    harness.simulator.fault({ method: 'GET', path, action: { type: 'edit', set } });

    expect(await inTheWay(harness)).toEqual([]);
  });

  test('is judged by the vendor’s clock, not by ours', async () => {
    await using harness = await startAtlasHarness({ variant: 'flex-download', aheadMs: 24 * hourMs });
    const operation = await started(harness);
    harness.finish();

    await expect(harness.provider.poll(operation, call())).resolves.toMatchObject({ type: 'succeeded' });
    expect(await inTheWay(harness)).toEqual(['download-open']);
  });

  test('is known by the age of the job where its end is not shown', async () => {
    await using harness = await startedAt('flex-download');
    const operation = await started(harness);
    harness.finish();
    harness.simulator.clock.advance(7 * hourMs);
    harness.simulator.fault({ ...harness.polls, action: { type: 'edit', remove: ['expirationDate'] } });

    await expect(harness.provider.poll(operation, call())).resolves.toMatchObject({ type: 'failed' });
  });
});

describe('a download that shows no link', () => {
  test('is no success: of Flex it is waited for, of a dedicated cluster it has ended without one', async () => {
    await using flex = await startedAt('flex-download');
    await using dedicated = await startedAt('download');
    const operations = [await started(flex), await started(dedicated)] as const;
    flex.finish();
    flex.simulator.fault({ ...flex.polls, action: { type: 'edit', remove: ['snapshotUrl'] } });
    const finishedAt = dedicated.simulator.clock.now().toISOString();
    dedicated.simulator.fault({ ...dedicated.polls, action: { type: 'edit', set: { finishedAt } } });

    await expect(flex.provider.poll(operations[0], call())).resolves.toMatchObject({ type: 'running' });
    await expect(dedicated.provider.poll(operations[1], call())).resolves.toMatchObject({
      type: 'failed',
      reason: expect.stringContaining('shows no link') as string,
    });
  });
});

test('a snapshot that Atlas should have deleted is called one that may be gone', async () => {
  await using harness = await startAtlasHarness();
  const [oldest] = harness.simulator.snapshotsOf(clusterIds.orders);
  if (oldest === undefined) throw new Error('the cluster has no snapshot');
  const point = { type: 'backup', backupId: oldest.id, takenAt: oldest.takenAt } as const;
  harness.simulator.clock.advance(3 * 24 * hourMs);

  const { findings } = await harness.provider.preflight({ ...harness.plan, point }, call());

  expect(findings).toContainEqual(
    expect.objectContaining({
      code: 'backup-expires',
      text: expect.stringMatching(/it may be gone/) as string,
    }),
  );
});
