import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createChannels } from '#bot/slack/channels.ts';
import { type Rig, startRig } from '../support/slack-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

const channels = () =>
  createChannels({ slack: rig.client, monotonicMs: () => rig.clock.now().getTime(), log: rig.log });

describe('who sees a channel', () => {
  test('our organization alone, until it is shared; that is known within ten seconds', async () => {
    const asked = channels();
    const before = await asked.sharing('C0OPS');
    await rig.workspace.slack.changeChannel('#ops', { isExtShared: true });

    rig.clock.pass(9_999);
    const kept = await asked.sharing('C0OPS');
    rig.clock.pass(1);

    expect([before, kept, await asked.sharing('C0OPS')]).toEqual(['internal', 'internal', 'shared']);
  });

  test.each(['C0NOWHERE', 'D0NOWHERE'])('%s, which the bot cannot see, is not ours', async (channel) => {
    expect(await channels().sharing(channel)).toBe('lookup-refused');
  });

  test.each([
    [{ retryAfterSec: 3 }, 'lookup-failed'],
    [{ httpStatus: 500 }, 'lookup-failed'],
    [{ error: 'missing_scope' }, 'lookup-refused'],
  ])('a lookup that fails says nothing, and is asked again: %j', async (how, answer) => {
    const asked = channels();
    await rig.workspace.slack.fault({ method: 'conversations.info', ...how });

    expect([await asked.sharing('C0OPS'), await asked.sharing('C0OPS')]).toEqual([answer, 'internal']);
  });
});
