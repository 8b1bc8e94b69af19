import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { after } from '#core/instant.ts';
import type { Look } from '#core/look.ts';
import type { Pacer } from '#core/ports.ts';
import { aBaseline } from '#test/support/builders.ts';
import { comeToRest, type Rig, startRig } from '../support/slack-rig.ts';

/** Which edits of a card are worth a call, and which are not. */

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

const settle = (announcer = rig.announcer()) => comeToRest(rig, announcer);

function aLook(changes: Partial<Look>): Look {
  const now = rig.clock.now();
  return { of: 'restoring', at: now, next: after(now, 5_000), count: 1, detail: 'copying', ...changes };
}

describe('progress', () => {
  /** One look, so many minutes after the submission, and whatever follows from it. */
  async function lookAfter(minutes: number, fraction: number, announcer = rig.announcer()): Promise<void> {
    const { request } = await rig.stored();
    if (request.state.tag !== 'restoring') throw new Error(`not restoring: ${request.state.tag}`);
    rig.clock.pass(+after(request.state.submittedAt, minutes * 60_000) - +rig.clock.now());
    await rig.store.saveLook('r1', request.version, aLook({ fraction }), undefined);
    expect(await announcer.converge('r1')).toEqual({});
  }
  const edits = async () => (await rig.workspace.slack.calls('chat.update')).length;

  test('a look edits the card after one minute and after ten, and shows what is true then', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    const seen: number[] = [];
    for (const [minutes, fraction] of [
      [0.5, 0.1],
      [1, 0.2],
      [9, 0.3],
      [11, 0.4],
      [29, 0.5],
    ] as const) {
      await lookAfter(minutes, fraction);
      seen.push(await edits());
    }

    expect(seen).toEqual([0, 1, 1, 2, 2]);
    const [card] = await rig.channel();
    expect(JSON.stringify(card?.blocks)).toContain('40 %');
    // It was sent a minute before the vendor answered.
    expect(JSON.stringify(card?.blocks)).toContain('after 12 min');
  });

  test('a card without a place among the edits waits for the next look, and asks nobody meanwhile', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    let full = true;
    const pacer: Pacer = {
      ...rig.pacer,
      tryTake: async (name, rate) =>
        full && name === 'slack.progress' ? { type: 'wait', ms: 1_500 } : rig.pacer.tryTake(name, rate),
    };
    const announcer = rig.announcer({ pacer });

    await lookAfter(2, 0.1, announcer);
    expect(await edits()).toBe(0);
    full = false;
    await lookAfter(3, 0.2, announcer);

    expect(await edits()).toBe(1);
  });

  test('the end does not wait behind the edits of progress', async () => {
    await rig.ask({ state: 'restoring' });
    await settle();
    const announcer = rig.announcer();
    await lookAfter(1, 0.1, announcer);

    await rig.happen({ type: 'failed', reason: { code: 'failed-at-vendor', text: 'No disk left.' } });

    expect(await announcer.converge('r1')).toEqual({});
    const [card] = await rig.channel();
    expect((await rig.thread(card)).at(-1)?.text).toContain('No disk left.');
  });
});

describe('a state that is over within seconds', () => {
  const texts = async () =>
    (await rig.workspace.slack.calls('chat.update')).map(({ args }) => String(args['text']).split(':')[0]);
  const lines = async () => (await rig.thread((await rig.channel())[0])).map(({ text }) => text);

  test.each([
    ['the next one comes at once', 1_000, ['Submitting']],
    ['it lasts', 6_000, ['Approved, starting', 'Submitting']],
  ])('approved and about to start: %s', async (_, afterMs, shown) => {
    await rig.ask();
    await settle();
    const announcer = rig.announcer();
    await rig.happen({ type: 'approved', dispatchBy: after(rig.clock.now(), 900_000) });
    const { retryAt } = await announcer.converge('r1');
    expect(await lines()).toHaveLength(1);
    expect(retryAt).toEqual(after(rig.clock.now(), 5_000));
    rig.clock.pass(afterMs);
    await announcer.converge('r1');
    const postBy = after(rig.clock.now(), 10_000);
    await rig.happen({ type: 'dispatched', attempt: 1, token: 't', baseline: aBaseline(), postBy });
    await settle(announcer);

    expect(await texts()).toEqual(shown);
  });

  test.each([
    ['seconds', 1_000, ['Restored'], 0],
    ['long', 60_000, ['Finished, checking the target', 'Restored'], 1],
  ])('checking takes %s', async (_, afterMs, shown, extra) => {
    await rig.ask({ state: 'restoring' });
    await settle();
    const before = (await lines()).length;
    const announcer = rig.announcer();
    await rig.happen({ type: 'restored', finishedAt: rig.clock.now() });
    await announcer.converge('r1');
    rig.clock.pass(afterMs);
    await announcer.converge('r1');
    await rig.happen({ type: 'verified', outcome: 'passed', findings: [] });
    await settle(announcer);

    expect(await texts()).toEqual(shown);
    expect(await lines()).toHaveLength(before + extra + 1);
  });
});
