import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { refuseUnfitSlack } from '#app/slack-fitness.ts';
import { readThread } from '#bot/announcer/find-post.ts';
import { createDirectory } from '#bot/slack/directory.ts';
import { createSlackClient } from '#bot/slack/slack-client.ts';
import { Secret } from '#core/secret.ts';
import { listenHere } from '#sandbox/loopback.ts';
import { botToken } from '../../sandbox/slack/support/workspace.ts';
import { type Rig, startRig } from '../support/slack-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

const posting = {
  channel: 'C0OPS',
  text: 'hello',
  marker: { type: 'restorebot', payload: { nonce: 'n1' } },
} as const;

test.each([
  [{ retryAfterSec: 7 }, { type: 'rate-limited', retryAfterMs: 7_000 }],
  [{ error: 'not_in_channel' }, { type: 'platform', error: 'not_in_channel' }],
  [{ error: 'ratelimited' }, { type: 'rate-limited', retryAfterMs: 30_000 }],
  [{ error: 'fatal_error' }, { type: 'unreachable', sent: 'maybe', text: 'fatal_error' }],
  [{ error: '<html>' }, { type: 'unreachable', sent: 'maybe', text: '<html>' }],
  [{ httpStatus: 502 }, { type: 'unreachable', sent: 'maybe', text: 'HTTP 502' }],
  [{ dropAfterApply: true }, { type: 'unreachable', sent: 'maybe' }],
] as const)('%j comes back as a value', async (fault, failure) => {
  await rig.workspace.slack.fault({ method: 'chat.postMessage', ...fault });

  expect(await rig.client.post(posting)).toMatchObject(failure);
  expect(await rig.workspace.slack.calls('chat.postMessage')).toHaveLength(1);
});

test('a connection that was never made sent nothing', async () => {
  const { apiUrl } = rig.workspace.server;
  await rig[Symbol.asyncDispose]();
  const client = createSlackClient({ token: new Secret(botToken), apiUrl, log: rig.log });

  expect(await client.post(posting)).toMatchObject({ type: 'unreachable', sent: 'no' });
  rig = await startRig();
});

test('an answer that does not come in time is unreachable', async () => {
  const { apiUrl } = rig.workspace.server;
  const client = createSlackClient({ token: new Secret(botToken), apiUrl, timeoutMs: 50, log: rig.log });
  await rig.workspace.slack.fault({ method: 'chat.postMessage', delayMs: 2_000 });

  expect(await client.post(posting)).toMatchObject({ type: 'unreachable', sent: 'maybe' });
});

test('the address of a message is asked for once, and again after a thousand others', async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume();
    const body = { ok: true, channel: 'C0OPS', permalink: `https://shop.slack.com/archives/C0OPS/p${asked}` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await using _ = server;
  const port = await listenHere(server, 0);
  const apiUrl = `http://127.0.0.1:${port}/api/`;
  const client = createSlackClient({ token: new Secret(botToken), apiUrl, log: rig.log });
  const ask = (number: number) => client.permalink({ channel: 'C0OPS', ts: `${number}.000001` });

  await ask(0);
  await ask(0);
  expect(asked).toBe(1);
  for (let from = 1; from <= 1_000; from += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, at) => ask(from + at)));
  }
  expect(asked).toBe(1_001);
  await ask(0);

  expect(asked).toBe(1_002);
});

test('the token shows in no log line', async () => {
  await rig.workspace.slack.fault({ method: '*', httpStatus: 500, times: 2 });

  await rig.client.post(posting);
  await rig.client.self();

  expect(rig.log.lines.length).toBeGreaterThan(0);
  expect(JSON.stringify(rig.log.lines)).not.toContain(botToken);
});

/** A client of a Slack that gives these answers, by method. */
async function answering(answers: Readonly<Record<string, object>>) {
  const server = createServer((request, response) => {
    request.resume();
    const method = request.url?.split('/').at(-1) ?? '';
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ ok: true, ...answers[method] }));
  });
  const apiUrl = `http://127.0.0.1:${await listenHere(server)}/api/`;
  return { server, client: createSlackClient({ token: new Secret(botToken), apiUrl, log: rig.log }) };
}

