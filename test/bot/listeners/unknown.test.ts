import { describe, expect, test } from 'vitest';
import { objectsIn } from '#sandbox/slack/json.ts';
import { patience } from '#test/support/patience.ts';
import { channelWords, modalCloses, modalSays, modalWords, startBotRig } from './rig.ts';

describe('the ways out of “unknown”', () => {
  test('an operation that the vendor does not show cannot be followed', async () => {
    await using rig = await startBotRig();
    const id = await rig.unknown();

    await rig.ada.click(await rig.card(id), 'Follow it…');
    await modalSays(rig.ada, '(Operation id)');
    await rig.ada.fillIn({ 'Operation id': 'somebody-elses' });
    await rig.ada.submit();

    await expect
      .poll(async () => Object.values((await rig.ada.modal()).errors), patience)
      .toEqual([expect.stringContaining('Operation “somebody-elses” is not this restore')]);
    expect((await rig.harness.load(id)).request.state.tag).toBe('unknown');
  });

  test('one that runs there is followed', async () => {
    await using rig = await startBotRig();
    const id = await rig.unknown();
    const { plan } = (await rig.harness.load(id)).request.plan;
    rig.harness.provider.startElsewhere(plan);
    const { restores } = rig.harness.provider.simulator.state();
    const operationId = objectsIn(restores)
      .map(({ id: found }) => String(found))
      .at(-1);

    await rig.ada.click(await rig.card(id), 'Follow it…');
    await modalSays(rig.ada, '(Operation id)');
    await rig.ada.fillIn({ 'Operation id': ` ${operationId ?? ''} ` });
    await rig.ada.submit();
    await modalCloses(rig.ada);

    expect((await rig.harness.load(id)).request.state).toMatchObject({ tag: 'restoring', operationId });
  });

  test('submitting again asks for approvals again', async () => {
    await using rig = await startBotRig();
    const id = await rig.unknown();
    const card = await rig.card(id);

    await rig.slack.as('U0DORA').click(card, 'Submit it again');
    await expect
      .poll(() => channelWords(rig.slack.as('U0DORA'), '#ops'), patience)
      .toContain('You cannot decide about this request');
    await rig.ada.click(card, 'Submit it again', { deliver: { times: 3, sockets: 'each' } });

    await expect
      .poll(async () => (await rig.harness.load(id)).request.state, patience)
      .toMatchObject({ tag: 'pending-approval', votes: [] });
    const { events } = await rig.harness.load(id);
    expect(events.filter(({ type }) => type === 'asked-again')).toHaveLength(1);
  });

  test('closing wants what was found', async () => {
    await using rig = await startBotRig();
    const id = await rig.unknown();

    await rig.ada.click(await rig.card(id), 'Close it…');
    await modalSays(rig.ada, '(What you found)');
    await rig.ada.fillIn({ 'What you found': 'The console shows nothing.' });
    await rig.ada.submit();
    await modalCloses(rig.ada);

    expect((await rig.harness.load(id)).request.state).toMatchObject({
      tag: 'failed',
      reason: { code: 'outcome-unknown', text: 'The console shows nothing.' },
    });
  });
});

describe('what overwrites', () => {
  const inPlace = { kind: 'cluster', options: {} } as const;

  test('needs the target’s name typed exactly, and what was typed stays next to the error', async () => {
    await using rig = await startBotRig();
    const id = await rig.destructive(inPlace);

    await rig.ada.click(await rig.card(id), 'Approve…');
    await modalSays(rig.ada, '(Type “orders-prod” to confirm)');
    await rig.ada.fillIn({ 'Type “orders-prod” to confirm': 'orders-pr0d' });
    await rig.ada.submit();
    await expect
      .poll(async () => Object.values((await rig.ada.modal()).errors), patience)
      .toEqual([expect.stringContaining('Type “orders-prod”.')]);
    expect((await rig.harness.load(id)).request.state).toMatchObject({ votes: [] });
    await rig.ada.fillIn({ 'Type “orders-prod” to confirm': 'orders-prod' });
    await rig.ada.submit();
    await modalCloses(rig.ada);

    expect((await rig.harness.load(id)).request.state).toMatchObject({ votes: [{ by: 'U0ADA' }] });
  });

  test('says in the form what will be lost', async () => {
    await using rig = await startBotRig();
    const id = await rig.destructive(inPlace);

    await rig.ada.click(await rig.card(id), 'Approve…');

    await expect
      .poll(() => modalWords(rig.ada), patience)
      .toMatch(/Everything written after 00:00 UTC will be lost: 3 h of writes at /);
  });
});
