import { expect, test } from 'vitest';
import { shortId } from '#core/short-id.ts';
import { startRetentionKeeper } from '#jobs/retention-keeper.ts';
import { forgetRequests } from '#service/forget-requests.ts';
import { actAs } from '#test/support/act-as.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { type ServiceHarness, silentLog, startServiceHarness } from '#test/support/service-harness.ts';

const day = 24 * 60 * 60_000;

/** A request that was withdrawn, and told in full. */
async function withdrawn(harness: ServiceHarness): Promise<string> {
  const { id } = await harness.asked();
  await actAs(harness.service, 'cancel', { requestId: id, by: 'U0RITA', commandId: `cancel-${id}` });
  const { request, thread, now } = await harness.load(id);
  const told = { ...thread, version: thread.version + 1, shown: request.version };
  await harness.store.saveThread(id, request.version, told, undefined);
  expect(await harness.store.overdue(new Date(now.getTime() + 1_000 * day), 10)).not.toContain(id);
  return id;
}

test('an ended request leaves after its retention, an open one never, and the audit says which left', async () => {
  await using harness = await startServiceHarness();
  const old = await withdrawn(harness);
  const open = (await harness.asked()).id;
  harness.pass(90 * day);
  const young = await withdrawn(harness);
  harness.pass(1);

  await forgetRequests({ store: harness.store, audit: harness.audit, log: silentLog }, 90 * day);

  expect(await harness.store.load(old)).toBeUndefined();
  await harness.load(open);
  await harness.load(young);
  const { seq } = await harness.audit.head();
  const [newest] = await harness.audit.lines(seq, seq);
  expect(newest).toContain('requests-left');
  expect(newest).toContain(old);
  expect(await harness.audit.linesOf(old)).not.toHaveLength(0);
});

test('its story can still be read by the readers of the audit, by the id that people read', async () => {
  await using harness = await startServiceHarness();
  const id = await withdrawn(harness);
  harness.pass(91 * day);
  await forgetRequests({ store: harness.store, audit: harness.audit, log: silentLog }, 90 * day);

  // The card shows the short id, for as long as Slack keeps it.
  expect(await harness.service.meant(shortId(id))).toEqual([id]);
  expect(await harness.service.story({ requestId: id, by: 'U0AUDITOR' })).toMatchObject({ type: 'story' });
});

test('what cannot be removed now is said, and removed at the next look', async () => {
  await using harness = await startServiceHarness();
  const id = await withdrawn(harness);
  harness.pass(91 * day);
  const errors: string[] = [];
  let failures = 1;
  const store = {
    ...harness.store,
    endedBefore: async (before: Date) => {
      failures -= 1;
      if (failures >= 0) throw new Error('away');
      return harness.store.endedBefore(before);
    },
  };

  await using keeper = startRetentionKeeper({
    store,
    audit: harness.audit,
    signer: auditSigner(),
    log: { ...silentLog, error: (_: object, message: string) => errors.push(message) },
    everyMs: 5,
    auditMs: 400 * day,
    requestsMs: 90 * day,
    history: harness.store.history,
    historyMs: 730 * day,
  });

  await expect.poll(() => harness.store.load(id)).toBeUndefined();
  expect(errors).toEqual(['cleanup failed, trying again later']);
  expect(keeper).toBeDefined();
});
