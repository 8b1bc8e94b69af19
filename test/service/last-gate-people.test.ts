import { describe, expect, test } from 'vitest';
import type { BreakGlass } from '#core/approval.ts';
import { currentAgreement, type RestoreRequest } from '#core/restore-request.ts';
import { actAs } from '#test/support/act-as.ts';
import { demandTwoOrGlass, glassRule } from '#test/support/break-glass.ts';
import { aFreeze, hourOfIt } from '#test/support/freezes.ts';
import { startAtGate, step } from '#test/support/last-gate.ts';
import type { ServiceHarness } from '#test/support/service-harness.ts';

describe('the people and the rule of this moment, at the last gate', () => {
  test('an approver who left the group a moment ago: the votes are void, whatever the click remembers', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    const { directory } = harness;
    // What the click and the first look remember.
    const remembered = { ...directory, members: async () => ['U0ADA', 'U0BEN'] };
    harness.barrier.happens = () => {
      directory.groups.set('S0DBA', ['U0BEN']);
    };

    const { request } = await step(harness, id, { directory: remembered });

    expect(request.state).toMatchObject({ tag: 'pending-approval', votes: [] });
    expect(harness.provider.started()).toBe(0);
  });

  test('people who cannot be looked up at that moment: it waits', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    harness.barrier.happens = ({ directory }) => {
      directory.groups.set('S0DBA', 'lookup-failed');
    };

    const { request } = await step(harness, id);

    expect(request.state).toMatchObject({
      tag: 'approved',
      hold: { text: expect.stringContaining('Slack') },
    });
    expect(harness.provider.started()).toBe(0);
  });

  test.each<[string, readonly string[] | 'lookup-failed', string]>([
    ['may no longer ask', [], 'requester-no-longer-entitled'],
    ['cannot be looked up', 'lookup-failed', 'requester-groups-unknown'],
  ])('where nobody has to agree, a requester who %s: nothing is sent', async (_, members, code) => {
    await using harness = await startAtGate();
    const [rule] = harness.rules;
    if (rule === undefined) throw new Error('no rule');
    harness.rules[0] = { ...rule, ask: { users: [], groups: ['S0OPS'] }, approve: undefined };
    harness.directory.groups.set('S0OPS', ['U0RITA']);
    const { id } = await harness.asked();
    harness.barrier.happens = ({ directory }) => {
      directory.groups.set('S0OPS', members);
    };

    const { request } = await step(harness, id);

    expect(request.state).toMatchObject({ tag: 'approved', hold: { why: { code } } });
    expect(harness.provider.started()).toBe(0);
  });

  test.each<[string, BreakGlass | null]>([
    ['removed', null],
    ['narrowed', { ...glassRule, people: { users: ['U0RITA'], groups: [] } }],
  ])('break-glass %s from the configuration while it waits: it does not start', async (_, breakGlass) => {
    await using harness = await startAtGate();
    demandTwoOrGlass(harness);
    const { id } = await brokenGlass(harness);
    demandTwoOrGlass(harness, breakGlass);

    const { request } = await step(harness, id);

    expect(request.state).toMatchObject({ tag: 'pending-approval' });
    expect(request.glass).toMatchObject({ holds: false });
    expect(harness.provider.started()).toBe(0);
  });

  test.each<[string, BreakGlass | null]>([
    ['removed', null],
    ['narrowed', { ...glassRule, people: { users: ['U0RITA'], groups: [] } }],
  ])('break-glass %s right before the write: it does not start', async (_, breakGlass) => {
    await using harness = await startAtGate();
    demandTwoOrGlass(harness);
    const { id } = await brokenGlass(harness);
    harness.barrier.happens = () => demandTwoOrGlass(harness, breakGlass);

    const { request } = await step(harness, id);

    expect(request.state).toMatchObject({ tag: 'pending-approval' });
    expect(harness.provider.started()).toBe(0);
  });

  test('a freeze that begins right before the write: the votes are void, and approvals open when it ends', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    harness.barrier.happens = ({ freezes }) => {
      freezes.push(aFreeze(hourOfIt));
    };

    const { request } = await step(harness, id);

    expect(request.state).toMatchObject({
      tag: 'pending-approval',
      votes: [],
      closed: { opensAt: expect.any(Date) },
    });
    expect(harness.provider.started()).toBe(0);
  });
});

async function brokenGlass(harness: ServiceHarness): Promise<RestoreRequest> {
  const request = await harness.asked();
  const outcome = await actAs(harness.service, 'break-glass', {
    requestId: request.id,
    by: 'U0DORA',
    commandId: 'glass',
    agreement: currentAgreement(request),
    reason: 'nobody else is awake',
    typed: request.plan.plan.target.name,
  });
  if (outcome.type !== 'done') throw new Error(JSON.stringify(outcome.refusal));
  return outcome.request;
}
