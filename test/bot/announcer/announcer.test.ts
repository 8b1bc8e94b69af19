import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackClient } from '#bot/slack/slack-client.ts';
import { after } from '#core/instant.ts';
import { type RequestStore, StoreUnavailable } from '#core/ports.ts';
import { comeToRest, failingAtWrite, type Rig, startRig } from '../support/slack-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

const settle = (announcer = rig.announcer()) => comeToRest(rig, announcer);

describe('telling', () => {
  test('a new request becomes one card in its channel', async () => {
    await rig.ask();

    await settle();

    const [card, ...more] = await rig.channel();
    expect(more).toEqual([]);
    expect(card?.text).toContain('orders-prod');
    expect((await rig.stored()).thread).toMatchObject({ shown: 1, card: { tag: 'posted', ts: card?.ts } });
  });

  test('nobody is told about a request that does not exist', async () => {
    expect(await rig.announcer().converge('r404')).toEqual({});
  });

  test('nothing is told out of a record that may have gone back, until it has been compared', async () => {
    await rig.ask();
    let type: 'recovering' | 'trusted' = 'recovering';
    const record = {
      trust: async () =>
        type === 'trusted'
          ? ({ type, epoch: { id: 'E1', run: 'b' } } as const)
          : ({ type, because: 'other-run' } as const),
    };
    const announcer = rig.announcer({ record });

    expect((await announcer.converge('r1')).retryAt).toBeDefined();
    expect(await rig.channel()).toEqual([]);
    type = 'trusted';
    await settle(announcer);

    expect(await rig.channel()).toHaveLength(1);
  });

  test('telling again what has been told does nothing', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    await rig.workspace.slack.clearCalls();

    await rig.announcer().converge('r1');

    expect(await rig.workspace.slack.calls()).toEqual([]);
  });

  test('the card is edited in place and each event that matters gets its own line', async () => {
    await rig.ask();
    await settle();
    const [before] = await rig.channel();

    await rig.happen({ type: 'denied', by: 'U0ADA', reason: 'Wrong cluster.' });
    await settle();

    const [card] = await rig.channel();
    expect(card?.ts).toBe(before?.ts);
    expect(card?.text).toContain('Denied');
    const lines = await rig.thread(card);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.text).toContain('Wrong cluster.');
  });

  test('the end is a line of the thread that the channel sees too', async () => {
    await rig.ask({ state: 'succeeded' });

    await settle();

    const posts = await rig.workspace.slack.calls('chat.postMessage');
    const end = posts.filter(({ args }) => args['reply_broadcast'] !== undefined);
    expect(end).toHaveLength(1);
    expect(end[0]).toBe(posts.at(-1));
    expect(end[0]?.args['metadata']).toContain('r1.end');
    const [card] = await rig.channel();
    const seen = await rig.workspace.slack.as('U0ADA').messages('C0OPS');
    expect(seen.at(-1)).toMatchObject({ thread_ts: card?.ts });
    expect(seen.at(-1)?.text).toContain('Restored');
  });

  test('an ended request owes nothing once its last word is out', async () => {
    await rig.ask({ state: 'denied' });
    expect(await rig.store.overdue(after(rig.clock.now(), 60_000), 10)).toEqual(['r1']);

    await settle();

    expect(await rig.store.overdue(after(rig.clock.now(), 86_400_000), 10)).toEqual([]);
  });

  test('what was told is not drawn again after the end, however a newer version would draw it', async () => {
    await rig.ask({ state: 'denied' });
    await settle();
    const { thread, request } = await rig.stored();
    const other = { ...thread, version: thread.version + 1, cardDigest: 'of another version' };
    await rig.store.saveThread('r1', request.version, other, undefined);
    await rig.workspace.slack.clearCalls();

    await settle();

    expect(await rig.workspace.slack.calls()).toEqual([]);
  });

  test('a message carries the request, its state and its own nonce, so that it can be found', async () => {
    await rig.ask({ state: 'approved' });

    await settle();

    const { card, lines } = (await rig.stored()).thread;
    expect(card).toMatchObject({ nonce: 'r1.card0' });
    expect(Object.keys(lines)).toEqual(['e2', 'e3']);
    const [post] = await rig.workspace.slack.calls('chat.postMessage');
    expect(JSON.parse(String(post?.args['metadata']))).toEqual({
      event_type: 'restorebot',
      event_payload: {
        nonce: 'r1.card0',
        request_id: 'r1',
        requester: 'U0RITA',
        version: 3,
        sequence: 3,
        state: 'approved',
      },
    });
  });
});

