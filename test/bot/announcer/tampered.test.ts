import { describe, expect, test } from 'vitest';
import { creation } from '#test/support/saves.ts';
import { type Rig, comeToRest, startRig } from '../support/slack-rig.ts';

/** Everything told, and the card as it is then. */
async function told(rig: Rig) {
  await rig.ask();
  await comeToRest(rig, rig.announcer());
  const [card] = await rig.channel();
  return card;
}

describe('a request whose record somebody changed', () => {
  test('has a card that says so, without buttons, with the metadata it had', async () => {
    await using rig = await startRig();
    const before = await told(rig);
    rig.store.edit('r1', ({ document }) => ({ document: document.replaceAll('U0RITA', 'U0EVE0') }));

    expect(await rig.announcer().converge('r1')).toEqual({});

    const [card] = await rig.channel();
    expect(card?.text).toContain('The record of this request was changed outside restorebot.');
    expect(JSON.stringify(card?.blocks)).not.toContain('"actions"');
    expect(before?.metadata).toBeDefined();
    expect(card?.metadata).toEqual(before?.metadata);
  });

  test('is said once, and the card comes back when the record verifies again', async () => {
    await using rig = await startRig();
    const before = await told(rig);
    let good = '';
    rig.store.edit('r1', ({ document }) => {
      good = document;
      return { document: `${document} ` };
    });
    await rig.announcer().converge('r1');
    await rig.workspace.slack.clearCalls();
    await rig.announcer().converge('r1');
    const calls = await rig.workspace.slack.calls();
    rig.store.edit('r1', () => ({ document: good }));
    await comeToRest(rig, rig.announcer());

    expect(calls).toEqual([]);
    expect((await rig.channel())[0]?.text).toBe(before?.text);
  });

  test('edits no card of another request, wherever the record says that its own is', async () => {
    await using rig = await startRig();
    const before = await told(rig);
    const { thread } = await rig.stored();
    await rig.store.save(creation({ ask: { requestId: 'r2' } }));
    await rig.store.saveThread('r2', 1, { ...thread, version: 1 }, undefined);
    rig.store.edit('r2', () => ({ documentMac: null }));

    await rig.announcer().converge('r2');

    expect((await rig.channel())[0]).toEqual(before);
    expect(rig.log.lines.map(({ message }) => message)).toContain('card of a tampered request not found');
  });
});
