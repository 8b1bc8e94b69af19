import { z } from 'zod';
import { slackLimits } from '../limits.ts';

/** Composition objects: docs.slack.dev/reference/block-kit/composition-objects. */

export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
}

export function anyText(max: number) {
  return z.discriminatedUnion('type', [
    plainText(max),
    z.strictObject({
      type: z.literal('mrkdwn'),
      text: z.string().min(1).max(max),
      verbatim: z.boolean().optional(),
    }),
  ]);
}

export const id = z.string().min(1).max(slackLimits.id);

const style = z.enum(['primary', 'danger']);

export const buttonStyle = style;

export const confirm = z.strictObject({
  title: plainText(slackLimits.confirmTitle),
  text: anyText(slackLimits.confirmText),
  confirm: plainText(slackLimits.confirmButton),
  deny: plainText(slackLimits.confirmButton),
  style: style.optional(),
});

/** Options of selects and overflow menus take plain text only. */
export const plainOption = z.strictObject({
  text: plainText(slackLimits.optionText),
  value: z.string().min(1).max(slackLimits.optionValue),
  description: plainText(slackLimits.optionDescription).optional(),
});

/** Options of checkboxes and radio buttons take mrkdwn as well. */
export const choiceOption = z.strictObject({
  text: anyText(slackLimits.optionText),
  value: z.string().min(1).max(slackLimits.optionValue),
  description: anyText(slackLimits.optionDescription).optional(),
});

export const overflowOption = plainOption.extend({ url: z.string().max(slackLimits.buttonUrl).optional() });

export const optionGroup = z.strictObject({
  label: plainText(slackLimits.groupLabel),
  options: z.array(plainOption).min(1).max(slackLimits.selectOptions),
});

/** What an app may answer to block_suggestion. */
export const suggestionAnswer = z.union([
  z.strictObject({ options: z.array(plainOption).max(slackLimits.selectOptions) }),
  z.strictObject({ option_groups: z.array(optionGroup).max(slackLimits.optionGroups) }),
]);

export const dispatchActionConfig = z.strictObject({
  trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1),
});

export const conversationFilter = z.strictObject({
  include: z
    .array(z.enum(['im', 'mpim', 'private', 'public']))
    .min(1)
    .optional(),
  exclude_external_shared_channels: z.boolean().optional(),
  exclude_bot_users: z.boolean().optional(),
});
