import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { aManifest, appToken, startWorkspace } from './support/workspace.ts';

describe('tokens and scopes', () => {
  test.each([
    ['', 'not_authed'],
    ['xoxb-wrong', 'invalid_auth'],
    [appToken, 'not_allowed_token_type'],
  ])('token %j is answered with %s', async (token, error) => {
    await using workspace = await startWorkspace();

    const answer = await workspace.call('auth.test', {}, token);

    expect(answer).toMatchObject({ ok: false, error });
  });

  test('a revoked token opens nothing', async () => {
    await using workspace = await startWorkspace();
    await workspace.slack.revokeToken();

    expect(await workspace.call('auth.test')).toMatchObject({ ok: false, error: 'token_revoked' });
  });

  test('a method that the manifest has no scope for names what is needed', async () => {
    await using workspace = await startWorkspace({ manifest: aManifest(['chat:write']) });

    expect(await workspace.call('users.info', { user: 'U_ANA' })).toMatchObject({
      ok: false,
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'chat:write',
    });
  });

  test('a private channel needs the groups scope even if the public one is granted', async () => {
    await using workspace = await startWorkspace({ manifest: aManifest(['channels:read']) });
    await workspace.slack.changeMembers('#secret', { add: ['U0BOT'] });

    expect(await workspace.call('conversations.info', { channel: 'C_SEC' })).toMatchObject({
      error: 'missing_scope',
      needed: 'groups:read',
    });
  });

  test('opening a direct message needs im:write, which this manifest lacks', async () => {
    await using workspace = await startWorkspace();

    expect(await workspace.call('conversations.open', { users: 'U_ANA' })).toMatchObject({
      error: 'missing_scope',
    });
  });

  test('a method nobody knows is unknown_method', async () => {
    await using workspace = await startWorkspace();

    expect(await workspace.call('chat.shout')).toMatchObject({ ok: false, error: 'unknown_method' });
  });
});

