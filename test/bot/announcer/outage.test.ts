import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WatchedAnnouncer } from '#bot/announcer/index.ts';
import type { Fault, ShownMessage } from '#sandbox/slack/control-types.ts';
import { comeToRest, type NewEvent, type Rig, startRig } from '../support/slack-rig.ts';

let rig: Rig;
let known = 0;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

const minute = 60_000;
const failed = { type: 'failed', reason: { code: 'failed-at-vendor', text: 'No disk left.' } } as const;
const forAsLongAsItTakes = 100_000;

/** Lets time pass while the sweep comes by every ten seconds, as it does for what is untold. */
async function pass(announcer: WatchedAnnouncer, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10_000) {
    await announcer.converge('r1');
    rig.clock.pass(10_000);
  }
}

const errors = () => rig.log.lines.filter(({ level }) => level === 'error');
const calls = async () => (await rig.workspace.slack.calls()).length;

/** An announcer that has told everything so far. */
async function begin(changes?: Parameters<Rig['ask']>[0]): Promise<WatchedAnnouncer> {
  await rig.ask(changes);
  const announcer = rig.announcer();
  await comeToRest(rig, announcer);
  known = (await inThread()).length;
  rig.clock.pass(minute);
  await rig.workspace.slack.clearCalls();
  return announcer;
}

/** What the thread says since then. */
const told = async () => (await inThread()).slice(known);

async function inThread(): Promise<readonly string[]> {
  const card = (await rig.channel()).filter(({ tombstone }) => !tombstone).at(-1);
  return (await rig.thread(card)).map(({ text }) => text);
}

/** Nonces of all messages of ours, in the channel and in its threads. */
async function nonces(): Promise<readonly string[]> {
  const top = await rig.channel();
  const all = [...top, ...(await Promise.all(top.map((message) => rig.thread(message)))).flat()];
  return all.map(({ metadata }) => JSON.stringify(metadata?.['event_payload'])).toSorted();
}

async function directMessages(user: string): Promise<readonly ShownMessage[]> {
  const person = rig.workspace.slack.as(user);
  const dms = (await person.channels()).filter(({ kind, hasBot }) => kind === 'dm' && hasBot);
  return (await Promise.all(dms.map(({ id }) => person.messages(id)))).flat();
}

/** What a restore goes through while nobody hears of it: trouble that comes and goes, and a person who stops it. */
const story: readonly NewEvent[] = [
  { type: 'trouble-began', text: 'Timeout.' },
  { type: 'trouble-ended' },
  { type: 'cancel-asked', by: 'U0RITA' },
  { type: 'trouble-began', text: 'Timeout.' },
  { type: 'trouble-ended' },
];

