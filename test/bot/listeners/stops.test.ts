import { describe, expect, test } from 'vitest';
import { renderLine } from '#bot/ui/thread-line.ts';
import { patience } from '#test/support/patience.ts';
import { channelWords, modalCloses, modalSays, startBotRig } from './rig.ts';

/** What the card shows is decided by the test. */
async function startRig(shows: Promise<boolean>) {
  return startBotRig({ around: (service) => ({ ...service, isShown: () => shows }) });
}

const unshown = 'but the card does not show it yet';

describe('a stop', () => {
  test('of the whole request that the card does not show yet is not called done', async () => {
    await using rig = await startRig(Promise.resolve(false));
    const request = await rig.harness.asked();

    await rig.rita.click(await rig.card(request.id), 'Withdraw request');

    await expect
      .poll(() => channelWords(rig.rita, '#ops'), patience)
      .toContain(`The request is withdrawn, ${unshown}`);
  });

  test('by a vote taken back that the card does not show yet is not called done', async () => {
    await using rig = await startRig(Promise.resolve(false));
    const request = await rig.harness.approved();

    await rig.ada.click(await rig.card(request.id), 'Withdraw my approval');

    await expect
      .poll(() => channelWords(rig.ada, '#ops'), patience)
      .toContain(`Your approval is withdrawn, ${unshown}`);
  });

  test('by a denial is confirmed once the card shows it, and not before', async () => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    await using rig = await startRig(promise);
    const request = await rig.harness.asked();
    await rig.ada.click(await rig.card(request.id), 'Deny…');
    await modalSays(rig.ada, '(Reason)');
    await rig.ada.fillIn({ Reason: 'Wrong cluster.' });

    await rig.ada.submit();
    await modalSays(rig.ada, 'Denying…');
    resolve(true);

    await modalSays(rig.ada, 'Denied. The thread shows your reason.');
    expect((await rig.harness.load(request.id)).request.state.tag).toBe('denied');
  });

  test('by a denial whose card cannot be edited says so', async () => {
    await using rig = await startRig(Promise.resolve(false));
    const request = await rig.harness.asked();
    await rig.ada.click(await rig.card(request.id), 'Deny…');
    await modalSays(rig.ada, '(Reason)');
    await rig.ada.fillIn({ Reason: 'Wrong cluster.' });

    await rig.ada.submit();

    await modalSays(rig.ada, `The request is denied, ${unshown}`);
    expect((await rig.harness.load(request.id)).request.state.tag).toBe('denied');
  });

  test('that the card shows needs no words', async () => {
    await using rig = await startRig(Promise.resolve(true));
    const request = await rig.harness.asked();
    await rig.ada.click(await rig.card(request.id), 'Deny…');
    await modalSays(rig.ada, '(Reason)');
    await rig.ada.fillIn({ Reason: 'Wrong cluster.' });

    await rig.ada.submit();

    await modalCloses(rig.ada);
    expect((await rig.harness.load(request.id)).request.state.tag).toBe('denied');
  });
});

/** A restore that runs at a vendor that can stop it. */
async function startRunning() {
  const rig = await startBotRig({
    provider: (real) => ({ ...real, cancel: async () => ({ type: 'asked' }) }),
  });
  const { id } = await rig.harness.approved();
  await rig.harness.drive(id, ({ state }) => state.tag === 'restoring');
  return { rig, id, card: await rig.card(id) };
}

describe('a stop of a running restore', () => {
  test('by an approver has a reason, which the thread shows', async () => {
    const { rig: started, id, card } = await startRunning();
    await using rig = started;

    await rig.ada.click(card, 'Cancel restore…');
    await modalSays(rig.ada, 'to stop it. It may still finish.');
    await rig.ada.submit();
    await modalSays(rig.ada, '(Reason)');
    await rig.ada.fillIn({ Reason: 'Wrong cluster.' });
    await rig.ada.submit();
    await modalCloses(rig.ada);

    const stored = await rig.harness.load(id);
    const event = stored.events.at(-1);
    expect(event).toMatchObject({ type: 'cancel-asked', by: 'U0ADA', reason: 'Wrong cluster.' });
    expect(JSON.stringify(event && renderLine(event, stored))).toContain('> Wrong cluster.');
  });

  test('by its requester needs none', async () => {
    const { rig: started, id, card } = await startRunning();
    await using rig = started;

    await rig.rita.click(card, 'Cancel restore…');
    await modalSays(rig.rita, 'to stop it. It may still finish.');
    await rig.rita.submit();
    await modalCloses(rig.rita);

    expect((await rig.harness.load(id)).request.state).toMatchObject({ cancelAskedBy: 'U0RITA' });
  });

  test('by an approver’s command is sent to the card, where a reason can be given', async () => {
    const { rig: started, id } = await startRunning();
    await using rig = started;

    await rig.ada.command('#ops', `/restore cancel ${id}`);

    await expect
      .poll(() => channelWords(rig.ada, '#ops'), patience)
      .toContain('Click *Cancel restore…* on its card and write yours');
    expect((await rig.harness.load(id)).request.state).not.toHaveProperty('cancelAskedAt');
  });
});
