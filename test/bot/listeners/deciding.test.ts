import { describe, expect, test } from 'vitest';
import { actAs } from '#test/support/act-as.ts';
import { aRequest, aRequirement, someEvents } from '#test/support/builders.ts';
import { patience } from '#test/support/patience.ts';
import { channelWords, directWords, modalCloses, modalSays, modalWords, startBotRig } from './rig.ts';

async function approveInModal(rig: Awaited<ReturnType<typeof startBotRig>>, requestId: string) {
  const card = await rig.card(requestId);
  await rig.ada.click(card, 'Approve…');
  await modalSays(rig.ada, 'It is checked again before it starts');
  return card;
}

describe('Approve', () => {
  test('shows the plan and what the vendor says now, and votes for exactly that', async () => {
    await using rig = await startBotRig();
    const request = await rig.harness.asked();

    await approveInModal(rig, request.id);
    expect(await modalWords(rig.ada)).toContain('> INC-7: a migration dropped it');
    await rig.ada.submit();
    await modalCloses(rig.ada);

    const { request: now } = await rig.harness.load(request.id);
    expect(now.state).toMatchObject({ tag: 'approved', votes: [{ by: 'U0ADA' }] });
  });

  test('clicked and submitted three times each is one vote', async () => {
    await using rig = await startBotRig();
    const request = await rig.harness.asked();
    const card = await rig.card(request.id);
    const deliver = { times: 3, sockets: 'each' } as const;

    await rig.ada.click(card, 'Approve…', { deliver });
    await modalSays(rig.ada, 'It is checked again before it starts');
    await rig.ada.submit({ deliver });
    await modalCloses(rig.ada);

    const { events } = await rig.harness.load(request.id);
    expect(events.filter(({ type }) => type === 'vote-cast')).toHaveLength(1);
  });

  test('nobody approves their own request, and is told so before a form', async () => {
    await using rig = await startBotRig();
    const request = await rig.harness.asked();

    await rig.rita.click(await rig.card(request.id), 'Approve…');

    await expect
      .poll(() => modalWords(rig.rita), patience)
      .toContain('You asked for this restore yourself, so somebody else must decide');
  });

  test('somebody who is not in the rule is told why, and somebody who was removed meanwhile too', async () => {
    await using rig = await startBotRig();
    const request = await rig.harness.asked();
    const dora = rig.slack.as('U0DORA');

    await dora.click(await rig.card(request.id), 'Approve…');
    await modalSays(dora, 'You cannot decide about this request: you are in none of the groups');
    await approveInModal(rig, request.id);
    rig.harness.directory.groups.set('S0DBA', ['U0BEN']);
    await rig.ada.submit();

    await modalSays(rig.ada, 'You cannot decide about this request');
    expect((await rig.harness.load(request.id)).request.state).toMatchObject({ votes: [] });
  });

  test('says so where the vendor could not be asked, and still shows the plan', async () => {
    await using rig = await startBotRig({
      around: (service) => ({
        ...service,
        recheck: async (requestId) => {
          const loaded = await service.load(requestId);
          if (loaded.type === 'refused') return undefined;
          const why = { code: 'vendor-call-failed', action: 'read the cluster', detail: '503' } as const;
          return { stored: loaded.stored, unchecked: { ...why, advice: '' } };
        },
      }),
    });
    const request = await rig.harness.asked();

    await rig.ada.click(await rig.card(request.id), 'Approve…');

    await expect
      .poll(() => modalWords(rig.ada), patience)
      .toContain('*Not checked just now:* Could not read the cluster: 503.');
  });
});

describe('Accept the loss', () => {
  test('is the requester’s alone, with the number in it, and is told', async () => {
    await using rig = await startBotRig();
    const { plan, impact, findings, fingerprint } = await rig.harness.asked();
    const objectives = [{ name: 'payments', rpoMs: 60_000, overRpo: 'acknowledge' as const }];
    const ask = {
      requestId: 'over-it',
      plan: plan.plan,
      impact: { ...impact, type: 'in-place' as const },
      findings,
      fingerprint,
      requirement: aRequirement({ objectives }),
    };
    const none = { previous: undefined, takeLocks: [], freeLocks: [], due: undefined };
    const events = someEvents({ ask });
    const change = { ...none, expectedVersion: 0, request: aRequest({ ask }), events };
    expect(await rig.harness.store.save(change)).toEqual({ type: 'saved' });
    const card = await rig.card('over-it');

    await rig.ada.click(card, 'Accept the loss…');
    await modalSays(rig.ada, 'Only the person who asked for this restore can accept the loss here.');
    await rig.rita.click(card, 'Accept the loss…');
    await modalSays(rig.rita, 'The objective *payments* is 1 min.');
    await rig.rita.fillIn({ 'Accept the loss': true });
    await rig.rita.submit();
    await modalCloses(rig.rita);

    const { request } = await rig.harness.load('over-it');
    expect(request.acknowledged?.loss).toBeGreaterThan(60_000);
    expect(request.state).toMatchObject({ tag: 'pending-approval', votes: [] });
  });
});

