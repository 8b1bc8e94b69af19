import { z } from 'zod';

/*
 * What Slack sends, as far as we use it (docs.slack.dev/reference/interaction-payloads). It arrives over a verified
 * channel; who did it is read from here and from nowhere else.
 */

/** `team_id` is the person's own; `team` is where it happened. */
const actor = {
  user: z.object({ id: z.string().min(1), team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
};

export const CommandPayload = z.object({
  user_id: z.string().min(1),
  team_id: z.string(),
  channel_id: z.string().min(1),
  text: z.string().default(''),
  trigger_id: z.string(),
});
export type CommandPayload = Readonly<z.output<typeof CommandPayload>>;

const View = z.object({
  id: z.string(),
  hash: z.string(),
  private_metadata: z.string().default(''),
  state: z.object({ values: z.unknown() }).optional(),
  blocks: z.array(z.object({ block_id: z.string().optional() })).default([]),
});
export type ViewPayload = Readonly<z.output<typeof View>>;

export const ActionPayload = z.object({
  ...actor,
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  view: View.optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        block_id: z.string(),
        value: z.string().optional(),
        action_ts: z.string(),
      }),
    )
    .min(1),
});
export type ActionPayload = Readonly<z.output<typeof ActionPayload>>;

export const SubmissionPayload = z.object({ ...actor, view: View });
export type SubmissionPayload = Readonly<z.output<typeof SubmissionPayload>>;

export const SuggestionPayload = z.object({
  ...actor,
  action_id: z.string(),
  block_id: z.string(),
  /** What has been typed. */
  value: z.string().default(''),
  view: View.optional(),
});
export type SuggestionPayload = Readonly<z.output<typeof SuggestionPayload>>;

/** The workspace of whoever acted: their own, where Slack says it, else the one it happened in. */
export function teamOf({ user, team }: Pick<SubmissionPayload, 'user' | 'team'>): string | undefined {
  return user.team_id ?? team?.id;
}
