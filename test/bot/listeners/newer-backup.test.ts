import { expect, test } from 'vitest';
import { patience } from '#test/support/patience.ts';
import { type BotRig, channelWords, modalSays, modalWords, startBotRig } from './rig.ts';

async function withNewer(rig: BotRig) {
  const request = await rig.harness.asked();
  const card = await rig.card(request.id);
  rig.harness.pass(40 * 60_000);
  rig.harness.provider.simulator.addBackup('orders-prod');
  return { request, card };
}

const digest = async (rig: BotRig, id: string) => (await rig.harness.load(id)).request.plan.digest;

test('an approver is shown the newer backup in the form, and may use it instead of approving the old one', async () => {
  await using rig = await startBotRig();
  const { request, card } = await withNewer(rig);

  await rig.ada.click(card, 'Approve…');
  await modalSays(rig.ada, '*A newer backup exists:* taken');
  expect(await modalWords(rig.ada)).toContain(
    ', 40 min newer. This request restores the one of 03:00 UTC, and goes on doing so.',
  );
  await rig.ada.press('Use the newer backup');

  await modalSays(rig.ada, 'The request has a new plan, with the newest backup.');
  expect(await digest(rig, request.id)).not.toBe(request.plan.digest);
});

test('the old one can be approved all the same', async () => {
  await using rig = await startBotRig();
  const { request, card } = await withNewer(rig);

  await rig.ada.click(card, 'Approve…');
  await modalSays(rig.ada, '*A newer backup exists:*');
  await rig.ada.submit();

  await expect
    .poll(async () => (await rig.harness.load(request.id)).request.state.tag, patience)
    .toBe('approved');
  expect(await digest(rig, request.id)).toBe(request.plan.digest);
});

test('the card shows it to the requester, who uses it; somebody in no rule does not', async () => {
  await using rig = await startBotRig();
  const { request } = await withNewer(rig);
  await rig.harness.service.recheck(request.id, AbortSignal.timeout(5_000));
  const card = await rig.card(request.id);
  const dora = rig.slack.as('U0DORA');

  await dora.click(card, 'Use the newer backup');
  await expect
    .poll(() => channelWords(dora, '#ops'), patience)
    .toContain('You cannot decide about this request: you are in none of the groups');
  await rig.rita.click(card, 'Use the newer backup', { deliver: { times: 3, sockets: 'each' } });

  await expect.poll(() => digest(rig, request.id), patience).not.toBe(request.plan.digest);
  const { events } = await rig.harness.load(request.id);
  expect(events.map(({ type }) => type)).toEqual(['asked', 'replanned']);
});