describe('where the bot may write', () => {
  test.each([
    ['C_GEN', 'not_in_channel'],
    ['C_SEC', 'channel_not_found'],
    ['D_AB', 'channel_not_found'],
    ['C_NONE', 'channel_not_found'],
  ])('%s is refused with %s', async (channel, error) => {
    await using workspace = await startWorkspace();

    expect(await workspace.call('chat.postMessage', { channel, text: 'hi' })).toMatchObject({ error });
  });

  test('an archived channel takes nothing new', async () => {
    await using workspace = await startWorkspace();
    await workspace.slack.changeChannel('#incidents', { isArchived: true });

    expect(await workspace.call('chat.postMessage', { channel: 'C_INC', text: 'hi' })).toMatchObject({
      error: 'is_archived',
    });
  });

  test('a user id stands for the direct message, which only that person sees', async () => {
    await using workspace = await startWorkspace();

    const posted = await workspace.call('chat.postMessage', { channel: 'U_BEN', text: 'psst' });

    const dm = String(posted['channel']);
    expect(await workspace.slack.as('U_BEN').messages(dm)).toMatchObject([{ text: 'psst' }]);
    await expect(workspace.slack.as('U_ANA').messages(dm)).rejects.toMatchObject({
      code: 'channel_not_visible',
    });
  });

  test('an ephemeral message is for members, and for one of them only', async () => {
    await using workspace = await startWorkspace();
    const say = (user: string) =>
      workspace.call('chat.postEphemeral', { channel: 'C_INC', user, text: 'only you' });

    expect(await say('U_GUEST')).toMatchObject({ error: 'user_not_in_channel' });
    expect(await say('U_ANA')).toMatchObject({ ok: true });

    expect(await workspace.slack.as('U_ANA').messages('#incidents')).toHaveLength(1);
    expect(await workspace.slack.as('U_BEN').messages('#incidents')).toHaveLength(0);
  });

  test('after its burst a channel is limited, and another is not', async () => {
    await using workspace = await startWorkspace({
      now: () => new Date('2026-11-22T03:00:00Z'),
      rateLimit: { perSecond: 1, burst: 2 },
    });
    const { server, slack } = workspace;
    await slack.changeMembers('#general', { add: ['U0BOT'] });
    const post = (channel: string) =>
      fetch(`${server.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: 'Bearer xoxb-test', 'content-type': 'application/json' },
        body: JSON.stringify({ channel, text: 'hi' }),
      });
    await post('C_INC');
    await post('C_INC');

    const limited = await post('C_INC');
    const elsewhere = await post('C_GEN');
    await slack.advanceClock(1_000);
    const later = await post('C_INC');

    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await limited.json()).toMatchObject({ ok: false, error: 'ratelimited' });
    expect([elsewhere.status, later.status]).toEqual([200, 200]);
  });
});

async function withCard() {
  const workspace = await startWorkspace();
  const posted = await workspace.call('chat.postMessage', {
    channel: 'C_INC',
    text: 'card',
    blocks: [{ type: 'divider' }],
    metadata: { event_type: 'card', event_payload: { nonce: 'n-1' } },
  });
  return { ...workspace, ts: String(posted['ts']), [Symbol.asyncDispose]: workspace[Symbol.asyncDispose] };
}

describe('messages', () => {
  test('metadata comes back only when it is asked for', async () => {
    await using workspace = await withCard();
    const read = async (args: Readonly<Record<string, unknown>>) =>
      (await workspace.call('conversations.history', { channel: 'C_INC', ...args }))['messages'];

    expect(await read({ include_all_metadata: true })).toMatchObject([
      { metadata: { event_payload: { nonce: 'n-1' } } },
    ]);
    expect(await read({})).not.toMatchObject([{ metadata: {} }]);
  });

  test('replies are read page by page, the parent first', async () => {
    await using workspace = await withCard();
    const { call, ts } = workspace;
    for (const text of ['one', 'two']) {
      await call('chat.postMessage', { channel: 'C_INC', thread_ts: ts, text });
    }

    const first = await call('conversations.replies', { channel: 'C_INC', ts, limit: 2 });
    const meta = first['response_metadata'];
    const second = await call('conversations.replies', {
      channel: 'C_INC',
      ts,
      limit: 2,
      cursor: typeof meta === 'object' && meta !== null && 'next_cursor' in meta ? meta.next_cursor : '',
    });

    expect(first['messages']).toMatchObject([{ text: 'card', reply_count: 2 }, { text: 'one' }]);
    expect(first['has_more']).toBe(true);
    expect(second).toMatchObject({ messages: [{ text: 'two' }], has_more: false });
  });

  test('text without blocks takes the old blocks away and marks the message as edited', async () => {
    await using workspace = await withCard();
    await workspace.call('chat.update', { channel: 'C_INC', ts: workspace.ts, text: 'plain' });

    expect(await workspace.slack.as('U_ANA').messages('#incidents')).toMatchObject([
      { text: 'plain', blocks: [], edited: true },
    ]);
  });

  test('an edit after the window, of a deleted message or of somebody else’s is refused', async () => {
    await using workspace = await withCard();
    const { call, slack, ts } = workspace;
    const edit = (at: string) => call('chat.update', { channel: 'C_INC', ts: at, text: 'x' });
    const theirs = await slack.as('U_ANA').say('#incidents', 'mine');

    expect(await edit(theirs)).toMatchObject({ error: 'cant_update_message' });
    await slack.closeEditWindow({ channel: 'C_INC', ts });
    expect(await edit(ts)).toMatchObject({ error: 'edit_window_closed' });
    await slack.deleteMessage('#incidents', ts);
    expect(await edit(ts)).toMatchObject({ error: 'message_not_found' });
  });

  test('a thread whose parent is gone takes no reply', async () => {
    await using workspace = await withCard();
    await workspace.slack.deleteMessage('#incidents', workspace.ts);

    expect(
      await workspace.call('chat.postMessage', { channel: 'C_INC', thread_ts: workspace.ts, text: 'x' }),
    ).toMatchObject({ error: 'thread_not_found' });
  });

  test.each([
    [{ text: '' }, 'no_text'],
    [{ text: 'x', blocks: { type: 'divider' } }, 'invalid_blocks_format'],
    [
      { text: 'x', metadata: { event_type: 'e', event_payload: { big: 'x'.repeat(20_000) } } },
      'metadata_too_large',
    ],
  ])('%o is refused with %s', async (args, error) => {
    await using workspace = await startWorkspace();

    expect(await workspace.call('chat.postMessage', { channel: 'C_INC', ...args })).toMatchObject({ error });
  });

  test('an update of more than 4000 characters is too long', async () => {
    await using workspace = await withCard();

    expect(
      await workspace.call('chat.update', { channel: 'C_INC', ts: workspace.ts, text: 'x'.repeat(4_001) }),
    ).toMatchObject({ error: 'msg_too_long' });
  });
});

describe('people and channels', () => {
  test('a person comes with the flags that decide whether they may approve', async () => {
    await using workspace = await startWorkspace();
    await workspace.slack.changeUser({ id: 'U_BEN', deleted: true });
    const user = async (id: string) => (await workspace.call('users.info', { user: id }))['user'];

    expect(await user('U_GUEST')).toMatchObject({ is_restricted: true, is_bot: false });
    expect(await user('U_EXT')).toMatchObject({ is_stranger: true, team_id: 'T2' });
    expect(await user('U_BEN')).toMatchObject({ deleted: true });
    expect(await workspace.call('users.info', { user: 'U_NONE' })).toMatchObject({ error: 'user_not_found' });
  });

  test('a disabled group has no members unless they are asked for', async () => {
    await using workspace = await startWorkspace();
    const members = () => workspace.call('usergroups.users.list', { usergroup: 'S_DBA' });

    expect(await members()).toMatchObject({ users: ['U_BEN'] });
    await workspace.slack.changeGroup({ id: 'S_DBA', disabled: true });
    expect(await members()).toMatchObject({ error: 'no_such_subteam' });
  });

  test('lists know of private channels only where the bot is a member', async () => {
    await using workspace = await startWorkspace();
    const names = async () => {
      const types = 'public_channel,private_channel';
      return (await workspace.call('conversations.list', { types }))['channels'];
    };

    expect(await names()).toMatchObject([
      { name: 'incidents', is_member: true },
      { name: 'general', is_member: false },
    ]);
    await workspace.slack.changeMembers('#secret', { add: ['U0BOT'] });
    expect(await names()).toHaveLength(3);
  });
});

describe('faults on command', () => {
  test('fail the next calls of one method in one channel, and then no more', async () => {
    await using workspace = await startWorkspace();
    const post = () => workspace.call('chat.postMessage', { channel: 'C_INC', text: 'x' });
    await workspace.slack.fault({ method: 'chat.postMessage', channel: 'C_GEN', error: 'fatal_error' });
    await workspace.slack.fault({ method: 'chat.postMessage', error: 'internal_error', times: 2 });

    const answers = [await post(), await post(), await post()];

    expect(answers.map(({ error }) => error)).toEqual(['internal_error', 'internal_error', undefined]);
    expect(await workspace.slack.faults()).toMatchObject([{ channel: 'C_GEN', left: 1 }]);
    expect((await workspace.slack.calls('chat.postMessage')).map(({ ok }) => ok)).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('can apply a call and lose its answer', async () => {
    await using workspace = await startWorkspace();
    await workspace.slack.fault({ method: 'chat.postMessage', dropAfterApply: true });

    await expect(workspace.call('chat.postMessage', { channel: 'C_INC', text: 'x' })).rejects.toThrow(
      'fetch failed',
    );

    expect(await workspace.slack.as('U_ANA').messages('#incidents')).toHaveLength(1);
  });

  test('the log of calls has arguments but no token', async () => {
    await using workspace = await startWorkspace();
    await workspace.call('users.info', { user: 'U_ANA', token: 'xoxb-test' }, '');

    expect(await workspace.slack.calls('users.info')).toMatchObject([{ args: { user: 'U_ANA' }, ok: true }]);
    expect(JSON.stringify(await workspace.slack.calls())).not.toContain('xoxb');
  });
});

test('a reply that is broadcast stands in its thread and in the channel', async () => {
  await using workspace = await startWorkspace();
  const parent = await workspace.call('chat.postMessage', { channel: 'C_INC', text: 'The card' });
  const reply = { channel: 'C_INC', thread_ts: String(parent['ts']) };
  await workspace.call('chat.postMessage', { ...reply, text: 'a line' });
  await workspace.call('chat.postMessage', { ...reply, text: 'the end', reply_broadcast: true });
  const ana = workspace.slack.as('U_ANA');

  expect((await ana.messages('C_INC')).map(({ text }) => text)).toEqual(['The card', 'the end']);
  expect((await ana.thread('C_INC', String(parent['ts']))).map(({ text }) => text)).toEqual([
    'The card',
    'a line',
    'the end',
  ]);
});

describe('direct messages', () => {
  const Manifest = z.looseObject({ features: z.looseObject({ app_home: z.unknown() }) });
  const manifests = ['slack-manifest.json', 'slack-manifest.http.json'];

  test.each(manifests)('22: with %s restorebot may write to a person, who cannot answer', async (file) => {
    const manifest = Manifest.parse(JSON.parse(await readFile(file, 'utf8')));
    await using workspace = await startWorkspace({ manifest });

    expect(await workspace.call('chat.postMessage', { channel: 'U_ANA', text: 'hello' })).toMatchObject({
      ok: true,
    });
    expect(manifest.features.app_home).toMatchObject({ messages_tab_read_only_enabled: true });
  });

  test('22: a manifest without the messages tab gets messages_tab_disabled, as at Slack', async () => {
    const { features, ...rest } = aManifest();
    const manifest = { ...rest, features: { ...features, app_home: { home_tab_enabled: true } } };
    await using workspace = await startWorkspace({ manifest });

    expect(await workspace.call('chat.postMessage', { channel: 'U_ANA', text: 'hello' })).toMatchObject({
      ok: false,
      error: 'messages_tab_disabled',
    });
  });
});
