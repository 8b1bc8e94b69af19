import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { callText } from '#bot/ui/why.ts';
import { ProviderError } from '#core/provider-error.ts';
import { canCancel } from '#core/provider.ts';
import { clusterIds } from '#sandbox/providers/atlas/dataset.ts';
import {
  planned,
  startAtlasHarness,
  type AtlasHarness,
  type AtlasVariant,
} from '#test/support/provider-atlas.ts';
import { call, callsOf, post, rejection, type FaultAction } from '#test/support/provider-harness.ts';

const { orders, events } = clusterIds;

async function started(harness: AtlasHarness, plan = harness.plan) {
  const { operationId } = await harness.provider.submit(plan, post());
  return { plan, operationId };
}

function edit(set: Readonly<Record<string, unknown>>, remove: readonly string[] = []): FaultAction {
  return { type: 'edit', set, remove: [...remove] };
}

const someoneElse = '6a0000000000000000000fff';

describe('reading a job', () => {
  const finishedAt = '2026-08-10T03:40:10Z';
  const link = 'https://restore-1.x.mongodb.net:27017/s3cret/restore-2.tar.gz';

  test.each([
    ['nothing', {}, { type: 'running' }],
    ['an end', { finishedAt }, { type: 'succeeded', finishedAt: new Date(finishedAt) }],
    ['a failure and an end', { failed: true, finishedAt }, { type: 'failed' }],
    [
      'a failure, an expiry and a cancellation',
      { failed: true, expired: true, cancelled: true },
      { type: 'failed', reason: expect.stringContaining('gave no reason') as string },
    ],
    [
      'an expiry and a cancellation',
      { expired: true, cancelled: true, finishedAt },
      { type: 'failed', reason: expect.stringContaining('expired') as string },
    ],
    ['a cancellation and an end', { cancelled: true, finishedAt }, { type: 'cancelled' }],
    [
      'an end and a flag that is neither yes nor no',
      { finishedAt, failed: 'maybe' },
      { type: 'running', alarm: expect.stringContaining('maybe') as string },
    ],
    ['a link, in a restore into a cluster', { deliveryUrl: [link] }, { type: 'running' }],
  ])('%s', async (_, set, expected) => {
    await using harness = await startAtlasHarness();
    const operation = await started(harness);
    harness.simulator.fault({ ...harness.polls, action: edit(set) });

    await expect(harness.provider.poll(operation, call())).resolves.toMatchObject(expected);
  });

  test.each([
    [{ status: 'QUEUED' }, { type: 'running' }],
    [{ status: 'FAILED', restoreFinishedDate: finishedAt }, { type: 'failed' }],
    [
      { status: 'COMPLETED', restoreFinishedDate: finishedAt },
      { type: 'succeeded', finishedAt: new Date(finishedAt) },
    ],
    [{ status: 'COMPLETED' }, { type: 'succeeded' }],
    [{ status: 'CLOSED' }, { type: 'running', alarm: expect.stringContaining('CLOSED') as string }],
    [
      { status: 'CLOSED', restoreFinishedDate: finishedAt },
      { type: 'gone', detail: expect.stringContaining('CLOSED') as string },
    ],
    [{ snapshotUrl: link }, { type: 'running' }],
  ])('of a Flex cluster: %j', async (set, expected) => {
    await using harness = await startAtlasHarness({ variant: 'flex' });
    const operation = await started(harness);
    harness.simulator.fault({ ...harness.polls, action: edit(set) });

    await expect(harness.provider.poll(operation, call())).resolves.toMatchObject(expected);
  });

  test.each(['id', 'snapshotId', 'targetClusterName'])(
    'an answer with another %s is not about ours',
    async (member) => {
      await using harness = await startAtlasHarness();
      const operation = await started(harness);
      harness.simulator.fault({ ...harness.polls, action: edit({ [member]: someoneElse }) });

      await expect(harness.provider.poll(operation, call())).rejects.toMatchObject({ kind: 'contract' });
    },
  );

  test.each([
    [{ state: 'UPDATING' }, 'not-possible'],
    [{ paused: true }, 'not-possible'],
  ])('a target that is %j afterwards cannot be checked', async (change, outcome) => {
    await using harness = await startAtlasHarness();
    const operation = await started(harness);
    harness.finish();
    harness.simulator.changeCluster(orders, change);

    await expect(harness.provider.verify(operation, call())).resolves.toMatchObject({
      outcome,
      findings: [{ looked: 'nothing' }],
    });
  });
});

