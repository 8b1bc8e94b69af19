import { expect, test } from 'vitest';
import { historyOf } from '#core/history.ts';
import { after } from '#core/instant.ts';
import { rebuildHistory } from '#service/history.ts';
import { actAs } from '#test/support/act-as.ts';
import { aHistory, aRequest, at, someEvents } from '#test/support/builders.ts';
import { startServiceHarness, type ServiceHarness } from '#test/support/service-harness.ts';

const minute = 60_000;
const twoYears = 730 * 24 * 60 * minute;

async function restored(harness: ServiceHarness) {
  const { id } = await harness.approved();
  harness.pass(2 * minute);
  return harness.drive(id);
}

/** Three restores of the database that the harness restores. */
async function withPast(harness: ServiceHarness): Promise<void> {
  const { plan, impact } = await harness.asked();
  const { connection, kind, provider, source, target } = plan.plan;
  const past = [1, 2, 3].map((n) =>
    aHistory({
      n,
      tookMs: (17 + n) * minute,
      connection,
      kind,
      provider,
      source,
      target,
      impact: impact.type,
    }),
  );
  await harness.store.history.merge(past);
}

test('every request that ends leaves one record, with its instants and its outcome', async () => {
  await using harness = await startServiceHarness();
  const done = await restored(harness);
  const denied = await harness.asked();
  await actAs(harness.service, 'deny', {
    requestId: denied.id,
    by: 'U0ADA',
    commandId: 'deny',
    reason: 'Wrong cluster.',
  });

  const [last, first] = (await harness.store.history.newest({ limit: 9 })).records;

  expect(last).toMatchObject({ requestId: denied.id, outcome: 'denied' });
  expect(last).not.toHaveProperty('submittedAt');
  expect(first).toMatchObject({
    requestId: done.id,
    outcome: 'restored',
    askedAt: done.askedAt,
    submittedAt: done.attempts[0]?.at,
    run: 'real',
  });
  expect(first?.restoredAt?.getTime()).toBeGreaterThan(first?.submittedAt?.getTime() ?? Infinity);
});

test('what a restore lost is counted to its submission', () => {
  const done = { state: 'succeeded' } as const;
  expect(historyOf(aRequest(done), someEvents(done))).toMatchObject({
    lostMs: 183 * minute,
    approvedAt: at(120),
    submittedAt: at(180),
    restoredAt: at(300),
    endedAt: at(360),
  });
});

test('a restore that reached the vendor and failed may have lost as much, and nobody knows', () => {
  const failed = { state: 'failed' } as const;
  const kept = historyOf(aRequest(failed), someEvents(failed));
  expect(kept).toMatchObject({ outcome: 'failed', uncertain: true, lostMs: 183 * minute });
  expect(kept).not.toHaveProperty('restoredAt');
});

test('what was never sent has lost nothing', () => {
  const denied = { state: 'denied' } as const;
  const kept = historyOf(aRequest(denied), someEvents(denied));
  expect(kept).not.toHaveProperty('lostMs');
  expect(kept).not.toHaveProperty('uncertain');
});

test('the size of the backup is kept where the vendor told it', () => {
  const done = { state: 'succeeded', ask: { sizeBytes: 4_200_000 } } as const;
  expect(historyOf(aRequest(done), someEvents(done))).toHaveProperty('sizeBytes', 4_200_000);
});

test('a rebuild adds what the audit knows and the history lacks, and changes nothing that is there', async () => {
  await using harness = await startServiceHarness();
  const done = await restored(harness);
  const { records: before } = await harness.store.history.newest({ limit: 9 });
  await harness.asked();
  const deps = { audit: harness.audit, signer: harness.audit.signer, history: harness.store.history };

  expect(await rebuildHistory(deps, twoYears)).toEqual({ found: 1, added: 0, unreadable: 0 });
  await harness.store.history.dropBefore(after(harness.now(), minute));
  const other = aHistory({ n: 1 });
  await harness.store.history.merge([other]);

  expect(await rebuildHistory(deps, twoYears)).toEqual({ found: 1, added: 1, unreadable: 0 });

  const { records: all } = await harness.store.history.newest({ limit: 9 });
  expect(all.find(({ requestId }) => requestId === done.id)).toEqual(before[0]);
  expect(all).toContainEqual(other);
});

test('a rebuild leaves out what is older than the retention', async () => {
  await using harness = await startServiceHarness();
  await restored(harness);
  await harness.store.history.dropBefore(after(harness.now(), minute));
  harness.pass(twoYears + minute);
  const deps = { audit: harness.audit, signer: harness.audit.signer, history: harness.store.history };

  expect(await rebuildHistory(deps, twoYears)).toMatchObject({ found: 0, added: 0 });
});

test('a rebuild believes no entry that somebody changed', async () => {
  await using harness = await startServiceHarness();
  await restored(harness);
  await harness.store.history.dropBefore(after(harness.now(), minute));
  const signer = { check: () => 'wrong' as const };
  const deps = { audit: harness.audit, signer, history: harness.store.history };

  expect(await rebuildHistory(deps, twoYears)).toEqual({ found: 0, added: 0, unreadable: 1 });
});

test('what is asked carries the estimate that its review showed, and keeps it', async () => {
  await using harness = await startServiceHarness();
  expect((await harness.asked()).estimate).toBeUndefined();
  await withPast(harness);

  const request = await harness.asked();

  expect(request.estimate?.basis).toEqual({ restores: 3, of: 'database' });
  const { request: stored } = await harness.load(request.id);
  expect(stored.estimate).toEqual(request.estimate);
});
