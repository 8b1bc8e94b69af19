import { z } from 'zod';

/*
 * What Slack sends, as far as we use it (docs.slack.dev/reference/interaction-payloads). It arrives over a verified
 * channel; who did it is read from here and from nowhere else.
 */

/** Slack's own bounds (docs.slack.dev/reference/block-kit); what is longer was not made by Slack or by us. */
const id = z.string().max(255);
const text = z.string().max(12_000);

/**
 * `team` is where it happened, `team_id` the workspace that the person came from: two different ones in an organization.
 * Where an app is installed for a whole organization, `team` can be null.
 */
const actor = { user: z.object({ id: id.min(1), team_id: id.optional() }), team: z.object({ id }).nullish() };

export const CommandPayload = z.object({
  user_id: id.min(1),
  team_id: id,
  channel_id: id.min(1),
  text: text.default(''),
  trigger_id: id,
});
export type CommandPayload = Readonly<z.output<typeof CommandPayload>>;

const View = z.object({
  id,
  type: id.optional(),
  hash: id,
  callback_id: id.default(''),
  private_metadata: z.string().max(3_000).default(''),
  state: z.object({ values: z.unknown() }).optional(),
  blocks: z
    .array(z.object({ type: id.optional(), block_id: id.optional() }))
    .max(100)
    .default([]),
});
export type ViewPayload = Readonly<z.output<typeof View>>;

/** Whether a modal, as the person sees it, has this input: a redraw may be lost, and a deploy changes what is asked. */
export function asksFor({ blocks }: ViewPayload, blockId: string): boolean {
  return blocks.some(({ type, block_id: id }) => type === 'input' && id === blockId);
}

export const ActionPayload = z.object({
  ...actor,
  trigger_id: id,
  channel: z.object({ id }).optional(),
  message: z.object({ ts: id, thread_ts: id.optional() }).optional(),
  container: z.object({ is_ephemeral: z.boolean().optional() }).optional(),
  view: View.optional(),
  actions: z
    .array(
      z.object({
        action_id: id,
        block_id: id,
        value: z.string().max(2_000).optional(),
        /** Of a menu behind “⋯”. */
        selected_option: z.object({ value: z.string().max(150) }).nullish(),
        action_ts: id,
      }),
    )
    .min(1)
    .max(25),
});
export type ActionPayload = Readonly<z.output<typeof ActionPayload>>;

/** docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload: one on a message. */
export const MessageShortcutPayload = z.object({
  ...actor,
  trigger_id: id,
  channel: z.object({ id: id.min(1) }),
  message: z.object({
    ts: id.min(1),
    thread_ts: id.optional(),
    /** chat.postMessage takes 40,000 characters; a message of blocks alone has none. */
    text: z.string().max(40_000).default(''),
  }),
});
type MessageShortcutPayload = Readonly<z.output<typeof MessageShortcutPayload>>;
export type ShortcutMessage = MessageShortcutPayload['message'];

/** docs.slack.dev/reference/events/app_home_opened */
export const HomeOpenedPayload = z.object({ team_id: id, event: z.object({ user: id.min(1), tab: id }) });

export const SubmissionPayload = z.object({ ...actor, view: View });
export type SubmissionPayload = Readonly<z.output<typeof SubmissionPayload>>;

export const SuggestionPayload = z.object({
  ...actor,
  action_id: id,
  block_id: id,
  /** What has been typed. */
  value: text.default(''),
  view: View.optional(),
});
export type SuggestionPayload = Readonly<z.output<typeof SuggestionPayload>>;
