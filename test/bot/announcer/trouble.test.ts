import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackClient } from '#bot/slack/slack-client.ts';
import { after } from '#core/instant.ts';
import { StoreUnavailable } from '#core/ports.ts';
import { comeToRest, failingAtWrite, type Rig, startRig } from '../support/slack-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

const settle = (announcer = rig.announcer()) => comeToRest(rig, announcer);

/** Trouble that begins and ends, so many times: two remarks each. */
async function troubles(times: number): Promise<void> {
  for (let round = 1; round <= times; round += 1) {
    await rig.happen({ type: 'trouble-began', text: `Timeout ${round}.` });
    await rig.happen({ type: 'trouble-ended' });
  }
}

const denied = { type: 'denied', by: 'U0ADA', reason: 'Wrong cluster.' } as const;

describe('a card that could show what is no longer true', () => {
  test('one that was found in Slack, because nobody recorded it, is edited to what is true now', async () => {
    await rig.ask();
    const crash = rig.announcer({ store: failingAtWrite(rig.store, 2) }).converge('r1');
    await expect(crash).rejects.toThrow(StoreUnavailable);
    await rig.happen(denied);

    await settle();

    const [card, ...more] = await rig.channel();
    expect(more).toEqual([]);
    expect(card?.text).toContain('Denied');
  });

  test('an edit that arrives after a newer one is put right', async () => {
    await rig.ask({ state: 'approved' });
    await settle();
    const onItsWay: Parameters<SlackClient['edit']>[0][] = [];
    const slack: SlackClient = {
      ...rig.client,
      async edit(change) {
        if (onItsWay.length > 0) return rig.client.edit(change);
        onItsWay.push(change);
        return { type: 'unreachable', sent: 'maybe', text: 'timeout' };
      },
    };
    const announcer = rig.announcer({ slack });
    await rig.happen({ type: 'held', text: 'The cluster is locked.' });
    const { retryAt } = await announcer.converge('r1');
    await rig.happen(denied);
    rig.clock.pass((retryAt?.getTime() ?? 0) - rig.clock.now().getTime());
    await announcer.converge('r1');
    expect((await rig.channel())[0]?.text).toContain('Denied');
    for (const change of onItsWay) await rig.client.edit(change);
    expect((await rig.channel())[0]?.text).toContain('locked');

    await settle(announcer);

    expect((await rig.channel())[0]?.text).toContain('Denied');
  });
});

describe('a limit of Slack', () => {
  test('a post that is refused for a while is made after it, and shows the newest', async () => {
    await rig.ask();
    await rig.workspace.slack.fault({ method: 'chat.postMessage', retryAfterSec: 1_800 });
    const announcer = rig.announcer();

    const { retryAt } = await announcer.converge('r1');
    expect(retryAt).toEqual(after(rig.clock.now(), 1_800_000));
    await rig.happen(denied);
    const early = await announcer.converge('r1');
    expect(early).toEqual({ retryAt });
    await settle(announcer);

    const [card, ...more] = await rig.channel();
    expect(more).toEqual([]);
    expect(card?.text).toContain('Denied');
    expect(await rig.workspace.slack.calls('chat.postMessage')).toHaveLength(3);
  });

  test('a refused post leaves nothing behind that would have to be looked for', async () => {
    await rig.ask();
    await rig.workspace.slack.fault({ method: 'chat.postMessage', retryAfterSec: 1 });

    const { retryAt } = await rig.announcer().converge('r1');

    expect(retryAt).toEqual(after(rig.clock.now(), 1_000));
    expect((await rig.stored()).thread.card).toBeUndefined();
  });

  test('an edit that is refused for a while keeps no line waiting', async () => {
    await rig.ask();
    await settle();
    await rig.happen(denied);
    await rig.workspace.slack.fault({ method: 'chat.update', retryAfterSec: 60 });
    const announcer = rig.announcer();

    const { retryAt } = await announcer.converge('r1');

    expect(retryAt).toEqual(after(rig.clock.now(), 60_000));
    const [card] = await rig.channel();
    expect(await rig.thread(card)).toHaveLength(1);
    await settle(announcer);
    expect((await rig.channel())[0]?.text).toContain('Denied');
    expect(await rig.thread(card)).toHaveLength(1);
  });

  test('a backlog leaves out remarks that have passed by, never decisions and ends', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    await troubles(4);
    await rig.happen({ type: 'cancel-asked', by: 'U0RITA' });
    rig.clock.pass(120_000);
    await rig.happen({ type: 'cancelled-at-vendor' });
    await rig.workspace.slack.clearCalls();

    await settle();

    const lines = (await rig.workspace.slack.calls('chat.postMessage')).map(({ args }) =>
      String(args['text']),
    );
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('asked the vendor to stop');
    expect(lines[1]).toContain('Cancelled');
  });

  test('fresh remarks give way to what comes after them', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    await troubles(6);
    await rig.happen({ type: 'cancel-asked', by: 'U0RITA' });
    rig.clock.pass(10_000);
    await rig.workspace.slack.clearCalls();

    expect(await rig.announcer().converge('r1')).toEqual({});

    const lines = (await rig.workspace.slack.calls('chat.postMessage')).map(({ args }) =>
      String(args['text']),
    );
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toContain('asked the vendor to stop');

    rig.clock.pass(10_000);
    await rig.happen({ type: 'cancelled-at-vendor' });
    await settle();
    expect(await rig.workspace.slack.calls('chat.postMessage')).toHaveLength(5);
  });

  test('a remark that found no place is not told after the end, though the card had to wait', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    await troubles(6);
    await rig.happen({ type: 'cancel-asked', by: 'U0RITA' });
    await rig.happen({ type: 'cancelled-at-vendor' });
    rig.clock.pass(10_000);
    await rig.workspace.slack.fault({ method: 'chat.update', httpStatus: 503, times: 1 });
    await rig.announcer().converge('r1');
    rig.clock.pass(20_000);

    await settle();

    const [card] = await rig.channel();
    expect((await rig.thread(card)).at(-1)?.text).toContain('Cancelled');
  });
});

