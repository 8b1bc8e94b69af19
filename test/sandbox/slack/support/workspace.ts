import { z } from 'zod';
import { type SlackClient, createSlackClient } from '#sandbox/slack/client.ts';
import type { FakeSlackOptions, Seed } from '#sandbox/slack/options.ts';
import { type FakeSlack, startFakeSlack } from '#sandbox/slack/server.ts';

export const botToken = 'xoxb-test';
export const appToken = 'xapp-test';
export const signingSecret = 'test-signing-secret';

const allScopes = [
  'commands',
  'chat:write',
  'users:read',
  'usergroups:read',
  'channels:read',
  'groups:read',
  'channels:history',
  'groups:history',
];

export function aManifest(scopes: readonly string[] = allScopes) {
  return {
    display_information: { name: 'restorebot' },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true },
      bot_user: { display_name: 'restorebot' },
      slash_commands: [{ command: '/restore', description: 'Restore a database', should_escape: true }],
      shortcuts: [
        { type: 'message', name: 'Show request', callback_id: 'show', description: 'Shows the request' },
      ],
    },
    oauth_config: { scopes: { bot: scopes } },
    settings: {
      interactivity: { is_enabled: true },
      event_subscriptions: { bot_events: ['app_home_opened', 'subteam_members_changed'] },
    },
  };
}

const seed: Seed = {
  teamId: 'T1',
  teamName: 'acme',
  users: [
    { id: 'U_ANA', name: 'ana', displayName: 'Ana' },
    { id: 'U_BEN', name: 'ben', displayName: 'Ben' },
    { id: 'U_GUEST', name: 'gus', is_restricted: true },
    { id: 'U_EXT', name: 'eve', is_stranger: true, team_id: 'T2' },
  ],
  groups: [{ id: 'S_DBA', handle: 'dba', members: ['U_BEN'] }],
  channels: [
    { id: 'C_INC', name: 'incidents', members: ['U_ANA', 'U_BEN', 'U0BOT'] },
    { id: 'C_GEN', name: 'general', members: ['U_ANA', 'U_BEN'] },
    { id: 'C_SEC', name: 'secret', is_private: true, members: ['U_ANA'] },
    { id: 'D_AB', name: 'directmessage', members: ['U_ANA', 'U_BEN'] },
  ],
};

export interface Workspace extends AsyncDisposable {
  readonly slack: SlackClient;
  readonly server: FakeSlack;
  /** Calls the Web API as the bot (or with another token), form-encoded as WebClient does. */
  readonly call: (
    method: string,
    args?: Readonly<Record<string, unknown>>,
    token?: string,
  ) => Promise<WebAnswer>;
}

const WebAnswer = z.looseObject({ ok: z.boolean(), error: z.string().optional() });
type WebAnswer = z.infer<typeof WebAnswer>;

export async function startWorkspace(options: Partial<FakeSlackOptions> = {}): Promise<Workspace> {
  const server = await startFakeSlack({
    seed,
    botToken,
    appToken,
    signingSecret,
    manifest: aManifest(),
    ...options,
  });
  return {
    server,
    slack: createSlackClient(server.url),
    async call(method, args = {}, token = botToken) {
      const fields = Object.entries(args).map(([key, value]): [string, string] => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]);
      const response = await fetch(`${server.apiUrl}${method}`, {
        method: 'POST',
        headers: token === '' ? {} : { authorization: `Bearer ${token}` },
        body: new URLSearchParams(fields),
      });
      return WebAnswer.parse(await response.json());
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
