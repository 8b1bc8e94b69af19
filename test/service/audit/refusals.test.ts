import { describe, expect, test } from 'vitest';
import { readEntryLine } from '#core/audit/line.ts';
import type { AuditStore } from '#core/audit/store.ts';
import { createRefusalLog } from '#service/audit/refusals.ts';
import { actAs } from '#test/support/act-as.ts';
import { type ServiceHarness, silentLog, startServiceHarness } from '#test/support/service-harness.ts';

async function refusalsIn(audit: AuditStore) {
  const { first, seq } = await audit.head();
  const entries = (await audit.lines(first, seq)).map((line) => readEntryLine(line ?? '')?.entry);
  return entries.filter((entry) => entry?.kind === 'refusal');
}

async function approveAs(harness: ServiceHarness, by: string, requestId: string) {
  return actAs(harness.service, 'approve', { requestId, by, commandId: `c-${by}`, agreement: 'none' });
}

describe('a refusal', () => {
  test('is in the audit: who, what they tried, on which request, and why', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.asked();
    harness.directory.excluded.set('U0GUEST', 'guest');

    await approveAs(harness, 'U0RITA', id);
    await approveAs(harness, 'U0GUEST', id);
    await actAs(harness.service, 'deny', { requestId: id, by: 'U0ADA', commandId: 'd', reason: ' ' });
    await harness.service.reveal({ requestId: id, by: 'U0ADA', commandId: 'r' });

    expect(await refusalsIn(harness.audit)).toMatchObject([
      { by: 'U0RITA', command: 'approve', code: 'own-request', requestId: id, count: 1 },
      { by: 'U0GUEST', command: 'approve', code: 'not-entitled', because: 'guest', requestId: id },
      { by: 'U0ADA', command: 'deny', code: 'reason-missing', requestId: id },
      { by: 'U0ADA', command: 'reveal', code: 'not-your-secret', requestId: id },
    ]);
    expect(await harness.audit.linesOf(id)).toHaveLength(5);
  });

  test('of somebody who tries many ids that nobody gave them is one entry', async () => {
    await using harness = await startServiceHarness();

    for (const requestId of ['forged-1', 'forged-2', 'x'.repeat(3_000)]) {
      await approveAs(harness, 'U0EVE', requestId);
    }

    expect(await refusalsIn(harness.audit)).toHaveLength(1);
    expect((await harness.audit.openRefusals()).open).toMatchObject([{ repeats: 2 }]);
  });

  test('keeps nothing of what somebody typed, and no id without end', async () => {
    await using harness = await startServiceHarness();
    await approveAs(harness, 'U0EVE', 'y'.repeat(3_000));
    const [entry] = await refusalsIn(harness.audit);

    expect(entry).toMatchObject({ code: 'no-such-request', requestId: 'y'.repeat(100) });
    expect(JSON.stringify(entry).length).toBeLessThan(400);
  });

  test('that the audit cannot take stays a refusal, and the log says so', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.asked();
    const errors: object[] = [];
    const log = {
      ...silentLog,
      error: (fields: object, message: string) => errors.push({ ...fields, message }),
    };
    const noteRefusal = async () => {
      throw new Error('full');
    };
    const service = harness.another({ refusals: createRefusalLog({ noteRefusal }, log) });

    const outcome = await actAs(service, 'approve', {
      requestId: id,
      by: 'U0RITA',
      commandId: 'c',
      agreement: 'none',
    });

    expect(outcome).toEqual({ type: 'refused', refusal: { code: 'own-request' } });
    expect(errors).toMatchObject([{ by: 'U0RITA', code: 'own-request', message: 'refusal not audited' }]);
  });
});