describe('Slack away', () => {
  test('what could not be told is told when Slack is back, after growing waits', async () => {
    await rig.ask();
    await settle();
    await rig.happen(denied);
    await rig.workspace.slack.fault({ method: '*', httpStatus: 503, times: 5 });
    const announcer = rig.announcer();
    const waits: number[] = [];

    for (let round = 1; round <= 5; round += 1) {
      const now = rig.clock.now();
      const { retryAt } = await announcer.converge('r1');
      waits.push((retryAt?.getTime() ?? 0) - now.getTime());
      rig.clock.pass(waits.at(-1) ?? 0);
    }
    await settle(announcer);

    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000]);
    const [card] = await rig.channel();
    expect(card?.text).toContain('Denied');
    expect(await rig.thread(card)).toHaveLength(1);
  });

  test('a token that no longer counts raises the alarm once and loses nothing', async () => {
    await rig.ask();
    await rig.workspace.slack.revokeToken();
    const announcer = rig.announcer();

    const { retryAt } = await announcer.converge('r1');
    expect(retryAt).toEqual(after(rig.clock.now(), 300_000));
    await announcer.converge('r1');
    await rig.workspace.slack.revokeToken(false);
    await settle(announcer);

    expect(rig.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(await rig.channel()).toHaveLength(1);
  });
});

describe('a card that cannot be edited', () => {
  test('a deleted card is posted again with what is true now', async () => {
    await rig.ask();
    await settle();
    const [before] = await rig.channel();
    await rig.workspace.slack.deleteMessage('C0OPS', before?.ts ?? '');
    await rig.happen(denied);

    await settle();

    const [card, ...more] = await rig.channel();
    expect(more).toEqual([]);
    expect(card?.text).toContain('Denied');
    expect(await rig.thread(card)).toHaveLength(1);
    expect((await rig.stored()).thread.formerCards).toEqual([{ channel: 'C0OPS', ts: before?.ts }]);
  });

  test('a deleted parent of a thread is followed by its own card, and old lines are not repeated', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    const [before] = await rig.channel();
    await rig.workspace.slack.deleteMessage('C0OPS', before?.ts ?? '');
    await rig.happen({ type: 'failed', reason: { code: 'failed-at-vendor', text: 'No disk left.' } });

    await settle();

    const [tombstone, card, ...more] = await rig.channel();
    expect(tombstone?.tombstone).toBe(true);
    expect(more).toEqual([]);
    const lines = await rig.thread(card);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.text).toContain('No disk left.');
  });

  test('a thread that disappears between card and line is replaced too', async () => {
    await rig.ask();
    await settle();
    await rig.happen(denied);
    await rig.workspace.slack.fault({ method: 'chat.postMessage', error: 'thread_not_found' });

    await settle();

    const cards = await rig.channel();
    expect(cards).toHaveLength(2);
    expect(await rig.thread(cards[1])).toHaveLength(1);
  });

  test('a card found gone by a mere look is owed until it is posted again', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    const [before] = await rig.channel();
    await rig.workspace.slack.deleteMessage('C0OPS', before?.ts ?? '');
    rig.clock.pass(30 * 60_000);
    const { request, now } = await rig.stored();
    const look = { of: 'restoring', at: now, next: after(now, 5_000), count: 1, detail: 'copying rows' };
    await rig.store.saveLook('r1', request.version, look, after(now, 86_400_000));

    const crash = rig.announcer({ store: failingAtWrite(rig.store, 2) }).converge('r1');
    await expect(crash).rejects.toThrow(StoreUnavailable);
    expect(await rig.store.overdue(after(now, 1), 10)).toEqual(['r1']);
    await settle();

    expect(await rig.channel()).toHaveLength(2);
  });

  test.each(['edit_window_closed', 'cant_update_message'])('%s: a new card', async (error) => {
    await rig.ask();
    await settle();
    await rig.happen(denied);
    await rig.workspace.slack.fault({ method: 'chat.update', error });

    await settle();

    const cards = await rig.channel();
    expect(cards).toHaveLength(2);
    expect(cards[1]?.text).toContain('Denied');
  });

  test('progress alone makes no new card where editing is closed', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    rig.clock.pass(30 * 60_000);
    await rig.workspace.slack.closeEditWindow();
    const { request, now } = await rig.stored();
    const look = { of: 'restoring', at: now, next: after(now, 5_000), count: 1, detail: 'copying rows' };
    await rig.store.saveLook('r1', request.version, look, undefined);

    await settle();

    expect(await rig.workspace.slack.calls('chat.update')).toHaveLength(1);
    expect(await rig.channel()).toHaveLength(1);
  });

  test('blocks that Slack refuses go out as words', async () => {
    await rig.ask();
    await rig.workspace.slack.fault({ method: 'chat.postMessage', error: 'invalid_blocks' });

    await settle();

    const [card] = await rig.channel();
    expect(card?.text).toContain('orders-prod');
    expect(card?.blocks).toEqual([]);
    expect(rig.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});
