import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createCardsInSlack } from '#bot/announcer/cards-in-slack.ts';
import type { SlackClient } from '#bot/slack/slack-client.ts';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { createRecovery } from '#service/recovery.ts';
import { createMemoryAudit } from '#test/support/memory-audit.ts';
import { createMemoryEpoch } from '#test/support/memory-epoch.ts';
import { creation } from '#test/support/saves.ts';
import { type Rig, comeToRest, startRig } from '../support/slack-rig.ts';

/** Everything told, and the card as it is then. */
async function told(rig: Rig) {
  await rig.ask();
  await comeToRest(rig, rig.announcer());
  const [card] = await rig.channel();
  return card;
}

const payloadOf = (card: ShownMessage | undefined) =>
  z.object({ event_payload: z.record(z.string(), z.unknown()) }).parse(card?.metadata).event_payload;

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
    expect(payloadOf(card)).toEqual({ ...payloadOf(before), shows: 'tampered' });
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

  test('has its card drawn again after a failover to a Redis that never had the change', async () => {
    await using rig = await startRig();
    const before = await told(rig);
    const replica = rig.store.kept('r1');
    rig.store.edit('r1', ({ document }) => ({ document: `${document} ` }));
    await rig.announcer().converge('r1');
    rig.store.restore('r1', replica);
    const epoch = createMemoryEpoch({ id: 'E1', run: 'primary' }, 'replica');
    const { client: slack, pacer, log, store } = rig;
    const recovery = createRecovery({
      epoch: epoch.store,
      cards: createCardsInSlack({ slack, pacer, channels: [], log }),
      store,
      wakeups: { announce: async () => undefined },
      audit: createMemoryAudit({ now: rig.clock.now }),
      work: { applySetback: async () => ({ type: 'told' }) },
      pause: undefined,
      lookBackMs: 86_400_000,
      claimMs: 1_000,
      newId: () => 'E2',
      log,
    });

    const { type } = await recovery.turn(() => true);
    await comeToRest(rig, rig.announcer());

    expect(type).toBe('trusted');
    expect((await rig.channel())[0]).toMatchObject({ text: before?.text, metadata: before?.metadata });
  });

  test('has its card drawn again where the record goes back while the card is being edited', async () => {
    await using rig = await startRig();
    const before = await told(rig);
    const replica = rig.store.kept('r1');
    rig.store.edit('r1', ({ document }) => ({ document: `${document} ` }));
    const slack: SlackClient = {
      ...rig.client,
      async edit(change) {
        const answer = await rig.client.edit(change);
        if (change.text?.includes('changed outside')) rig.store.restore('r1', replica);
        return answer;
      },
    };
    await comeToRest(rig, rig.announcer({ slack }));

    expect(await rig.workspace.slack.calls()).toContainEqual(
      expect.objectContaining({ method: 'chat.update' }),
    );
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
