import { describe, expect, test } from 'vitest';
import { clusterIds } from '#sandbox/providers/cockroach/dataset.ts';
import { demandTwoOrGlass } from '#test/support/break-glass.ts';
import { patience } from '#test/support/patience.ts';
import { type BotRig, channelWords, modalCloses, modalSays, modalWords, startBotRig } from './rig.ts';

/** A whole cluster, over what is there. */
const inPlace = { source: clusterIds.ordersProd, target: clusterIds.ordersProd, backup: 'latest' };
const reason = 'Why alone, and why now';
const found = 'What you found';

async function pending(rig: BotRig) {
  demandTwoOrGlass(rig.harness);
  // A whole cluster is restored only where no database stands.
  for (const name of ['movr', 'orders', 'payments']) {
    rig.harness.provider.simulator.dropDatabase('orders-prod', name);
  }
  const { id } = await rig.harness.asked(inPlace, 'cluster');
  return { id, card: await rig.card(id) };
}

async function openForm(rig: BotRig, card: Awaited<ReturnType<BotRig['card']>>, user = 'U0DORA') {
  const person = rig.slack.as(user);
  await person.click(card, 'Break glass…');
  return person;
}

describe('Break glass', () => {
  test('shows the plan, the loss and who hears of it, and starts exactly that on one person’s word', async () => {
    await using rig = await startBotRig();
    const { id, card } = await pending(rig);

    const dora = await openForm(rig, card);
    await modalSays(dora, 'It is checked again before it starts');
    const form = await modalWords(dora);
    expect(form).toContain('*You start this restore alone, without the approvals that the rule asks for.*');
    expect(form).toContain(
      'in <#C0LOUD> and <@U0BEN> and in the thread, it is marked in the audit, and <@U0DORA>, <@U0ADA> or <@U0BEN> must review it within 1 day.',
    );
    expect(form).toContain('will be lost');
    await dora.fillIn({
      [reason]: 'All of checkout is down.',
      'Type “orders-prod” to confirm': 'orders-prod',
    });
    await dora.submit();
    await modalCloses(dora);

    const { request } = await rig.harness.load(id);
    expect(request.state).toMatchObject({ tag: 'approved', votes: [] });
    expect(request.glass).toMatchObject({ by: 'U0DORA', reason: 'All of checkout is down.', holds: true });
    expect((await rig.harness.drive(id)).state.tag).toBe('succeeded');
    expect(rig.harness.provider.started()).toBe(1);
  });

  test('a name that is not exactly the target’s is refused with what differs, and nothing starts', async () => {
    await using rig = await startBotRig();
    const { id, card } = await pending(rig);
    const dora = await openForm(rig, card);
    await modalSays(dora, 'It is checked again before it starts');

    await dora.fillIn({ [reason]: 'Down.', 'Type “orders-prod” to confirm': 'orders-prod ' });
    await dora.submit();

    await expect
      .poll(async () => Object.values((await dora.modal()).errors), patience)
      .toEqual([expect.stringContaining('name: there is white space after it.')]);
    expect((await rig.harness.load(id)).request.glass).toBeUndefined();
  });

  test('somebody whom the rule does not name is told so before a form', async () => {
    await using rig = await startBotRig();
    const { id, card } = await pending(rig);

    const ada = await openForm(rig, card, 'U0ADA');

    await modalSays(ada, 'You cannot start this restore alone: you are in none of the groups');
    expect((await rig.harness.load(id)).request.glass).toBeUndefined();
  });

  test('somebody who was taken out of the rule’s people while the form was open is refused at the submission', async () => {
    await using rig = await startBotRig();
    const { id, card } = await pending(rig);
    const dora = await openForm(rig, card);
    await modalSays(dora, 'It is checked again before it starts');
    rig.harness.directory.excluded.set('U0DORA', 'deactivated');

    await dora.fillIn({ [reason]: 'Down.', 'Type “orders-prod” to confirm': 'orders-prod' });
    await dora.submit();

    await modalSays(dora, 'You cannot start this restore alone: your Slack account is deactivated.');
    expect((await rig.harness.load(id)).request.state.tag).toBe('pending-approval');
  });

  test('wants a reason that is more than white space', async () => {
    await using rig = await startBotRig();
    const { id, card } = await pending(rig);
    const dora = await openForm(rig, card);
    await modalSays(dora, 'It is checked again before it starts');

    await dora.fillIn({ [reason]: '  ', 'Type “orders-prod” to confirm': 'orders-prod' });
    await dora.submit();

    await modalSays(dora, 'The reason is missing');
    expect((await rig.harness.load(id)).request.glass).toBeUndefined();
  });

  test('submitted three times is one break-glass, and the requester may be who breaks it', async () => {
    await using rig = await startBotRig();
    const { id, card } = await pending(rig);
    const rita = await openForm(rig, card, 'U0RITA');
    await modalSays(rita, 'It is checked again before it starts');

    await rita.fillIn({ [reason]: 'Down.', 'Type “orders-prod” to confirm': 'orders-prod' });
    await rita.submit({ deliver: { times: 3, sockets: 'each' } });
    await modalCloses(rita);

    const { events } = await rig.harness.load(id);
    expect(events.filter(({ type }) => type === 'glass-broken')).toHaveLength(1);
  });

  test('F16: where no rule allows it the card has no such entry, and a button of another request does nothing', async () => {
    await using rig = await startBotRig();
    const { card } = await pending(rig);
    const [rule] = rig.harness.rules;
    if (rule === undefined) throw new Error('no rule');
    const { breakGlass: _, ...strict } = rule;
    rig.harness.rules[0] = strict;
    const { id } = await rig.harness.asked(inPlace, 'cluster');
    const other = await rig.card(id);
    const [message] = (await rig.ada.thread('C0OPS', other.ts)).slice(0, 1);
    expect(JSON.stringify(message?.blocks)).not.toContain('Break glass');

    const { request } = await rig.harness.load(id);
    const value = JSON.stringify({ r: request.id, a: 'whatever' });
    const dora = rig.slack.as('U0DORA');
    await dora.click(card, { action_id: 'card-deny', value });

    await expect
      .poll(() => channelWords(dora, 'C0OPS'), patience)
      .toContain('This button is not on a message about that request');
    expect(rig.refusals).toMatchObject([{ by: 'U0DORA', code: 'not-its-card', requestId: id }]);
  });
});