describe('a download', () => {
  test.each([
    ['download', 60],
    ['flex-download', 240],
  ] as const)(
    'of %s hands its link out at a look, once it is there, with its end',
    async (variant, minutes) => {
      await using harness = await startAtlasHarness({ variant });
      const operation = await started(harness);

      const before = await harness.provider.poll(operation, call());
      harness.finish();
      const poll = await harness.provider.poll(operation, call());

      const secrets = Object.entries(poll.type === 'succeeded' ? (poll.secrets ?? {}) : {});
      const until = new Date(harness.simulator.clock.now().getTime() + minutes * 60_000).toISOString();
      expect(before.type).toBe('running');
      expect(secrets).toHaveLength(1);
      expect(secrets[0]?.[0]).toBe(`Download link, works until ${until.slice(0, 16).replace('T', ' ')} UTC`);
      expect(secrets[0]?.[1]).toMatch(/^https:\/\/restore-.*\.tar\.gz$/);
      expect(await harness.provider.poll(operation, call())).toMatchObject({
        secrets: Object.fromEntries(secrets),
      });
    },
  );

  test('of a sharded cluster hands out a link for each shard', async () => {
    await using harness = await startAtlasHarness({ variant: 'download' });
    const operation = await started(
      harness,
      await planned(harness, 'download', { source: events, backup: 'latest' }),
    );
    harness.finish();

    const poll = await harness.provider.poll(operation, call());

    const labels = Object.keys(poll.type === 'succeeded' ? (poll.secrets ?? {}) : {});
    expect(labels).toEqual([
      expect.stringContaining('Download link of shard-0') as string,
      expect.stringContaining('Download link of shard-1') as string,
    ]);
  });

  test('shows its link nowhere else, whatever the vendor echoes', async () => {
    await using harness = await startAtlasHarness({ variant: 'download' });
    const { provider, plan, simulator } = harness;
    const baseline = await provider.baseline(plan, call());
    const operation = await started(harness);
    harness.finish();
    const { secrets, ...rest } = { secrets: {}, ...(await provider.poll(operation, call())) };
    const link = Object.values(secrets).join('');
    const token = link.split('/')[3] ?? '';

    const shown: unknown[] = [
      rest,
      await provider.verify(operation, call()),
      await provider.preflight(plan, call()),
      await provider.observe(plan, call()),
      await provider.baseline(plan, call()),
      await provider.find(plan, { ...call(), since: baseline.vendorTime, baseline }),
      provider,
    ];
    const actions: readonly FaultAction[] = [
      { type: 'status', status: 400, message: `see ${link}` },
      { type: 'status', status: 500, message: link },
      edit({ id: 'no id' }),
      edit({ snapshotId: someoneElse }),
      { type: 'half-json' },
    ];
    for (const action of actions) {
      simulator.fault({ method: 'GET', path: '/restoreJobs', action, times: 3 });
      shown.push(await rejection(provider.poll(operation, call())));
      simulator.clearFaults();
    }

    expect(token.length).toBeGreaterThan(10);
    expect(inspect(shown, { depth: 12, showHidden: true })).not.toContain(token);
    expect(JSON.stringify(shown)).not.toContain(token);
  });

  test('whose link ran out before anybody looked has failed, and says so', async () => {
    await using harness = await startAtlasHarness({ variant: 'download' });
    const operation = await started(harness);
    harness.finish();
    harness.simulator.clock.advance(61 * 60_000);

    await expect(harness.provider.poll(operation, call())).resolves.toMatchObject({
      type: 'failed',
      reason: expect.stringContaining('Download link expired at') as string,
    });
    await expect(harness.provider.verify(operation, call())).resolves.toMatchObject({ outcome: 'failed' });
  });

  test('from Flex never goes to the jobs, where it would overwrite', async () => {
    await using harness = await startAtlasHarness({ variant: 'flex-download' });

    await started(harness);

    expect(callsOf(harness, { method: 'POST', path: '/restoreJobs' })).toEqual([]);
    expect(harness.simulator.holds('sessions')).toBe('sessions, live');
  });
});

describe('cancelling', () => {
  test.each([
    ['v2', false],
    ['v1.0', false],
    ['flex', false],
    ['tenant', false],
    ['flex-download', false],
    ['download', true],
  ] as const)('is offered for %s: %s', async (variant, offered) => {
    await using harness = await startAtlasHarness({ variant: variant satisfies AtlasVariant });

    expect(canCancel(harness.provider, harness.plan)).toBe(offered);
  });

  test('stops a download, whose look then says so', async () => {
    await using harness = await startAtlasHarness({ variant: 'download' });
    const operation = await started(harness);

    const result = await harness.provider.cancel?.(operation, call());

    expect(result).toEqual({ type: 'asked' });
    await expect(harness.provider.poll(operation, call())).resolves.toEqual({ type: 'cancelled' });
  });

  test('of a restore into a cluster is not even asked', async () => {
    await using harness = await startAtlasHarness();
    const operation = await started(harness);

    const result = await harness.provider.cancel?.(operation, call());

    expect(result).toMatchObject({ type: 'too-late' });
    expect(callsOf(harness, { method: 'DELETE', path: '/' })).toEqual([]);
  });

  test('what the vendor will not stop is told in its words', async () => {
    await using harness = await startAtlasHarness({ variant: 'download' });
    const operation = await started(harness);
    const action = {
      type: 'status',
      status: 400,
      code: 'CANNOT_CANCEL_AUTOMATED_RESTORE',
      message: 'Automated restore cannot be cancelled.',
    } as const;
    harness.simulator.fault({ method: 'DELETE', path: '/restoreJobs/', action });
    const refused = await harness.provider.cancel?.(operation, call());
    harness.forget(operation.operationId);

    expect(refused).toEqual({ type: 'too-late', reason: 'Automated restore cannot be cancelled' });
    await expect(harness.provider.cancel?.(operation, call())).resolves.toMatchObject({ type: 'too-late' });
  });
});

test('a second restore of a busy target is busy, and names what runs', async () => {
  await using harness = await startAtlasHarness();
  await started(harness);

  const error = await rejection(harness.provider.submit(harness.plan, post()));

  expect(error).toMatchObject({ kind: 'busy', facts: { code: 'ATLAS_CLUSTER_RESTORE_IN_PROGRESS' } });
  expect(error instanceof ProviderError ? callText(error) : '').toBe(
    'Could not start the restore on cluster “shop/orders”: Cluster restore already in progress. Another restore is running on the target: wait until it has ended, and look who started it, before you ask again.',
  );
});
