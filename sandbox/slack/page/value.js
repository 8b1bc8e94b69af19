/** @import { Element, Value } from './types.js' */

/** @type {Readonly<Record<string, readonly [keyof Value, string]>>} */
const fields = {
  static_select: ['selected_option', 'initial_option'],
  external_select: ['selected_option', 'initial_option'],
  radio_buttons: ['selected_option', 'initial_option'],
  multi_static_select: ['selected_options', 'initial_options'],
  multi_external_select: ['selected_options', 'initial_options'],
  checkboxes: ['selected_options', 'initial_options'],
  users_select: ['selected_user', 'initial_user'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  channels_select: ['selected_channel', 'initial_channel'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
};

/** What an element holds while nobody has touched it. @param {Element} element @returns {Value} */
export function initialValue(element) {
  const known = fields[element.type];
  const initial =
    known === undefined ? undefined : Object.entries(element).find(([name]) => name === known[1])?.[1];
  return known === undefined || initial === undefined ? {} : { [known[0]]: initial };
}
