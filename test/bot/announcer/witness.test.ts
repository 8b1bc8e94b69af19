import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isOwn } from '#bot/announcer/find-post.ts';
import { createSubmissionWitness } from '#bot/announcer/witness.ts';
import type { StoredRequest, SubmissionWitness } from '#core/ports.ts';
import { currentAgreement } from '#core/restore-request.ts';
import { cardAt, type Thread, untold } from '#core/thread.ts';
import { comeToRest, type Rig, startRig } from '../support/slack-rig.ts';

let rig: Rig;
let witness: SubmissionWitness;
beforeEach(async () => {
  rig = await startRig();
  witness = createSubmissionWitness({ slack: rig.client, pacer: rig.pacer, log: rig.log });
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

const first = { number: 1, token: 'token-1' };

async function approvedRequest(): Promise<void> {
  await rig.ask({ state: 'approved' });
  await comeToRest(rig, rig.announcer());
}

async function deleteCard(): Promise<void> {
  const { card } = (await rig.stored()).thread;
  await rig.workspace.slack.deleteMessage('C0OPS', card?.tag === 'posted' ? card.ts : '');
}

/** Posts into the request's thread, as the bot, with this metadata. */
async function post(metadata: object): Promise<void> {
  const { card } = (await rig.stored()).thread;
  const thread_ts = card?.tag === 'posted' ? card.ts : '';
  await rig.workspace.call('chat.postMessage', { channel: 'C0OPS', thread_ts, text: 'x', metadata });
}

describe('the line of an attempt', () => {
  test('stands in the thread of the request and is recalled', async () => {
    await approvedRequest();

    expect(await witness.record(await rig.stored(), first)).toBe('recorded');

    const [card] = await rig.channel();
    expect((await rig.thread(card)).at(-1)?.text).toContain('Submitting to *atlas-prod*, attempt 1');
    expect(await witness.recall(await rig.stored())).toEqual([first]);
  });

  test('is recalled by a record that has forgotten the attempt', async () => {
    await approvedRequest();
    const old = await rig.stored();
    await witness.record(await rig.stored(), first);
    await witness.record(await rig.stored(), { number: 2, token: 'token-2' });

    expect(await witness.recall(old)).toEqual([first, { number: 2, token: 'token-2' }]);
  });

  test('counts as recorded when only the answer to it was lost', async () => {
    await approvedRequest();
    await rig.workspace.slack.fault({ method: 'chat.postMessage', dropAfterApply: true });

    expect(await witness.record(await rig.stored(), first)).toBe('recorded');
  });

  test('is unreachable when the answer was lost and nothing stands there', async () => {
    await approvedRequest();
    await rig.workspace.slack.fault({ method: 'chat.postMessage', httpStatus: 502 });

    expect(await witness.record(await rig.stored(), first)).toBe('unreachable');
  });

  test.each([{ error: 'thread_not_found' }, { error: 'is_archived' }, { retryAfterSec: 1 }])(
    'is unreachable where Slack refuses it: %j',
    async (fault) => {
      await approvedRequest();
      await rig.workspace.slack.fault({ method: 'chat.postMessage', ...fault });

      expect(await witness.record(await rig.stored(), first)).toBe('unreachable');
    },
  );

  test('is unreachable before there is a card', async () => {
    await rig.ask({ state: 'approved' });

    expect(await witness.record(await rig.stored(), first)).toBe('unreachable');
    expect(await witness.recall(await rig.stored())).toBe('unreachable');
  });
});

describe('what the thread knows', () => {
  test('a thread without attempts says so', async () => {
    await approvedRequest();

    expect(await witness.recall(await rig.stored())).toEqual([]);
  });

  test('attempts of other requests, and metadata that is none of ours, do not count', async () => {
    await approvedRequest();
    await post({
      event_type: 'restorebot_attempt',
      event_payload: { request_id: 'r2', attempt: 1, token: 't' },
    });
    await post({ event_type: 'other', event_payload: { request_id: 'r1', attempt: 1, token: 't' } });
    await post({ event_type: 'restorebot_attempt', event_payload: { request_id: 'r1', attempt: 'one' } });

    expect(await witness.recall(await rig.stored())).toEqual([]);
  });

  test('a message counts as ours by its author, not by what it carries', () => {
    const self = { user_id: 'U0BOT', bot_id: 'B0BOT', team_id: 'T0HOME' };
    const metadata = { event_type: 'restorebot_attempt', event_payload: {} };

    expect(isOwn({ ts: '1.0', user: 'U0BOT', metadata }, self)).toBe(true);
    expect(isOwn({ ts: '1.0', bot_id: 'B0BOT', metadata }, self)).toBe(true);
    expect(isOwn({ ts: '1.0', user: 'U0EVE', bot_id: 'B0OTHER', metadata }, self)).toBe(false);
    expect(isOwn({ ts: '1.0', metadata }, { user_id: 'U0BOT', team_id: 'T0HOME' })).toBe(false);
  });

  test('all pages of a long thread are read', async () => {
    await approvedRequest();
    await witness.record(await rig.stored(), first);
    const { card } = (await rig.stored()).thread;
    const ts = card?.tag === 'posted' ? card.ts : '';
    for (let line = 0; line < 220; line += 1) await rig.workspace.slack.as('U0BEN').say('C0OPS', 'hm', ts);
    await witness.record(await rig.stored(), { number: 2, token: 'token-2' });

    expect(await witness.recall(await rig.stored())).toHaveLength(2);
    expect((await rig.workspace.slack.calls('conversations.replies')).length).toBeGreaterThan(1);
  });

  test.each(['conversations.replies', 'auth.test'])(
    'a failing %s is unreachable, not none',
    async (method) => {
      await approvedRequest();
      await rig.workspace.slack.fault({ method, httpStatus: 500 });

      expect(await witness.recall(await rig.stored())).toBe('unreachable');
    },
  );

  test('a deleted card is unreachable, with and without lines below it', async () => {
    await approvedRequest();
    await deleteCard();
    expect(await witness.recall(await rig.stored())).toBe('unreachable');
    const bare = await rig.stored();
    const nowhere = { ...bare, thread: { ...bare.thread, card: { ...postedCard(bare), ts: '1.000001' } } };
    expect(await witness.recall(nowhere)).toBe('unreachable');
  });

  test('an attempt in the thread of a card that was replaced is still known', async () => {
    await approvedRequest();
    await witness.record(await rig.stored(), first);
    await deleteCard();
    await rig.happen({ type: 'held', text: 'The thread could not be read.' });
    await comeToRest(rig, rig.announcer());

    expect((await rig.stored()).thread.formerCards).toHaveLength(1);
    expect(await witness.recall(await rig.stored())).toEqual([first]);
  });

  test('a former card that was deleted before it had a line keeps nothing from being read', async () => {
    await rig.ask();
    await comeToRest(rig, rig.announcer());
    await deleteCard();
    await rig.happen({ type: 'reminded', count: 1 });
    await comeToRest(rig, rig.announcer());

    expect((await rig.stored()).thread.formerCards).toHaveLength(1);
    expect(await witness.recall(await rig.stored())).toEqual([]);
  });
});

function postedCard({ thread }: Pick<StoredRequest, 'thread'>) {
  if (thread.card?.tag !== 'posted') throw new Error('no card was posted');
  return thread.card;
}

describe('a record whose note of the card’s place somebody has changed', () => {
  /** Approved on its card, and then withdrawn there; the record is back at the approval. */
  async function setBackFromWithdrawn(): Promise<StoredRequest> {
    await rig.ask();
    await comeToRest(rig, rig.announcer());
    const { request, thread } = await rig.stored();
    const vote = { by: 'U0ADA', at: rig.clock.now(), agreement: currentAgreement(request) };
    await rig.happen({ type: 'vote-cast', by: 'U0ADA', vote, card: cardAt(thread) });
    await rig.happen({ type: 'approved', dispatchBy: new Date(rig.clock.now().getTime() + 60_000) });
    const approved = await rig.stored();
    await rig.happen({ type: 'cancelled', by: 'U0RITA' });
    await comeToRest(rig, rig.announcer());
    return approved;
  }

  const elsewhere = async ({ thread }: StoredRequest): Promise<Thread> => {
    const { ts } = await rig.workspace.call('chat.postMessage', { channel: 'C0OPS', text: 'Another card' });
    return { ...thread, card: { ...postedCard({ thread }), ts: String(ts) } };
  };

  test.each<[string, (stored: StoredRequest) => Promise<Thread>]>([
    ['leads to another message of ours', elsewhere],
    ['is gone', async () => untold],
  ])('that %s: the card on which people agreed is read all the same', async (_, changed) => {
    const stored = await setBackFromWithdrawn();

    const seen = await witness.look({ ...stored, thread: await changed(stored) });

    expect(seen).toEqual({ attempts: [], cards: [{ state: 'cancelled', version: 4 }], partial: true });
  });

  test('leads to another message of ours, where nobody had to agree: nothing is known', async () => {
    await approvedRequest();
    const stored = await rig.stored();

    expect(await witness.look({ ...stored, thread: await elsewhere(stored) })).toBe('unreachable');
  });

  test('so that restorebot has written over the card on which people agreed: it says so', async () => {
    const stored = await setBackFromWithdrawn();
    const { ts } = postedCard(stored);
    await rig.workspace.call('chat.update', { channel: 'C0OPS', ts, text: 'x', metadata: otherCard });

    const seen = await witness.look({ ...stored, thread: untold });

    expect(seen).toMatchObject({ cards: [{ state: 'overwritten' }] });
  });
});

const otherCard = {
  event_type: 'restorebot',
  event_payload: { request_id: 'r2', state: 'approved', version: 3 },
};
