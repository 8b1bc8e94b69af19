import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  cardActions,
  formActions,
  homeActions,
  momentActions,
  presetActions,
  shortcuts,
  views,
} from '#bot/ids.ts';
import { actionRoutes } from '#bot/listeners/actions/index.ts';
import { viewRoutes } from '#bot/listeners/views/index.ts';
import { patience } from '#test/support/patience.ts';
import { startBotRig, modalSays } from './listeners/rig.ts';

describe('connections to Slack', () => {
  test('are two, and losing one loses nothing', async () => {
    await using rig = await startBotRig();
    const sockets = await rig.slack.sockets();
    expect(sockets).toHaveLength(2);
    expect(rig.bot.connected()).toBe(true);

    await rig.slack.disconnect({ id: sockets[0]?.id ?? '', reason: 'abrupt' });
    await rig.rita.command('#ops', '/restore');

    await modalSays(rig.rita, '(Connection)');
    expect(rig.bot.connected()).toBe(true);
  });

  test('are closed only when listeners have finished what they began', async () => {
    const vendor = Promise.withResolvers<void>();
    await using rig = await startBotRig({
      around: (service) => ({
        ...service,
        act: async (...command) => {
          await vendor.promise;
          return service.act(...command);
        },
      }),
    });
    const request = await rig.harness.approved();
    await rig.ada.click(await rig.card(request.id), 'Withdraw my approval');

    const stopped = rig.bot.stop();
    vendor.resolve();
    await stopped;

    expect((await rig.harness.load(request.id)).request.state).toMatchObject({ votes: [] });
    await expect.poll(() => rig.bot.connected(), patience).toBe(false);
  });
});

/** What differs between the manifests; the rest is kept as it is. */
const Addressed = z.looseObject({
  features: z.looseObject({ slash_commands: z.array(z.record(z.string(), z.unknown())) }),
  settings: z.looseObject({
    socket_mode_enabled: z.boolean(),
    event_subscriptions: z.record(z.string(), z.unknown()),
    interactivity: z.record(z.string(), z.unknown()),
  }),
});
const Manifest = z.object({
  features: z.object({
    slash_commands: z.array(z.object({ command: z.string() })),
    shortcuts: z.array(z.object({ callback_id: z.string() })),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    interactivity: z.object({ is_enabled: z.boolean() }),
    event_subscriptions: z.object({ bot_events: z.array(z.string()) }).optional(),
  }),
});

describe('the listeners', () => {
  test('know every button, menu and form that is drawn', () => {
    const drawn = [cardActions, formActions, homeActions, momentActions, presetActions].flatMap((each) =>
      Object.values(each),
    );

    expect(Object.keys(actionRoutes).toSorted()).toEqual(drawn.toSorted());
    expect([...Object.keys(viewRoutes), views.notice, views.home].toSorted()).toEqual(
      Object.values(views).toSorted(),
    );
  });
});

describe('the manifest', () => {
  test('for HTTP is the one for Socket Mode, with the addresses that Slack needs', async () => {
    const [socket, http] = await Promise.all(
      ['slack-manifest.json', 'slack-manifest.http.json'].map(
        async (file) => JSON.parse(await readFile(file, 'utf8')) as unknown,
      ),
    );
    const url = 'https://restorebot.example.com/slack/events';
    const addressed = structuredClone(Addressed.parse(socket));
    for (const command of addressed.features.slash_commands) command['url'] = url;
    addressed.settings.socket_mode_enabled = false;
    Object.assign(addressed.settings.event_subscriptions, { request_url: url });
    Object.assign(addressed.settings.interactivity, { request_url: url, message_menu_options_url: url });

    expect(http).toEqual(addressed);
  });

  test('names what the listeners listen to, and no scope that nothing needs', async () => {
    const manifest = Manifest.parse(JSON.parse(await readFile('slack-manifest.json', 'utf8')));
    const routes = await readFile('src/bot/listeners/commands/index.ts', 'utf8');
    const listened = [...routes.matchAll(/app\.command\('([^']+)'/gu)].map(([, command]) => command);

    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(listened);
    expect(manifest.features.shortcuts.map(({ callback_id: id }) => id)).toEqual(Object.values(shortcuts));
    expect(manifest.settings.interactivity.is_enabled).toBe(true);
    expect(manifest.settings.event_subscriptions?.bot_events).toEqual(['app_home_opened']);
    expect(manifest.oauth_config.scopes.bot).toEqual([
      'commands',
      'chat:write',
      'users:read',
      'usergroups:read',
      'channels:read',
      'groups:read',
      'channels:history',
      'groups:history',
    ]);
  });
});