test('13: null means absent, in every answer that is read', async () => {
  const enterprise = { id: 'U0ANA', enterprise_id: 'E0ORG', teams: ['T0SHOP', 'T0OTHER'] };
  const flags = { deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false };
  const message = { ts: '1.2', user: null, bot_id: 'B1', text: null, subtype: null, thread_ts: null };
  const { server, client } = await answering({
    'auth.test': { user_id: 'U0BOT', bot_id: null, team_id: 'T0SHOP', enterprise_id: null, url: null },
    'users.info': {
      user: {
        id: 'U0ANA',
        team_id: null,
        real_name: null,
        profile: { display_name: null },
        ...flags,
        is_stranger: null,
        enterprise_user: enterprise,
      },
    },
    'conversations.info': { channel: { is_im: null, is_member: true, is_ext_shared: null } },
    'conversations.history': { messages: [message], response_metadata: { next_cursor: null } },
    'users.conversations': { channels: [{ id: 'C1', name: null }] },
  });

  expect([
    await client.self(),
    await client.user('U0ANA'),
    await client.conversation('C1'),
    await client.history('C1', {}),
    await client.channels(undefined),
  ]).toEqual([
    { type: 'ok', value: { user_id: 'U0BOT', team_id: 'T0SHOP', response_metadata: expect.anything() } },
    {
      type: 'ok',
      value: { id: 'U0ANA', profile: {}, ...flags, enterprise_user: { teams: enterprise.teams } },
    },
    { type: 'ok', value: { is_member: true } },
    { type: 'ok', value: { items: [{ ts: '1.2', bot_id: 'B1' }], next: undefined } },
    { type: 'ok', value: { items: ['C1'], next: undefined } },
  ]);
  server.close();
});

test('13: a list whose cursor comes again counts as not read', async () => {
  const more = { response_metadata: { next_cursor: 'dGVhbTpDMQ==' } };
  const { server, client } = await answering({ 'conversations.replies': { messages: [], ...more } });

  expect(await readThread(client, { channel: 'C1', ts: '1.2' })).toMatchObject({ type: 'unreachable' });
  server.close();
});

const member = {
  id: 'U0ANA',
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
};
const inOrg = (teams?: readonly string[] | null) => ({ enterprise_user: { enterprise_id: 'E0ORG', teams } });

test.each<readonly [user: object, standing: string]>([
  [{ team_id: 'T0SHOP' }, 'member'],
  [inOrg(['T0SHOP', 'T0OTHER']), 'member'],
  [{ team_id: 'T0OTHER', ...inOrg(['T0SHOP']) }, 'member'],
  [{ team_id: 'E0ORG', ...inOrg(['T0OTHER', 'T0SHOP']) }, 'member'],
  [{ team_id: 'T0SHOP', ...inOrg([]) }, 'member'],
  [{ team_id: 'T0SHOP', enterprise_user: null, is_stranger: null }, 'member'],
  [
    { team_id: 'T0SHOP', is_invited_user: false, is_app_user: false, who_can_share_contact_card: 'x' },
    'member',
  ],
  [{ team_id: 'E0ORG', ...inOrg(null) }, 'account-unclear'],
  [{ team_id: 'E0ORG' }, 'account-unclear'],
  [{ team_id: null, ...inOrg([]) }, 'account-unclear'],
  [{ team_id: 'T0SHOP', is_bot: null }, 'account-unclear'],
  [{ team_id: 'T0OTHER', ...inOrg(['T0OTHER']) }, 'from-another-workspace'],
  [{ team_id: 't0shop' }, 'from-another-workspace'],
  [{ team_id: 'T0SHOP', is_stranger: true, ...inOrg(['T0SHOP']) }, 'from-another-workspace'],
  [{ team_id: 'T0SHOP', deleted: true, is_bot: null }, 'deactivated'],
  [{ team_id: 'T0SHOP', is_restricted: true, ...inOrg(['T0SHOP']) }, 'guest'],
  [{ team_id: 'T0SHOP', is_workflow_bot: true }, 'bot'],
])('10: %j is: %s', async (user, standing) => {
  const self = { user_id: 'U0BOT', team_id: 'T0SHOP', enterprise_id: 'E0ORG', is_enterprise_install: false };
  const { server, client } = await answering({
    'auth.test': self,
    'users.info': { user: { ...member, ...user } },
  });
  const found = await createDirectory({ slack: client, monotonicMs: () => 0, log: rig.log }).standing(
    'U0ANA',
  );

  expect(found.type === 'member' ? found.type : found.because).toBe(standing);
  server.close();
});

test.each([
  { team_id: 'E0ORG', enterprise_id: 'E0ORG', is_enterprise_install: true },
  { team_id: 'E0ORG', enterprise_id: 'E0ORG', is_enterprise_install: 'true' },
  { team_id: 'E0ORG', enterprise_id: 'E0ORG' },
  { team_id: 'E0ORG', is_enterprise_install: null },
])('10: %j is a whole organization, which needs a workspace', async (answer) => {
  const { server, client } = await answering({ 'auth.test': { user_id: 'U0BOT', ...answer } });
  const started = (workspace?: string) =>
    refuseUnfitSlack(client, { role: 'all', workspace, log: rig.log }).catch(String);

  expect(await started()).toContain('installed for the whole organization E0ORG');
  expect(await started('T0SHOP')).toBeUndefined();
  server.close();
});
