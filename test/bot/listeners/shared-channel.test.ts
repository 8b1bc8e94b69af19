import { describe, expect, test } from 'vitest';
import type { AllowRule } from '#core/policy.ts';
import { currentAgreement, type RestoreRequest } from '#core/restore-request.ts';
import type { RestoreService } from '#service/api.ts';
import { actAs } from '#test/support/act-as.ts';
import { demandTwoOrGlass } from '#test/support/break-glass.ts';
import { patience } from '#test/support/patience.ts';
import { startServiceHarness } from '#test/support/service-harness.ts';
import {
  type BotRig,
  channelWords,
  fillForm,
  modalCloses,
  modalSays,
  modalWords,
  startBotRig,
} from './rig.ts';

/** Lets the rule that decides, or one that does not, allow channels that other organizations see. */
function allowShared(rules: AllowRule[], which: 'deciding' | 'another'): void {
  const rule = rules[0] ?? fail();
  rules[0] = { ...rule, sharedChannels: which === 'deciding' };
  if (which === 'another') {
    rules.unshift({ ...rule, name: 'outages', match: { impacts: ['in-place'] }, sharedChannels: true });
  }
}

function fail(): never {
  throw new Error('no rule');
}

async function opensApproval(rig: BotRig, requestId: string): Promise<void> {
  await rig.ada.click(await rig.card(requestId), 'Approve…');
  await modalSays(rig.ada, 'It is checked again before it starts');
}

describe('asking in a channel that another organization sees', () => {
  test('is possible where the rule allows it', async () => {
    await using rig = await startBotRig();
    const { rita, harness } = rig;
    allowShared(harness.rules, 'deciding');

    await rita.command('#shared', '/restore');
    await fillForm(rita);
    await rita.submit();
    await modalSays(rita, 'It is posted in <#C0SHARED>');
    await rita.submit();
    await modalCloses(rita);

    expect((await harness.service.list({ limit: 1 })).requests).toMatchObject([{ channel: 'C0SHARED' }]);
  });

  test('is refused by name where the rule that decides does not, whatever another one allows', async () => {
    await using rig = await startBotRig();
    const { rita, harness } = rig;
    allowShared(harness.rules, 'another');

    await rita.command('#shared', '/restore');
    await fillForm(rita);
    await rita.submit();

    await modalSays(
      rita,
      'Another organization sees this request’s channel, and the rule *production* does not allow that, so it was not asked',
    );
    expect((await harness.service.list({ limit: 1 })).requests).toEqual([]);
  });

  test('is refused where the channel is shared between the review and its submission', async () => {
    await using rig = await startBotRig();
    const { rita, harness, slack } = rig;
    await rita.command('#ops', '/restore');
    await fillForm(rita);
    await rita.submit();
    await modalSays(rita, 'It is posted in <#C0OPS>');

    await slack.changeChannel('#ops', { isExtShared: true });
    await rita.submit();

    await modalSays(rita, 'so it was not asked');
    expect((await harness.service.list({ limit: 1 })).requests).toEqual([]);
  });
});

describe('deciding in a channel that another organization has come to see', () => {
  test('is refused privately, and kept in the audit; the requester can still withdraw', async () => {
    await using rig = await startBotRig();
    const { harness, slack, ada, rita } = rig;
    const { id } = await harness.asked();
    await opensApproval(rig, id);

    await slack.changeChannel('#ops', { isExtShared: true });
    await ada.submit();

    await modalSays(ada, 'Another organization sees this request’s channel, and the rule *production*');
    expect((await harness.load(id)).request.state).toMatchObject({ tag: 'pending-approval', votes: [] });
    expect(await channelWords(rita, '#ops')).not.toContain('Another organization');
    expect(await refusedIn(rig, id)).toContain('"command":"approve"');

    await rita.click(await rig.card(id), 'Withdraw request');
    await expect
      .poll(async () => (await harness.load(id)).request.state, patience)
      .toMatchObject({ tag: 'cancelled' });
  });

  test('is refused for as long as Slack does not say who sees it', async () => {
    await using rig = await startBotRig();
    const { harness, slack, ada } = rig;
    const { id } = await harness.asked();
    await opensApproval(rig, id);

    await slack.fault({ method: 'conversations.info', error: 'internal_error' });
    await ada.submit();
    await modalSays(ada, 'Slack did not say whether another organization sees this request’s channel');
    expect(await modalWords(ada)).toContain('Try again in a minute');
    expect((await harness.load(id)).request.state).toMatchObject({ votes: [] });
  });

  test.each(['shared', 'lookup-failed'] as const)(
    'refuses approve, deny and break-glass, no matter who calls the use cases: %s',
    async (sharing) => {
      await using harness = await startServiceHarness();
      demandTwoOrGlass(harness);
      const request = await harness.asked();
      harness.channels.others.set(request.channel, sharing);

      const refusals = await Promise.all(decisions(harness.service, request));

      const refusal = { code: 'shared-channel', because: sharing, rule: 'production', to: 'decide' };
      expect(refusals).toEqual(Array.from({ length: 3 }, () => ({ type: 'refused', refusal })));
      expect((await harness.load(request.id)).events).toHaveLength(1);
    },
  );

  test('goes on where the rule allows it, without a question to Slack', async () => {
    await using harness = await startServiceHarness();
    allowShared(harness.rules, 'deciding');
    harness.channels.others.set('C0OPS', 'lookup-failed');

    expect(await harness.approved()).toMatchObject({ state: { tag: 'approved' } });
  });

  test('votes that were given while a rule allowed it are void at dispatch once it does not', async () => {
    await using harness = await startServiceHarness();
    allowShared(harness.rules, 'deciding');
    const { id } = await harness.approved();
    harness.rules[0] = { ...(harness.rules[0] ?? fail()), sharedChannels: false };

    await harness.service.advance(id, AbortSignal.timeout(5_000));

    const { request } = await harness.load(id);
    expect(request.state).toMatchObject({ tag: 'pending-approval', votes: [] });
    expect(request.requirement.sharedChannels).toBe(false);
  });
});

function decisions(service: Pick<RestoreService, 'act'>, request: RestoreRequest) {
  const who = { requestId: request.id, by: 'U0ADA' };
  const words = { agreement: currentAgreement(request), typed: request.plan.plan.target.name };
  return [
    actAs(service, 'approve', { ...who, ...words, commandId: 'a' }),
    actAs(service, 'deny', { ...who, reason: 'No.', commandId: 'd' }),
    actAs(service, 'break-glass', { ...who, ...words, reason: 'Alone.', commandId: 'g' }),
  ];
}

async function refusedIn({ harness }: BotRig, requestId: string): Promise<string> {
  const { first, seq } = await harness.audit.head();
  const lines = await harness.audit.lines(first, seq);
  return lines.filter((line) => line?.includes('shared-channel') && line.includes(requestId)).join('\n');
}
