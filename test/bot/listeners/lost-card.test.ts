import { describe, expect, test } from 'vitest';
import type { PersonClient } from '#sandbox/slack/client-person.ts';
import { patience } from '#test/support/patience.ts';
import { changed } from '../support/tape.ts';
import { type BotRig, modalCloses, modalSays, startBotRig } from './rig.ts';

const checked = 'It is checked again before it starts.';

/** The answer to `/restore status <id>` that one person sees. */
async function statusOf(person: PersonClient, id: string) {
  await person.command('#ops', `/restore status ${id}`);
  const answer = async () => (await person.messages('C0OPS')).findLast(({ ephemeral }) => ephemeral);
  await expect.poll(answer, patience).toMatchObject({ ephemeral: true });
  const { ts = '' } = (await answer()) ?? {};
  return { channel: 'C0OPS', ts };
}

/** A request that waits for people, whose card somebody has deleted. */
async function lost(rig: BotRig): Promise<string> {
  const { id } = await rig.harness.asked();
  const card = await rig.card(id);
  await rig.slack.deleteMessage(card.channel, card.ts);
  return id;
}

async function stateOf(rig: BotRig, id: string) {
  return (await rig.harness.load(id)).request.state;
}

describe('16: a card that Slack lost while the request waits for people', () => {
  test('16: is approved from the answer to /restore status', async () => {
    await using rig = await startBotRig();
    const id = await lost(rig);

    await rig.ada.click(await statusOf(rig.ada, id), 'Approve…');
    await modalSays(rig.ada, checked);
    await rig.ada.submit();
    await modalCloses(rig.ada);

    expect(await stateOf(rig, id)).toMatchObject({ tag: 'approved', votes: [{ by: 'U0ADA' }] });
    expect(rig.refusals).toEqual([]);
  });

  test('16: is withdrawn from there by its requester', async () => {
    await using rig = await startBotRig();
    const id = await lost(rig);

    await rig.rita.click(await statusOf(rig.rita, id), 'Withdraw request');

    await expect.poll(async () => (await stateOf(rig, id)).tag, patience).toBe('cancelled');
  });

  test('F16: a button there that was changed, or drawn for somebody else, does nothing', async () => {
    await using rig = await startBotRig();
    const id = await lost(rig);
    const other = await rig.harness.asked();
    await rig.rita.click(await statusOf(rig.rita, id), 'Deny…');
    await modalSays(rig.rita, 'somebody else must decide');
    const click = changed(
      rig.tape.last('block_actions'),
      ['actions', 0, 'action_id'],
      'card-withdraw-request',
    );
    const value = ['actions', 0, 'value'] as const;

    await rig.tape.play(changed(click, value, JSON.stringify({ r: other.id, a: 'x', m: 'x' })));
    await rig.tape.play(changed(click, ['user', 'id'], 'U0BEN'));

    expect(rig.refusals).toMatchObject([
      { by: 'U0RITA', code: 'not-its-card', requestId: other.id },
      { by: 'U0BEN', code: 'not-its-card', requestId: id },
    ]);
    expect(await stateOf(rig, id)).toMatchObject({ tag: 'pending-approval' });
  });
});