describe('Deny', () => {
  test('wants a reason, and ends the request with it', async () => {
    await using rig = await startBotRig();
    const request = await rig.harness.asked();

    await rig.ada.click(await rig.card(request.id), 'Deny…');
    await modalSays(rig.ada, '(Reason)');
    await rig.ada.fillIn({ Reason: '   ' });
    await rig.ada.submit();
    await modalSays(rig.ada, 'The reason is missing');
    await rig.ada.close();
    await rig.ada.click(await rig.card(request.id), 'Deny…');
    await modalSays(rig.ada, '(Reason)');
    await rig.ada.fillIn({ Reason: 'Wrong cluster.' });
    await rig.ada.submit();
    await modalCloses(rig.ada);

    expect((await rig.harness.load(request.id)).request.state).toMatchObject({
      tag: 'denied',
      by: 'U0ADA',
      reason: 'Wrong cluster.',
    });
  });
});

describe('the other buttons', () => {
  test('the requester withdraws the request; nobody else can', async () => {
    await using rig = await startBotRig();
    const request = await rig.harness.asked();
    const card = await rig.card(request.id);

    await rig.slack.as('U0DORA').click(card, 'Withdraw request');
    const dora = rig.slack.as('U0DORA');
    await expect
      .poll(() => channelWords(dora, '#ops'), patience)
      .toContain('Only the person who asked for this restore can withdraw it');
    await rig.rita.click(card, 'Withdraw request');

    await expect
      .poll(async () => (await rig.harness.load(request.id)).request.state)
      .toMatchObject({ tag: 'cancelled', who: 'U0RITA' });
  });

  test('an approval is withdrawn by the person who gave it', async () => {
    await using rig = await startBotRig();
    const request = await rig.harness.approved();
    const card = await rig.card(request.id);

    await rig.ben.click(card, 'Withdraw my approval');
    await expect
      .poll(() => channelWords(rig.ben, '#ops'), patience)
      .toContain('There is no approval of yours on this request');
    await rig.ada.click(card, 'Withdraw my approval');

    await expect
      .poll(async () => (await rig.harness.load(request.id)).request.state)
      .toMatchObject({ tag: 'pending-approval', votes: [] });
  });

  test('a click on an old card is told what has become of the request', async () => {
    await using rig = await startBotRig();
    const request = await rig.harness.asked();
    const card = await rig.card(request.id);
    await actAs(rig.harness.service, 'cancel', {
      requestId: request.id,
      by: 'U0RITA',
      commandId: 'elsewhere',
    });

    await rig.ada.click(card, 'Approve…');
    await modalSays(rig.ada, 'This request has ended: it is cancelled');
    await rig.rita.click(card, 'Withdraw request');
    await expect.poll(() => channelWords(rig.rita, '#ops'), patience).toContain('This request has ended');
  });

  test('a click on Approve… or Deny… once the time is over opens no form', async () => {
    await using rig = await startBotRig();
    const request = await rig.harness.asked();
    const card = await rig.card(request.id);
    rig.harness.pass(3_600_000);

    for (const button of ['Approve…', 'Deny…']) {
      await rig.ada.click(card, button);
      await modalSays(rig.ada, 'This request has expired');
      await rig.ada.close();
    }

    expect((await rig.harness.load(request.id)).events).toHaveLength(1);
  });

  test('a button whose value we did not write gets a sentence and does nothing', async () => {
    await using rig = await startBotRig();
    const request = await rig.harness.asked();
    const card = await rig.card(request.id);

    await rig.ada.click(card, { action_id: 'card-withdraw-request', value: 'v0:whatever' });

    await expect
      .poll(() => channelWords(rig.ada, '#ops'), patience)
      .toContain('This button is from an older version of restorebot');
    expect((await rig.harness.load(request.id)).request.state.tag).toBe('pending-approval');
  });

  test('somebody from another workspace is refused, whatever the button', async () => {
    await using rig = await startBotRig();
    const request = await rig.harness.asked();
    const eve = rig.slack.as('U0EVE');

    await eve.click(await rig.card(request.id), 'Withdraw request');

    await expect
      .poll(() => channelWords(eve, '#ops'), patience)
      .toContain('This came from another workspace');
    expect((await rig.harness.load(request.id)).request.state.tag).toBe('pending-approval');
    const [, refusal] = await rig.harness.audit.lines(1, 2);
    expect(refusal).toMatch(/"by":"U0EVE","command":"cancel","code":"other-workspace","team":"T/u);
  });
});

describe('an answer that takes its time', () => {
  test('is shown in the modal, and told to the person who has closed it', async () => {
    const vendor = Promise.withResolvers<void>();
    await using rig = await startBotRig({
      around: (service) => ({
        ...service,
        act: async (...command) => {
          await vendor.promise;
          return service.act(...command);
        },
      }),
    });
    const request = await rig.harness.asked();
    const card = await rig.card(request.id);
    for (const person of [rig.ada, rig.ben]) {
      await person.click(card, 'Deny…');
      await modalSays(person, '(Reason)');
      await person.fillIn({ Reason: 'Wrong cluster.' });
      await person.submit();
      await modalSays(person, 'Denying…');
    }
    await rig.ben.close();

    vendor.resolve();

    await modalSays(rig.ada, 'Denied. The thread shows your reason.');
    await expect.poll(() => directWords(rig.ben), patience).toContain('This request has ended: it is denied');
  });
});
