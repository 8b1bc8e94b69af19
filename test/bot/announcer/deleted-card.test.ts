import { expect, test } from 'vitest';
import { cardLookEveryMs } from '#bot/announcer/deleted-card.ts';
import { type Rig, startRig } from '../support/slack-rig.ts';

/** A request that waits for people, told in full, and what people see of its card. */
async function told(rig: Rig, state: 'pending-approval' | 'approved' | 'unknown' = 'pending-approval') {
  await rig.ask({ state });
  const announcer = rig.announcer();
  await announcer.converge('r1');
  const [card] = await rig.channel();
  if (card === undefined) throw new Error('no card');
  return { announcer, card };
}

const reads = async ({ workspace }: Rig) => (await workspace.slack.calls('conversations.replies')).length;

test('13.16: a deleted card of a request that waits for people is posted again, though nothing happens', async () => {
  await using rig = await startRig();
  const { announcer, card } = await told(rig);
  await rig.workspace.slack.deleteMessage(card.channel, card.ts);
  rig.clock.pass(cardLookEveryMs);

  await announcer.converge('r1');

  const cards = (await rig.channel()).filter(({ tombstone }) => !tombstone);
  expect(cards).toHaveLength(1);
  expect(cards[0]?.ts).not.toBe(card.ts);
  expect(JSON.stringify(cards[0]?.blocks)).toContain('Approve…');
  expect((await rig.stored()).thread.formerCards).toMatchObject([{ ts: card.ts }]);
});

test('13.16: a card that is there is looked at no more than once in five minutes', async () => {
  await using rig = await startRig();
  const { announcer } = await told(rig);
  for (let round = 0; round < 4; round += 1) await announcer.converge('r1');
  const young = await reads(rig);

  rig.clock.pass(cardLookEveryMs);
  for (let round = 0; round < 4; round += 1) await announcer.converge('r1');
  const once = await reads(rig);
  rig.clock.pass(cardLookEveryMs);
  await announcer.converge('r1');

  expect([young, once - young, (await reads(rig)) - once]).toEqual([0, 1, 1]);
  expect(await rig.channel()).toHaveLength(1);
});

test('13.16: Slack that does not answer is no proof that a card was deleted', async () => {
  await using rig = await startRig();
  const { announcer } = await told(rig, 'unknown');
  rig.clock.pass(cardLookEveryMs);
  await rig.workspace.slack.fault({ method: 'conversations.replies', httpStatus: 500 });

  await announcer.converge('r1');

  expect(await reads(rig)).toBe(1);
  expect(await rig.channel()).toHaveLength(1);
});

test('13.16: a card of a request that moves on its own is not looked at', async () => {
  await using rig = await startRig();
  const { announcer } = await told(rig, 'approved');
  rig.clock.pass(cardLookEveryMs);

  await announcer.converge('r1');

  expect(await reads(rig)).toBe(0);
});
