import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCardsInSlack } from '#bot/announcer/cards-in-slack.ts';
import { createSubmissionWitness } from '#bot/announcer/witness.ts';
import type { SlackClient } from '#bot/slack/slack-client.ts';
import { after } from '#core/instant.ts';
import { createMemoryPacer } from '#test/support/memory-pacer.ts';
import { comeToRest, type NewEvent, type Rig, startRig } from '../support/slack-rig.ts';

/*
 * A request that was asked from a message: its card is in that message's thread, and everything that looks for the card
 * or for the lines below it finds them there.
 */

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

const settle = (announcer = rig.announcer()) => comeToRest(rig, announcer);
const ada = () => rig.workspace.slack.as('U0ADA');
const denied: NewEvent = { type: 'denied', by: 'U0ADA', reason: 'Not now.' };
const attempt = { number: 1, token: 'token-1' };

async function incident(): Promise<string> {
  return ada().say('C0OPS', 'INC-7: orders is gone');
}

async function repliesTo(parent: string) {
  return (await ada().thread('C0OPS', parent)).slice(1);
}

async function card() {
  const { thread } = await rig.stored();
  if (thread.card?.tag !== 'posted') throw new Error('no card was posted');
  return thread.card;
}

function witness() {
  return createSubmissionWitness({ slack: rig.client, pacer: rig.pacer, log: rig.log });
}

function cardsIn(slack: SlackClient) {
  return createCardsInSlack({ slack, pacer: createMemoryPacer(rig.clock.now), channels: [], log: rig.log });
}

describe('a request about a message', () => {
  test('has its card in the thread of that message, shown in the channel too, and its lines below', async () => {
    const parent = await incident();
    await rig.ask({ ask: { about: { channel: 'C0OPS', ts: parent } } });
    await settle();
    await rig.happen(denied);
    await settle();

    const [shown, line, ...more] = await repliesTo(parent);
    expect(shown).toMatchObject({ broadcast: true, thread_ts: parent, ts: (await card()).ts });
    expect(line?.text).toContain('Denied');
    expect(more).toEqual([]);
    expect(await rig.channel()).toHaveLength(1);
    expect(await card()).toMatchObject({ threadTs: parent });
  });

  test('that is a reply goes to the thread of that reply', async () => {
    const parent = await incident();
    const ts = await ada().say('C0OPS', 'it was me', parent);
    await rig.ask({ ask: { about: { channel: 'C0OPS', ts, threadTs: parent } } });
    await settle();

    expect((await repliesTo(parent)).map((each) => each.ts)).toEqual([ts, (await card()).ts]);
  });

  test('in another channel has its own card', async () => {
    await rig.ask({ ask: { about: { channel: 'C0QUIET', ts: '1.000001' } } });
    await settle();

    expect(await rig.channel()).toHaveLength(1);
    expect(await card()).not.toHaveProperty('threadTs');
  });

  test('that was deleted, or whose thread is closed, has its card in the channel', async () => {
    const parent = await incident();
    await rig.ask({ ask: { about: { channel: 'C0OPS', ts: parent } } });
    await rig.workspace.slack.deleteMessage('C0OPS', parent);
    await settle();
    await rig.happen(denied);
    await settle();

    const [shown, ...more] = await rig.channel();
    expect(more).toEqual([]);
    expect(await rig.thread(shown)).toHaveLength(1);
    expect((await rig.stored()).thread).toMatchObject({ outOfThread: true, card: { ts: shown?.ts } });
  });

  test('whose thread is locked has its card in the channel', async () => {
    const parent = await incident();
    await rig.ask({ ask: { about: { channel: 'C0OPS', ts: parent } } });
    await rig.workspace.slack.fault({
      method: 'chat.postMessage',
      error: 'restricted_action_thread_locked',
    });
    await settle();

    expect(await rig.channel()).toHaveLength(2);
    expect(await repliesTo(parent)).toEqual([]);
  });

  test('whose posting got no answer has one card, in the thread', async () => {
    const parent = await incident();
    await rig.ask({ ask: { about: { channel: 'C0OPS', ts: parent } } });
    await rig.workspace.slack.fault({ method: 'chat.postMessage', dropAfterApply: true });
    await settle();

    expect(await repliesTo(parent)).toHaveLength(1);
    expect(await card()).toMatchObject({ threadTs: parent });
  });

  test('whose card is deleted gets another one there, and its submissions are still known', async () => {
    const parent = await incident();
    await rig.ask({ state: 'approved', ask: { about: { channel: 'C0OPS', ts: parent } } });
    await settle();
    await witness().record(await rig.stored(), attempt);
    const { ts } = await card();
    await rig.workspace.slack.deleteMessage('C0OPS', ts);
    expect(await witness().recall(await rig.stored())).toBe('unreachable');
    await rig.happen({ type: 'held', text: 'The thread could not be read.' });
    await settle();

    expect((await rig.stored()).thread.formerCards).toEqual([{ channel: 'C0OPS', ts, threadTs: parent }]);
    expect((await card()).threadTs).toBe(parent);
    expect(await witness().look(await rig.stored())).toMatchObject({
      attempts: [attempt],
      cards: [{ state: 'approved' }],
    });
  });

  test('is found by a record that has lost it, and told of below its card', async () => {
    const parent = await incident();
    await rig.ask({ ask: { about: { channel: 'C0OPS', ts: parent } } });
    await settle();
    const { ts } = await card();
    const cards = cardsIn(rig.client);

    const seen = await cards.read(after(rig.clock.now(), -60_000), async () => true);

    expect(seen).toMatchObject({
      type: 'read',
      cards: [{ requestId: 'r1', ts, threadTs: parent, version: 1 }],
    });
    const [lost] = seen.type === 'read' ? seen.cards : [];
    if (lost !== undefined) await cards.tellLost(lost);
    expect((await repliesTo(parent)).map((each) => each.text)).toEqual([
      expect.stringContaining('lost'),
      expect.stringContaining('lost'),
    ]);
  });

  test('is found even where the channel shows the card without its metadata', async () => {
    const parent = await incident();
    await rig.ask({ ask: { about: { channel: 'C0OPS', ts: parent } } });
    await settle();
    const bare: SlackClient = {
      ...rig.client,
      async history(channel, reading) {
        const page = await rig.client.history(channel, reading);
        if (page.type !== 'ok') return page;
        const items = page.value.items.map((message) => ({ ...message, metadata: undefined }));
        return { type: 'ok', value: { ...page.value, items } };
      },
    };

    const seen = await cardsIn(bare).read(after(rig.clock.now(), -60_000), async () => true);

    expect(seen).toMatchObject({ type: 'read', cards: [{ requestId: 'r1', threadTs: parent }] });
  });
});
