import { z } from 'zod';
import { slackLimits } from '../limits.ts';
import {
  buttonStyle,
  choiceOption,
  confirm,
  conversationFilter,
  dispatchActionConfig,
  id,
  optionGroup,
  overflowOption,
  plainOption,
  plainText,
} from './composition.ts';

/** Block elements: docs.slack.dev/reference/block-kit/block-elements. */

const actionable = { action_id: id.optional(), confirm: confirm.optional() };
const focusable = { focus_on_load: z.boolean().optional() };
const placeholder = { placeholder: plainText(slackLimits.placeholder).optional() };
const menu = { ...actionable, ...focusable, ...placeholder };
const several = { max_selected_items: z.int().min(1).optional() };
const query = { min_query_length: z.int().min(0).optional() };
const urlResponse = { response_url_enabled: z.boolean().optional() };
const options = {
  options: z.array(plainOption).min(1).max(slackLimits.selectOptions).optional(),
  option_groups: z.array(optionGroup).min(1).max(slackLimits.optionGroups).optional(),
};
const choices = z.array(choiceOption).min(1).max(slackLimits.choiceOptions);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const day = z.iso.date();

export const image = z.strictObject({
  type: z.literal('image'),
  image_url: z.string().min(1).max(slackLimits.imageUrl),
  alt_text: z.string().min(1).max(slackLimits.altText),
});

const button = z.strictObject({
  type: z.literal('button'),
  ...actionable,
  text: plainText(slackLimits.buttonText),
  value: z.string().max(slackLimits.buttonValue).optional(),
  url: z.string().max(slackLimits.buttonUrl).optional(),
  style: buttonStyle.optional(),
  accessibility_label: z.string().max(slackLimits.accessibilityLabel).optional(),
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...actionable,
  options: z.array(overflowOption).min(1).max(slackLimits.overflowOptions),
});

const selects = [
  z.strictObject({
    type: z.literal('static_select'),
    ...menu,
    ...options,
    initial_option: plainOption.optional(),
  }),
  z.strictObject({
    type: z.literal('external_select'),
    ...menu,
    ...query,
    initial_option: plainOption.optional(),
  }),
  z.strictObject({ type: z.literal('users_select'), ...menu, initial_user: id.optional() }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...menu,
    ...urlResponse,
    initial_conversation: id.optional(),
    default_to_current_conversation: z.boolean().optional(),
    filter: conversationFilter.optional(),
  }),
  z.strictObject({
    type: z.literal('channels_select'),
    ...menu,
    ...urlResponse,
    initial_channel: id.optional(),
  }),
] as const;

const multiSelects = [
  z.strictObject({
    type: z.literal('multi_static_select'),
    ...menu,
    ...several,
    ...options,
    initial_options: z.array(plainOption).min(1).optional(),
  }),
  z.strictObject({
    type: z.literal('multi_external_select'),
    ...menu,
    ...several,
    ...query,
    initial_options: z.array(plainOption).min(1).optional(),
  }),
] as const;

const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...actionable,
  ...focusable,
  options: choices,
  initial_options: choices.optional(),
});

const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...actionable,
  ...focusable,
  options: choices,
  initial_option: choiceOption.optional(),
});

const datepicker = z.strictObject({ type: z.literal('datepicker'), ...menu, initial_date: day.optional() });

const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...menu,
  initial_time: clock.optional(),
  timezone: z.string().optional(),
});

const datetimepicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...actionable,
  ...focusable,
  /** Unix seconds, ten digits. */
  initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
});

const typed = {
  action_id: id.optional(),
  ...focusable,
  ...placeholder,
  dispatch_action_config: dispatchActionConfig.optional(),
};

const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  ...typed,
  initial_value: z.string().max(slackLimits.plainTextInput).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(slackLimits.plainTextInput).optional(),
  max_length: z.int().min(1).max(slackLimits.plainTextInput).optional(),
});

const numeric = z.string().regex(/^-?\d+(\.\d+)?$/);

const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...typed,
  is_decimal_allowed: z.boolean(),
  initial_value: numeric.optional(),
  min_value: numeric.optional(),
  max_value: numeric.optional(),
});

const pickers = [checkboxes, radioButtons, datepicker, timepicker] as const;

/** What a section may carry at its side. */
export const accessory = z.discriminatedUnion('type', [
  button,
  overflow,
  image,
  ...selects,
  ...multiSelects,
  ...pickers,
]);

/** What an actions block may hold. */
export const actionsElement = z.discriminatedUnion('type', [
  button,
  overflow,
  datetimepicker,
  ...selects,
  ...multiSelects,
  ...pickers,
]);

/** What an input block may hold. */
export const inputElement = z.discriminatedUnion('type', [
  plainTextInput,
  numberInput,
  datetimepicker,
  ...selects,
  ...multiSelects,
  ...pickers,
]);
