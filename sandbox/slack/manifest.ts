import { z } from 'zod';

/** The parts of an app manifest that decide what the app may do (docs.slack.dev/reference/app-manifest). */
const Manifest = z
  .looseObject({
    display_information: z.looseObject({ name: z.string() }),
    features: z
      .looseObject({
        app_home: z
          .looseObject({
            home_tab_enabled: z.boolean().default(false),
            messages_tab_enabled: z.boolean().default(false),
          })
          .optional(),
        bot_user: z.looseObject({ display_name: z.string() }).optional(),
        shortcuts: z
          .array(
            z.looseObject({
              type: z.enum(['global', 'message']),
              // docs.slack.dev/interactivity/implementing-shortcuts, docs.slack.dev/reference/app-manifest
              name: z.string().min(1).max(24),
              callback_id: z.string().min(1).max(255),
              description: z.string().min(1).max(150),
            }),
          )
          .default([]),
        slash_commands: z
          .array(
            z.looseObject({
              command: z.string().startsWith('/'),
              url: z.url().optional(),
              description: z.string(),
              usage_hint: z.string().default(''),
              should_escape: z.boolean().default(false),
            }),
          )
          .default([]),
      })
      .default({ shortcuts: [], slash_commands: [] }),
    oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()).default([]) }) }),
    settings: z
      .looseObject({
        interactivity: z
          .looseObject({
            is_enabled: z.boolean(),
            request_url: z.url().optional(),
            message_menu_options_url: z.url().optional(),
          })
          .default({ is_enabled: false }),
        event_subscriptions: z
          .looseObject({ bot_events: z.array(z.string()).default([]), request_url: z.url().optional() })
          .default({ bot_events: [] }),
      })
      .default({ interactivity: { is_enabled: false }, event_subscriptions: { bot_events: [] } }),
  })
  .transform((manifest) => ({
    name: manifest.display_information.name,
    botName: manifest.features.bot_user?.display_name ?? manifest.display_information.name,
    takesDirectMessages: manifest.features.app_home?.messages_tab_enabled ?? false,
    hasHome: manifest.features.app_home?.home_tab_enabled ?? false,
    commands: manifest.features.slash_commands.map((one) => ({
      command: one.command,
      description: one.description,
      usageHint: one.usage_hint,
      shouldEscape: one.should_escape,
    })),
    shortcuts: manifest.features.shortcuts.map(({ type, name, callback_id, description }) => ({
      type,
      name,
      callback_id,
      description,
    })),
    scopes: new Set(manifest.oauth_config.scopes.bot),
    interactive: manifest.settings.interactivity.is_enabled,
    events: new Set(manifest.settings.event_subscriptions.bot_events),
    urls: {
      commands: new Map(manifest.features.slash_commands.map(({ command, url }) => [command, url])),
      interactivity: manifest.settings.interactivity.request_url,
      options: manifest.settings.interactivity.message_menu_options_url,
      events: manifest.settings.event_subscriptions.request_url,
    },
  }));

export type AppManifest = z.infer<typeof Manifest>;

/** Throws a ZodError that names what is wrong with the manifest. */
export function readManifest(manifest: unknown): AppManifest {
  return Manifest.parse(manifest);
}
