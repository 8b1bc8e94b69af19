import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { configWarnings } from '#app/config-warnings.ts';
import { refuseUnfitSlack } from '#app/slack-fitness.ts';
import { neededScopes } from '#bot/slack/scopes.ts';
import { createSlackClient } from '#bot/slack/slack-client.ts';
import type { AllowRule } from '#core/policy.ts';
import { Secret } from '#core/secret.ts';
import type { Seed } from '#sandbox/slack/options.ts';
import { botToken, startWorkspace } from '../sandbox/slack/support/workspace.ts';

const seed: Seed = {
  teamId: 'T0SHOP',
  users: [{ id: 'U0ANA', name: 'ana' }],
  groups: [{ id: 'S0DBA', handle: 'dba', members: ['U0ANA'] }],
  channels: [{ id: 'C0OPS', name: 'ops', members: ['U0ANA', 'U0BOT'] }],
};
const organization: Seed = { ...seed, enterprise: { id: 'E0ORG', isOrgInstall: true } };

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

async function start(seeded: Seed, teamId?: string) {
  const workspace = await startWorkspace({ seed: seeded });
  const client = createSlackClient({
    token: new Secret(botToken),
    apiUrl: workspace.server.apiUrl,
    teamId,
    log,
  });
  return { ...workspace, client };
}

const rules: AllowRule[] = [
  {
    name: 'production',
    effect: 'allow',
    match: {},
    ask: { users: [], groups: ['S0DBA'] },
    approve: undefined,
    sharedChannels: false,
    windowMs: 1,
    startWithinMs: 1,
  },
];

test.each(['bot', 'worker', 'all'] as const)(
  '10: %s does not start with an organization’s token and no workspace, and says what to set',
  async (role) => {
    await using workspace = await start(organization);

    await expect(refuseUnfitSlack(workspace.client, { role, workspace: undefined, log })).rejects.toThrow(
      'slack.workspace: the app is installed for the whole organization E0ORG',
    );
  },
);

test('10: with its workspace named, an organization’s token does all that is asked of it', async () => {
  await using workspace = await start(organization, 'T0SHOP');

  await refuseUnfitSlack(workspace.client, { role: 'all', workspace: 'T0SHOP', log });

  expect(await workspace.client.groupMembers('S0DBA')).toEqual({ type: 'ok', value: ['U0ANA'] });
  expect(await workspace.client.channels(undefined)).toMatchObject({ value: { items: ['C0OPS'] } });
  expect(await configWarnings({ rules, freezes: [] }, [], workspace.client, new Date())).toEqual([]);
});

test('10: a workspace that is not the token’s is refused at start', async () => {
  await using workspace = await start(seed);

  await expect(
    refuseUnfitSlack(workspace.client, { role: 'all', workspace: 'T0OTHER', log }),
  ).rejects.toThrow('it is T0OTHER, but the bot token is for the workspace T0SHOP');
});

test.each([
  ['usergroups.users.list', 'plan_upgrade_required', 'name people by their ids under users instead'],
  ['usergroups.users.list', 'missing_scope', 'Add the scope from the manifest'],
  ['users.info', 'missing_scope', 'nobody can ask for a restore or approve one'],
  ['users.info', 'not_allowed_token_type', 'Write the bot token'],
])('11: %s refused for good (%s) is said at start, with what to do', async (method, error, remedy) => {
  await using workspace = await start(seed);
  await workspace.slack.fault({ method, error });

  const warnings = await configWarnings({ rules, freezes: [] }, [], workspace.client, new Date());

  expect(warnings.join()).toContain(`${method}: ${error}`);
  expect(warnings.join()).toContain(remedy);
});

const Manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

test('restorebot needs the scopes that the manifests ask for', async () => {
  for (const file of ['slack-manifest.json', 'slack-manifest.http.json']) {
    const { oauth_config: asked } = Manifest.parse(JSON.parse(await readFile(file, 'utf8')));

    expect(Object.keys(neededScopes).toSorted()).toEqual(asked.scopes.bot.toSorted());
  }
});
