import { describe, expect, test } from 'vitest';
import { stillToApprove } from '#bot/ui/next-step.ts';
import { currentAgreement } from '#core/restore-request.ts';
import { actAs } from '#test/support/act-as.ts';
import { type ServiceHarness, startServiceHarness } from '#test/support/service-harness.ts';

const signal = () => AbortSignal.timeout(5_000);

async function withNewer(harness: ServiceHarness, state: 'asked' | 'approved') {
  const request = await harness[state]();
  harness.pass(10 * 60_000);
  harness.provider.simulator.addBackup('orders-prod');
  return request;
}

const by = (requestId: string, who: string) => ({ requestId, by: who, commandId: `newer-${who}` });

describe('a newer backup', () => {
  test('is found when somebody looks again, and voids nothing', async () => {
    await using harness = await startServiceHarness();
    const { id } = await withNewer(harness, 'asked');

    const found = await harness.service.recheck(id, signal());
    const { request, look, events } = await harness.load(id);

    expect(found?.newer).toMatchObject({ type: 'newer', takenAt: harness.now() });
    expect(look?.newerBackup).toEqual(harness.now());
    expect(request.state.tag).toBe('pending-approval');
    expect(events).toHaveLength(1);
  });

  test('of which there is none is none', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.asked();

    expect((await harness.service.recheck(id, signal()))?.newer).toEqual({ type: 'none' });
    expect(await actAs(harness.service, 'use-newer-backup', by(id, 'U0RITA'))).toMatchObject({
      refusal: { code: 'no-newer-backup' },
    });
  });

  test('is used by the requester: a new plan with everything else as it was, and no votes', async () => {
    await using harness = await startServiceHarness();
    const { id, plan: before } = await withNewer(harness, 'asked');
    const old = { requestId: id, by: 'U0ADA', commandId: 'old', agreement: '' };
    const agreement = currentAgreement((await harness.load(id)).request);

    const outcome = await actAs(harness.service, 'use-newer-backup', by(id, 'U0RITA'));

    expect(outcome.type).toBe('done');
    const { request } = await harness.load(id);
    expect(request.state).toMatchObject({ tag: 'pending-approval', votes: [] });
    expect(request.plan.plan).toMatchObject({
      ...before.plan,
      point: { type: 'backup', takenAt: harness.now() },
    });
    expect(request.plan.digest).not.toBe(before.digest);
    expect(await actAs(harness.service, 'approve', { ...old, agreement })).toMatchObject({
      refusal: { code: 'outdated' },
    });
  });

  test('is used by a decider of an approved one: the approvals are gone, and nothing was sent', async () => {
    await using harness = await startServiceHarness();
    const { id } = await withNewer(harness, 'approved');

    await actAs(harness.service, 'use-newer-backup', by(id, 'U0BEN'));

    expect((await harness.load(id)).request.state).toMatchObject({ tag: 'pending-approval', votes: [] });
    expect(harness.provider.started()).toBe(0);
  });

  test('is used by an approver, who then may not approve it and is not asked to', async () => {
    await using harness = await startServiceHarness();
    const { id } = await withNewer(harness, 'asked');
    await actAs(harness.service, 'use-newer-backup', by(id, 'U0BEN'));
    const { request } = await harness.load(id);
    const agreement = currentAgreement(request);
    const approve = (who: string) =>
      actAs(harness.service, 'approve', { ...by(id, who), commandId: `yes-${who}`, agreement });

    const own = await approve('U0BEN');
    const other = await approve('U0ADA');

    expect(own).toMatchObject({ refusal: { code: 'own-plan' } });
    expect(other.type).toBe('done');
    expect(request.requirement.othersIn).toEqual({ S0DBA: ['U0ADA'] });
    expect(stillToApprove(request)).toBe('One person of <@U0ADA>');
  });

  test('is used by the requester, and people who may approve still may', async () => {
    await using harness = await startServiceHarness();
    const { id } = await withNewer(harness, 'asked');
    await actAs(harness.service, 'use-newer-backup', by(id, 'U0BEN'));
    harness.pass(10 * 60_000);
    harness.provider.simulator.addBackup('orders-prod');
    await actAs(harness.service, 'use-newer-backup', by(id, 'U0RITA'));
    const agreement = currentAgreement((await harness.load(id)).request);

    const outcome = await actAs(harness.service, 'approve', {
      ...by(id, 'U0BEN'),
      commandId: 'yes',
      agreement,
    });

    expect(outcome.type).toBe('done');
  });

  test('is not used by somebody who may not decide', async () => {
    await using harness = await startServiceHarness();
    const { id, plan } = await withNewer(harness, 'asked');

    expect(await actAs(harness.service, 'use-newer-backup', by(id, 'U0EVE'))).toMatchObject({
      refusal: { code: 'not-entitled', because: 'not-in-the-rule' },
    });
    expect((await harness.load(id)).request.plan.digest).toBe(plan.digest);
  });

  test('is judged by the rules as they are now', async () => {
    await using harness = await startServiceHarness();
    const { id } = await withNewer(harness, 'asked');
    const [rule] = harness.rules;
    if (rule?.approve === undefined) throw new Error('nobody approves');
    harness.rules[0] = { ...rule, approve: { ...rule.approve, quorum: 2 } };

    await actAs(harness.service, 'use-newer-backup', by(id, 'U0RITA'));

    expect((await harness.load(id)).request.requirement.quorum).toBe(2);
  });

  test('is approved automatically where the rule needs nobody', async () => {
    await using harness = await startServiceHarness();
    const [rule] = harness.rules;
    if (rule === undefined) throw new Error('no rule');
    harness.rules[0] = { ...rule, approve: undefined };
    const { id } = await withNewer(harness, 'asked');

    await actAs(harness.service, 'use-newer-backup', by(id, 'U0RITA'));

    expect((await harness.load(id)).request.state.tag).toBe('approved');
  });

  test('of a vendor that does not answer is not known, and that is said', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.asked();
    harness.provider.simulator.fault({
      method: 'GET',
      path: '/api',
      times: 1_000,
      action: { type: 'status', status: 503, message: 'down' },
    });

    expect((await harness.service.recheck(id, signal()))?.newer).toMatchObject({
      type: 'not-known',
      why: { code: 'vendor-call-failed', detail: expect.stringContaining('down') },
    });
    expect(await actAs(harness.service, 'use-newer-backup', by(id, 'U0RITA'))).toMatchObject({
      refusal: { code: 'vendor-error' },
    });
  });

  test('that comes while an approved request waits is on its look', async () => {
    await using harness = await startServiceHarness();
    const { id } = await withNewer(harness, 'approved');
    harness.provider.simulator.changeCluster('orders-prod', { state: 'LOCKED' });
    await harness.service.advance(id, signal());

    const { look, request } = await harness.load(id);

    expect(request.state).toMatchObject({ tag: 'approved', hold: { text: expect.any(String) } });
    expect(look?.newerBackup).toEqual(harness.now());
  });
});