describe('Review of break-glass', () => {
  async function broken(rig: BotRig, by = 'U0DORA') {
    const { id, card } = await pending(rig);
    const person = await openForm(rig, card, by);
    await modalSays(person, 'It is checked again before it starts');
    await person.fillIn({ [reason]: 'Down.', 'Type “orders-prod” to confirm': 'orders-prod' });
    await person.submit();
    await modalCloses(person);
    return { id, card: await rig.card(id) };
  }

  test('a second person reviews it with a note, after the end too; then the button is gone', async () => {
    await using rig = await startBotRig();
    const { id } = await broken(rig);
    await rig.harness.drive(id);
    const card = await rig.card(id);

    await rig.ada.click(card, 'Review…');
    await modalSays(rig.ada, `(${found})`);
    expect(await modalWords(rig.ada)).toContain('<@U0DORA> used break-glass <!date');
    await rig.ada.fillIn({ [found]: 'Right: the primary was gone.' });
    await rig.ada.submit();
    await modalCloses(rig.ada);

    const { request } = await rig.harness.load(id);
    expect(request.state.tag).toBe('succeeded');
    expect(request.glass?.review).toMatchObject({ by: 'U0ADA', note: 'Right: the primary was gone.' });
    await rig.ben.click(card, 'Review…');
    await modalSays(rig.ben, 'somebody has already reviewed it');
  });

  test('the person who used it does not review it, and neither does the requester', async () => {
    await using rig = await startBotRig();
    const { id, card } = await broken(rig);

    await rig.slack.as('U0DORA').click(card, 'Review…');
    await modalSays(rig.slack.as('U0DORA'), 'somebody else must review it');
    await rig.rita.click(card, 'Review…');
    await modalSays(rig.rita, 'somebody else must review it');
    expect((await rig.harness.load(id)).request.glass?.review).toBeUndefined();
  });

  test('somebody whom the rule does not name as a reviewer is told so', async () => {
    await using rig = await startBotRig();
    const { id, card } = await broken(rig, 'U0RITA');
    rig.harness.directory.groups.set('S0DBA', ['U0BEN']);

    await rig.ada.click(card, 'Review…');

    await modalSays(rig.ada, 'You cannot review this break-glass: you are in none of the groups');
    expect((await rig.harness.load(id)).request.glass?.review).toBeUndefined();
  });
});