describe('a long time in which Slack takes nothing', () => {
  test.each<[string, number, Partial<Fault>]>([
    ['429 for half an hour', 30 * minute, { retryAfterSec: 60 }],
    ['5xx for half an hour', 30 * minute, { httpStatus: 503 }],
  ])('F24: %s: the backlog is the newest card, the decision and the end, each once', async (_, ms, fault) => {
    const announcer = await begin({ state: 'restoring' });
    await rig.workspace.slack.fault({ method: '*', ...fault, times: forAsLongAsItTakes });

    for (const event of story) {
      await rig.happen(event);
      await pass(announcer, ms / 6);
    }
    await rig.happen(failed);
    await pass(announcer, ms / 6);
    const made = await calls();
    await rig.workspace.slack.clearFaults();
    await comeToRest(rig, announcer);

    expect(made).toBeLessThan(2 * (ms / minute) + 6 * 6);
    const lines = await told();
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('asked the vendor to stop');
    expect(lines[1]).toContain('No disk left.');
    expect(await rig.channel()).toHaveLength(1);
    expect((await rig.channel())[0]?.text).toContain('Restore failed');
    expect(new Set(await nonces()).size).toBe((await nonces()).length);
  });

  test('F26: Slack fully away for two hours: told within a minute of its return, one alarm, and the end in the log', async () => {
    const announcer = await begin({ state: 'restoring' });
    await rig.workspace.slack.fault({ method: '*', httpStatus: 503, times: forAsLongAsItTakes });

    await rig.happen({ type: 'cancel-asked', by: 'U0RITA' });
    await pass(announcer, 60 * minute);
    await rig.happen(failed);
    await pass(announcer, 60 * minute);

    expect(await calls()).toBeLessThan(2 * 120 + 20);
    expect(errors().map(({ message }) => message)).toEqual([
      'Slack has not been told of events in time',
      'nobody could be told this in Slack; telling goes on',
    ]);
    expect(errors()[1]?.fields).toMatchObject({
      requestId: 'r1',
      outcome: 'Restore failed',
      requester: 'U0RITA',
    });
    expect(await announcer.behind()).toMatch(/^What happened to one request could not be told .*\(away\)\.$/);
    await rig.workspace.slack.clearFaults();
    await pass(announcer, minute);
    expect(await told()).toHaveLength(2);
    expect(await announcer.behind()).toBeUndefined();
  });

  test('F24: what another process told meanwhile is not behind', async () => {
    await rig.ask();
    await rig.workspace.slack.fault({ method: '*', error: 'service_unavailable', times: 3 });
    const [one, other] = [rig.announcer(), rig.announcer()];
    await one.converge('r1');
    rig.clock.pass(6 * minute);
    expect(await one.behind()).toMatch(/one request/);

    await rig.workspace.slack.clearFaults();
    await comeToRest(rig, other);

    expect(await one.behind()).toBeUndefined();
  });

  test('F24: many late lines become one with the oldest in it, and the newest follow', async () => {
    const announcer = await begin();
    await rig.workspace.slack.fault({ method: '*', httpStatus: 503, times: forAsLongAsItTakes });
    for (let round = 1; round <= 10; round += 1) {
      await rig.happen(await vote('U0ADA'));
      await rig.happen({ type: 'vote-withdrawn', by: 'U0ADA', expiresAt: await expiry() });
      await pass(announcer, 2 * minute);
    }
    await rig.workspace.slack.clearFaults();

    await comeToRest(rig, announcer);

    const lines = await told();
    // One that was about to be posted when Slack went, those that fold others, and the newest five.
    expect(lines.length).toBeLessThanOrEqual(8);
    expect(lines[0]).toContain('Slack took no messages for a while');
    expect(lines.at(-1)).toContain('withdrew their approval');
    expect(lines.join('\n').match(/withdrew their approval/gu)).toHaveLength(10);
    expect(lines.join('\n').match(/> approved: 1 of 1/gu)).toHaveLength(10);
  });

  test('F24: the line that folds others is posted once, even if its answer is lost and more comes after it', async () => {
    const announcer = await begin();
    for (let round = 1; round <= 6; round += 1) {
      await rig.happen(await vote('U0ADA'));
      await rig.happen({ type: 'vote-withdrawn', by: 'U0ADA', expiresAt: await expiry() });
    }
    rig.clock.pass(2 * minute);
    await rig.workspace.slack.fault({ method: 'chat.postMessage', dropAfterApply: true });

    await announcer.converge('r1');
    for (let round = 1; round <= 6; round += 1) {
      await rig.happen(await vote('U0BEN'));
      await rig.happen({ type: 'vote-withdrawn', by: 'U0BEN', expiresAt: await expiry() });
    }
    rig.clock.pass(2 * minute);
    await comeToRest(rig, announcer);

    const lines = await told();
    const folding = lines.filter((line) => line.includes('Slack took no messages'));
    expect(folding).toHaveLength(2);
    // Every event is told exactly once, in its own line or in one of the two.
    expect(lines.join('\n').match(/withdrew their approval/gu)).toHaveLength(12);
    expect(new Set(await nonces()).size).toBe((await nonces()).length);
  });
});

