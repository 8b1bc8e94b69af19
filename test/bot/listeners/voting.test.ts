import { describe, expect, test } from 'vitest';
import type { Exclusion } from '#core/approval.ts';
import { currentAgreement } from '#core/restore-request.ts';
import { actAs } from '#test/support/act-as.ts';
import { demandTwoOrGlass } from '#test/support/break-glass.ts';
import { patience } from '#test/support/patience.ts';
import { type BotRig, channelWords, modalCloses, modalSays, startBotRig } from './rig.ts';

const checked = 'It is checked again before it starts';

async function state(rig: BotRig, id: string) {
  return (await rig.harness.load(id)).request.state;
}

/** Opens Approve as these people, so that only the submission is left to do. */
async function allReady(rig: BotRig, id: string, ...people: readonly string[]) {
  const card = await rig.card(id);
  const ready = people.map((user) => rig.slack.as(user));
  for (const person of ready) {
    await person.click(card, 'Approve…');
    await modalSays(person, checked);
  }
  return { card, ready };
}

describe('F14: two people decide at once', () => {
  test('F14: two approvers submit in the same moment: both votes count, and it is approved once', async () => {
    await using rig = await startBotRig();
    demandTwoOrGlass(rig.harness);
    const { id } = await rig.harness.asked();
    const { ready } = await allReady(rig, id, 'U0ADA', 'U0BEN');

    await Promise.all(ready.map((person) => person.submit()));
    await Promise.all(ready.map(modalCloses));

    const { events } = await rig.harness.load(id);
    expect(events.filter(({ type }) => type === 'vote-cast')).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'approved')).toHaveLength(1);
  });

  test('F14: the second of two where one is enough is told that it is approved already', async () => {
    await using rig = await startBotRig();
    const { id } = await rig.harness.asked();
    const { ready } = await allReady(rig, id, 'U0ADA', 'U0BEN');
    const [first, second] = ready;

    await first?.submit();
    await expect.poll(() => state(rig, id), patience).toMatchObject({ tag: 'approved' });
    await second?.submit();

    if (second === undefined) throw new Error('nobody');
    await modalSays(second, 'That cannot be done now: the request is approved');
    expect((await rig.harness.load(id)).events.filter(({ type }) => type === 'vote-cast')).toHaveLength(1);
  });

  test('F14: approve and deny in the same moment: one decision, and a sentence to the later one', async () => {
    await using rig = await startBotRig();
    const { id } = await rig.harness.asked();
    const { card, ready } = await allReady(rig, id, 'U0ADA');
    await rig.ben.click(card, 'Deny…');
    await modalSays(rig.ben, '(Reason)');
    await rig.ben.fillIn({ Reason: 'Wrong cluster.' });

    await Promise.all([ready[0]?.submit(), rig.ben.submit()]);

    // A denial also stops what is approved and has not started; so it stands, whichever came first.
    await expect.poll(() => state(rig, id), patience).toMatchObject({ tag: 'denied', by: 'U0BEN' });
    const { events } = await rig.harness.load(id);
    if (!events.some(({ type }) => type === 'vote-cast')) {
      await modalSays(rig.ada, 'This request has ended: it is denied by <@U0BEN>.');
    }
    await rig.ada.close().catch(() => undefined);
    await rig.ada.click(card, 'Approve…');
    await modalSays(rig.ada, 'This request has ended: it is denied by <@U0BEN>.');
  });

  test('F14: after the expiry an open form says so, and the card has no buttons to decide with', async () => {
    await using rig = await startBotRig();
    const { id } = await rig.harness.asked();
    const { card } = await allReady(rig, id, 'U0ADA');
    rig.harness.pass(3_600_000);

    await rig.ada.submit();
    await modalSays(rig.ada, 'This request has expired');
    await rig.harness.drive(id);
    const drawn = await rig.card(id);
    const words = JSON.stringify((await rig.ada.thread('C0OPS', drawn.ts)).map(({ blocks }) => blocks));
    expect(words).not.toMatch(/Approve…|Deny…|Withdraw|Break glass/u);
    await rig.ben.click(card, 'Approve…');

    await modalSays(rig.ben, 'This request has ended: it is expired.');
    expect(await state(rig, id)).toMatchObject({ tag: 'expired' });
  });

  test('F14: after a withdrawal, and after the restore has run, the person who approves is told why not', async () => {
    await using rig = await startBotRig();
    const first = await rig.harness.asked();
    const { ready } = await allReady(rig, first.id, 'U0ADA');
    await actAs(rig.harness.service, 'cancel', { requestId: first.id, by: 'U0RITA', commandId: 'c' });
    await ready[0]?.submit();
    await modalSays(rig.ada, 'This request has ended: it is cancelled by <@U0RITA>.');
    await rig.ada.close();

    const second = await rig.harness.asked();
    const late = await allReady(rig, second.id, 'U0ADA', 'U0BEN');
    await late.ready[1]?.submit();
    await modalCloses(rig.ben);
    await rig.harness.drive(second.id);
    await rig.ada.submit();

    await modalSays(rig.ada, 'This request has ended: it is restored.');
    expect(rig.harness.provider.started()).toBe(1);
  });
});

