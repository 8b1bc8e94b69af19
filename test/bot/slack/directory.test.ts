import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDirectory } from '#bot/slack/directory.ts';
import type { Directory } from '#core/ports.ts';
import { type Rig, startRig } from '../support/slack-rig.ts';

let rig: Rig;
let directory: Directory;
beforeEach(async () => {
  rig = await startRig();
  directory = newDirectory();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

function newDirectory(teamId?: string): Directory {
  return createDirectory({
    slack: rig.client,
    teamId,
    monotonicMs: () => rig.clock.now().getTime(),
    log: rig.log,
  });
}

describe('who somebody is', () => {
  test('a member of the workspace is one, with the name people see', async () => {
    expect(await directory.standing('U0ADA')).toEqual({ type: 'member', id: 'U0ADA', name: 'Ada' });
  });

  test.each([
    ['deactivated', 'U0GONE'],
    ['bot', 'U0AUTO'],
    ['guest', 'U0GUEST'],
    ['guest', 'U0SINGLE'],
    ['from-another-workspace', 'U0EVE'],
    ['from-another-workspace', 'U0SIS'],
    ['nobody-knows-them', 'U0NOBODY'],
  ])('%s: %s is excluded', async (because, user) => {
    expect(await directory.standing(user)).toEqual({ type: 'excluded', because });
  });

  test('restorebot itself is a bot', async () => {
    expect(await directory.standing('U0BOT')).toEqual({ type: 'excluded', because: 'bot' });
  });

  test('the home workspace may be given', async () => {
    expect(await newDirectory('T0SISTER').standing('U0SIS')).toMatchObject({ type: 'member' });
    expect(await newDirectory('T0SISTER').standing('U0ADA')).toMatchObject({ type: 'excluded' });
  });

  test.each([
    { method: 'users.info', error: 'team_added_to_org' },
    { method: 'users.info', retryAfterSec: 3 },
    { method: 'users.info', httpStatus: 500 },
    { method: 'auth.test', httpStatus: 500 },
  ])('a lookup that fails is no yes: %j', async (fault) => {
    await rig.workspace.slack.fault(fault);

    expect(await directory.standing('U0ADA')).toEqual({ type: 'excluded', because: 'lookup-failed' });
  });

  test.each([
    { method: 'users.info', error: 'missing_scope' },
    { method: 'auth.test', error: 'not_allowed_token_type' },
  ])(
    '11: what Slack will always refuse is no passing trouble, and the log has its code: %j',
    async (fault) => {
      await rig.workspace.slack.fault(fault);

      expect(await directory.standing('U0ADA')).toEqual({ type: 'excluded', because: 'lookup-refused' });
      expect(rig.log.lines).toContainEqual(
        expect.objectContaining({
          level: 'error',
          fields: expect.objectContaining({ failure: { type: 'platform', error: fault.error } }),
        }),
      );
    },
  );

  test.each(['deleted', 'is_bot', 'is_restricted', 'is_ultra_restricted', 'team_id'])(
    '13: an account without %s is excluded, and the log names the field',
    async (field) => {
      await rig.workspace.slack.changeUser({ id: 'U0ADA', without: [field] });

      expect(await directory.standing('U0ADA')).toEqual({ type: 'excluded', because: 'account-unclear' });
      expect(rig.log.lines).toContainEqual(
        expect.objectContaining({ level: 'warn', fields: { user: 'U0ADA', missing: [field] } }),
      );
    },
  );

  test('a failure is not remembered', async () => {
    await rig.workspace.slack.fault({ method: 'users.info', httpStatus: 500 });
    await directory.standing('U0ADA');

    expect(await directory.standing('U0ADA')).toMatchObject({ type: 'member' });
  });

  test('somebody deactivated is excluded within half a minute', async () => {
    await directory.standing('U0ADA');
    await rig.workspace.slack.changeUser({ id: 'U0ADA', deleted: true });

    rig.clock.pass(29_999);
    expect(await directory.standing('U0ADA')).toMatchObject({ type: 'member' });
    rig.clock.pass(1);
    expect(await directory.standing('U0ADA')).toEqual({ type: 'excluded', because: 'deactivated' });
  });

  test('many who ask at once about one person make one call', async () => {
    await Promise.all(Array.from({ length: 5 }, () => directory.standing('U0ADA')));

    expect(await rig.workspace.slack.calls('users.info')).toHaveLength(1);
  });
});

describe('who is in a group', () => {
  test('its members', async () => {
    expect(await directory.members('S0DBA')).toEqual(['U0ADA', 'U0BEN']);
  });

  test.each(['S0OLD', 'S0NONE'])('a group that is disabled or unknown has no members: %s', async (group) => {
    expect(await directory.members(group)).toBe('lookup-refused');
  });

  test.each(['plan_upgrade_required', 'missing_scope', 'not_allowed_token_type'])(
    '11: a workspace that never tells who is in a group refuses for good: %s',
    async (error) => {
      await rig.workspace.slack.fault({ method: 'usergroups.users.list', error });

      expect(await directory.members('S0DBA')).toBe('lookup-refused');
      expect(rig.log.lines).toContainEqual({
        level: 'error',
        message: expect.any(String) as string,
        fields: {
          method: 'usergroups.users.list',
          group: 'S0DBA',
          failure: { type: 'platform', error },
        },
      });
    },
  );

  test('a group that cannot be read has no members', async () => {
    await rig.workspace.slack.fault({ method: 'usergroups.users.list', httpStatus: 500 });

    expect(await directory.members('S0DBA')).toBe('lookup-failed');
    expect(await directory.members('S0DBA')).toHaveLength(2);
  });

  test('a form may go by an older answer than a decision', async () => {
    const formMs = 300_000;
    await directory.members('S0DBA');
    await rig.workspace.slack.changeGroup({ id: 'S0DBA', members: ['U0BEN'] });

    rig.clock.pass(formMs - 1);
    expect(await directory.members('S0DBA', formMs)).toHaveLength(2);
    expect(await directory.members('S0DBA')).toEqual(['U0BEN']);
    expect(await directory.members('S0DBA', formMs)).toEqual(['U0BEN']);
    rig.clock.pass(formMs);
    await directory.members('S0DBA', formMs);

    expect(await rig.workspace.slack.calls('usergroups.users.list')).toHaveLength(3);
  });

  test('who left the group is out within a minute', async () => {
    await directory.members('S0DBA');
    await rig.workspace.slack.changeGroup({ id: 'S0DBA', members: ['U0BEN'] });

    rig.clock.pass(60_000);

    expect(await directory.members('S0DBA')).toEqual(['U0BEN']);
  });
});