describe('at most once', () => {
  test('two announcers at once post one card and each line once', async () => {
    await rig.ask({ state: 'approved' });

    await Promise.all([rig.announcer().converge('r1'), rig.announcer().converge('r1')]);
    await settle();

    const [card, ...more] = await rig.channel();
    expect(more).toEqual([]);
    expect(await rig.thread(card)).toHaveLength(2);
  });

  test.each([
    ['the card', 2, 0],
    ['a line', 4, 1],
  ])('a crash between posting %s and saving where it stands posts it once', async (_, nth, lines) => {
    await rig.ask({ state: 'approved' });
    const crash = rig.announcer({ store: failingAtWrite(rig.store, nth) }).converge('r1');
    await expect(crash).rejects.toThrow(StoreUnavailable);
    const [before] = await rig.channel();
    expect(await rig.thread(before)).toHaveLength(lines);

    const early = await rig.announcer().converge('r1');
    expect(early.retryAt).toEqual(after(rig.clock.now(), 30_000));
    rig.clock.pass(30_000);
    await settle();

    const [card, ...more] = await rig.channel();
    expect(more).toEqual([]);
    expect(card?.ts).toBe(before?.ts);
    expect(await rig.thread(card)).toHaveLength(2);
  });

  test.each(Array.from({ length: 14 }, (_, index) => index + 1))(
    'a crash at write %i of a whole story loses and doubles nothing',
    async (nth) => {
      await rig.ask({ state: 'succeeded' });
      const crash = rig.announcer({ store: failingAtWrite(rig.store, nth) }).converge('r1');
      await crash.catch((error: unknown) => {
        if (!(error instanceof StoreUnavailable)) throw error;
      });

      await settle();

      const [card, ...more] = await rig.channel();
      expect(more).toEqual([]);
      const lines = (await rig.thread(card)).map(({ text }) => text);
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines.length).toBeGreaterThanOrEqual(4);
      expect(lines.at(-1)).toContain('Restored');
    },
  );

  test('a process that slept between intent and post leaves the post to others', async () => {
    await rig.ask();
    const sleepy: RequestStore = {
      ...rig.store,
      async saveThread(...args) {
        const saved = await rig.store.saveThread(...args);
        rig.clock.pass(16_000);
        return saved;
      },
    };

    await rig.announcer({ store: sleepy }).converge('r1');
    expect(await rig.channel()).toEqual([]);
    await settle();

    expect(await rig.channel()).toHaveLength(1);
  });

  test('an older edit that arrives after a newer one is put right', async () => {
    await rig.ask();
    await settle();
    await rig.happen({
      type: 'vote-cast',
      by: 'U0ADA',
      vote: { by: 'U0ADA', at: rig.clock.now(), agreement: 'a' },
    });
    let overtaken = false;
    const slow: SlackClient = {
      ...rig.client,
      async edit(change) {
        if (!overtaken) {
          overtaken = true;
          await rig.happen({ type: 'denied', by: 'U0BEN', reason: 'Wrong cluster.' });
          await rig.announcer().converge('r1');
        }
        return rig.client.edit(change);
      },
    };

    await settle(rig.announcer({ slack: slow }));

    const [card] = await rig.channel();
    expect(card?.text).toContain('Denied');
    expect(await rig.thread(card)).toHaveLength(2);
  });

  test('a crash before posting posts it later', async () => {
    await rig.ask();
    await rig.workspace.slack.fault({ method: 'chat.postMessage', httpStatus: 502 });

    const { retryAt } = await rig.announcer().converge('r1');
    expect(retryAt).toEqual(after(rig.clock.now(), 30_000));
    expect(await rig.channel()).toEqual([]);
    await settle();

    expect(await rig.channel()).toHaveLength(1);
  });

  test('a post whose answer was lost is found, not repeated', async () => {
    await rig.ask({ state: 'approved' });
    await rig.workspace.slack.fault({ method: 'chat.postMessage', dropAfterApply: true, times: 2 });

    await settle();

    const [card, ...more] = await rig.channel();
    expect(more).toEqual([]);
    expect(await rig.thread(card)).toHaveLength(2);
    expect(await rig.workspace.slack.calls('chat.postMessage')).toHaveLength(3);
  });

  test('a message with unknown metadata is not taken for the lost one', async () => {
    await rig.ask();
    await rig.workspace.slack.fault({ method: 'chat.postMessage', httpStatus: 502 });
    await rig.announcer().converge('r1');
    await rig.workspace.slack.as('U0BEN').say('C0OPS', 'hello');
    await rig.workspace.call('chat.postMessage', {
      channel: 'C0OPS',
      text: 'something else',
      metadata: { event_type: 'other', event_payload: { nonce: 'r1.card0' } },
    });

    await settle();

    const { card } = (await rig.stored()).thread;
    expect(await rig.channel()).toHaveLength(3);
    expect((await rig.channel()).at(-1)?.ts).toBe(card?.tag === 'posted' && card.ts);
  });
});