async function expiry(): Promise<Date> {
  const { state } = (await rig.stored()).request;
  return state.tag === 'pending-approval' ? state.expiresAt : rig.clock.now();
}

async function vote(by: string): Promise<NewEvent> {
  const { request, now } = await rig.stored();
  return { type: 'vote-cast', by, vote: { by, at: now, agreement: request.plan.digest } };
}

describe('a token that no longer counts', () => {
  test('F24: one alarm for all, few calls while it lasts, and everything told once it is good again', async () => {
    const announcer = await begin({ state: 'restoring' });
    await rig.workspace.slack.revokeToken();

    await rig.happen({ type: 'cancel-asked', by: 'U0RITA' });
    await pass(announcer, 60 * minute);
    await rig.happen(failed);
    await pass(announcer, 60 * minute);

    expect(await calls()).toBeLessThanOrEqual(2 * 13);
    const messages = errors().map(({ message }) => message);
    expect(messages.filter((message) => message.startsWith('slack refuses restorebot'))).toHaveLength(1);
    expect(messages.filter((message) => message.startsWith('nobody could be told'))).toHaveLength(1);
    await rig.workspace.slack.revokeToken(false);
    await pass(announcer, 5 * minute);
    expect(await told()).toHaveLength(2);
  });
});

describe('the next open way', () => {
  test.each(['cannot_reply_to_message', 'restricted_action_thread_locked'])(
    'F24: %s: the end is told in the channel, and says which restore it is about',
    async (error) => {
      const announcer = await begin({ state: 'restoring' });
      await rig.workspace.slack.fault({ method: 'chat.postMessage', error });
      await rig.happen(failed);

      await comeToRest(rig, announcer);

      const [, end, ...more] = await rig.channel();
      expect(more).toEqual([]);
      expect(end?.text).toContain('No disk left.');
      expect(await directMessages('U0RITA')).toEqual([]);
    },
  );

  test('F24: a code that nobody knows closes the channel, and people are told directly', async () => {
    const announcer = await begin({ state: 'restoring' });
    await rig.workspace.slack.fault({
      method: 'chat.postMessage',
      channel: 'C0OPS',
      error: 'brand_new_rule',
    });
    await rig.happen(failed);

    await comeToRest(rig, announcer);

    expect((await directMessages('U0RITA')).map(({ text }) => text)).toEqual([
      expect.stringContaining('cannot post in <#C0OPS>: Slack says `brand_new_rule`.'),
    ]);
  });

  test('F24: a line that is told directly says which restore it is about, whose it is, and why it comes this way', async () => {
    const announcer = await begin({ state: 'restoring' });
    await rig.workspace.slack.changeChannel('C0OPS', { isArchived: true });
    await rig.happen({ type: 'cancel-asked', by: 'U0RITA' });

    await comeToRest(rig, announcer);

    const [message] = await directMessages('U0RITA');
    expect(message?.text).toBe(
      [
        'About the restore of `orders-prod` that <@U0RITA> asked for:',
        ':octagonal_sign: <@U0RITA> asked the vendor to stop the restore. It may still finish.',
        'restorebot tells you this directly because it cannot post in <#C0OPS>: it is archived.',
      ].join('\n'),
    );
  });

  test('F24: where nothing is open the end stands in the log, once', async () => {
    const announcer = await begin({ state: 'restoring' });
    await rig.workspace.slack.changeChannel('C0OPS', { isArchived: true });
    await rig.workspace.slack.fault({ method: 'chat.postMessage', error: 'user_disabled', times: 400 });
    await rig.happen(failed);

    await pass(announcer, 30 * minute);

    expect(errors().map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ requestId: 'r1', outcome: 'Restore failed', because: 'user_disabled' }),
      expect.objectContaining({ because: 'user_disabled' }),
    ]);
  });
});