describe('F15: one person counts once', () => {
  test('F15: with a quorum of two, one who clicks and submits as often as they like is one vote', async () => {
    await using rig = await startBotRig();
    demandTwoOrGlass(rig.harness);
    const { id } = await rig.harness.asked();
    const { card } = await allReady(rig, id, 'U0ADA');

    await rig.ada.submit({ deliver: { times: 4, sockets: 'each' } });
    await modalCloses(rig.ada);
    await rig.ada.click(card, 'Approve…');
    await modalSays(rig.ada, 'You have already approved this request. Nothing changed.');

    expect(await state(rig, id)).toMatchObject({ tag: 'pending-approval', votes: [{ by: 'U0ADA' }] });
  });

  test('F15: the requester does not count, though the approvers’ group has them', async () => {
    await using rig = await startBotRig();
    const { id } = await rig.harness.asked();

    const said = await actAs(rig.harness.service, 'approve', {
      requestId: id,
      by: 'U0RITA',
      commandId: 'own',
      agreement: currentAgreement((await rig.harness.load(id)).request),
    });

    expect(await rig.harness.directory.members('S0DBA')).toContain('U0RITA');
    expect(said).toMatchObject({ refusal: { code: 'own-request' } });
  });

  test.each([' U0ADA', 'u0ada', 'U0ADA ', 'U0ＡDA'])(
    'F15: %j is nobody, no matter whom it looks like',
    async (by) => {
      await using rig = await startBotRig();
      const { id } = await rig.harness.asked();

      const said = await actAs(rig.harness.service, 'approve', {
        requestId: id,
        by,
        commandId: 'variant',
        agreement: currentAgreement((await rig.harness.load(id)).request),
      });

      expect(said).toMatchObject({ refusal: { code: 'not-entitled', because: 'not-in-the-rule' } });
    },
  );

  test('a vote that is withdrawn before the start is gone, and can be given again', async () => {
    await using rig = await startBotRig();
    demandTwoOrGlass(rig.harness);
    const { id } = await rig.harness.asked();
    const { card } = await allReady(rig, id, 'U0ADA');
    await rig.ada.submit();
    await modalCloses(rig.ada);

    await rig.ada.click(await rig.card(id), 'Withdraw my approval');
    await expect.poll(() => state(rig, id), patience).toMatchObject({ votes: [] });
    await rig.ada.click(card, 'Approve…');
    await modalSays(rig.ada, checked);
    await rig.ada.submit();
    await modalCloses(rig.ada);

    expect(await state(rig, id)).toMatchObject({ tag: 'pending-approval', votes: [{ by: 'U0ADA' }] });
  });
});

describe('people who may not decide are told why, and nobody else sees it', () => {
  const sentences: Readonly<Record<Exclude<Exclusion, 'not-in-the-rule'>, string>> = {
    deactivated: 'your Slack account is deactivated.',
    bot: 'bots and apps cannot; a person must.',
    guest: 'guests of this workspace cannot; ask a full member.',
    'from-another-workspace': 'people from another workspace cannot',
    'nobody-knows-them': 'Slack does not show your account to restorebot.',
    'lookup-failed': 'Slack did not answer when restorebot asked whether you may',
    'lookup-refused': 'who is in the rule’s groups. Trying again does not change that.',
    'account-unclear': 'enough about your account. Trying again does not change that.',
    'of-the-requesters-team': 'you are on the requester’s own team',
  };

  test.each(Object.entries(sentences))('%s', async (because, sentence) => {
    await using rig = await startBotRig();
    const { id } = await rig.harness.asked();
    const card = await rig.card(id);
    rig.harness.directory.excluded.set('U0ADA', because as keyof typeof sentences);

    await rig.ada.click(card, 'Deny…');

    await modalSays(rig.ada, sentence);
    expect(await channelWords(rig.ben, '#ops')).not.toContain(sentence);
    expect(await state(rig, id)).toMatchObject({ tag: 'pending-approval' });
  });

  test('a group that Slack cannot look up', async () => {
    await using rig = await startBotRig();
    const { id } = await rig.harness.asked();
    const { ready } = await allReady(rig, id, 'U0ADA');
    rig.harness.directory.groups.set('S0DBA', 'lookup-failed');

    await ready[0]?.submit();

    await modalSays(
      rig.ada,
      'Slack did not answer when restorebot asked whether you may, so the answer is no.',
    );
    expect(await state(rig, id)).toMatchObject({ votes: [] });
  });
});
