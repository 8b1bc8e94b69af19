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

  test('the form, the review and the request ask Slack about a channel once', async () => {
    const asked = channels();

    expect(await asked.facts('C0OPS')).toMatchObject({ type: 'ok', value: { is_member: true } });
    expect(await Promise.all([asked.sharing('C0OPS'), asked.sharing('C0OPS')])).toEqual([
      'internal',
      'internal',
    ]);

    expect(await rig.workspace.slack.calls('conversations.info')).toHaveLength(1);
  });

  test('an invitation counts at once', async () => {
    await rig.workspace.slack.changeMembers('#ops', { remove: ['U0BOT'] });
    const asked = channels();
    const before = await asked.facts('C0OPS');
    await rig.workspace.slack.changeMembers('#ops', { add: ['U0BOT'] });

    const members = [before, await asked.facts('C0OPS')].map(
      (each) => each.type === 'ok' && each.value.is_member,
    );
    expect(members).toEqual([false, true]);
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
