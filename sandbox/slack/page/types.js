/**
 * The parts of Block Kit that the page draws, as loosely as they come (docs.slack.dev/reference/block-kit).
 * Types only; the fake Slack has checked everything before it gets here.
 */

/** @typedef {{ type: string, text: string, emoji?: boolean }} Text */
/** @typedef {{ text: Text, value: string, description?: Text, url?: string }} Option */
/** @typedef {{ label: Text, options: Option[] }} OptionGroup */
/** @typedef {{ title: Text, text: Text, confirm: Text, deny: Text, style?: string }} Confirm */

/**
 * Any block element; which fields it has follows from `type`.
 * @typedef {object} Element
 * @property {string} type
 * @property {string} [action_id]
 * @property {Text} [text]
 * @property {string} [value]
 * @property {string} [url]
 * @property {string} [style]
 * @property {string} [accessibility_label]
 * @property {Confirm} [confirm]
 * @property {Text} [placeholder]
 * @property {Option[]} [options]
 * @property {OptionGroup[]} [option_groups]
 * @property {number} [min_query_length]
 * @property {number} [max_selected_items]
 * @property {boolean} [multiline]
 * @property {number} [min_length]
 * @property {number} [max_length]
 * @property {boolean} [is_decimal_allowed]
 * @property {string} [min_value]
 * @property {string} [max_value]
 * @property {boolean} [focus_on_load]
 * @property {string} [timezone]
 * @property {boolean} [default_to_current_conversation]
 * @property {{ include?: string[], exclude_external_shared_channels?: boolean }} [filter]
 * @property {{ trigger_actions_on?: string[] }} [dispatch_action_config]
 * @property {string} [alt_text]
 * @property {Option} [initial_option]
 * @property {Option[]} [initial_options]
 */

/**
 * Any block; which fields it has follows from `type`.
 * @typedef {object} Block
 * @property {string} type
 * @property {string} [block_id]
 * @property {Text} [text]
 * @property {Text[]} [fields]
 * @property {Element} [accessory]
 * @property {Element[]} [elements]
 * @property {Element} [element]
 * @property {Text} [label]
 * @property {Text} [hint]
 * @property {Text} [title]
 * @property {boolean} [optional]
 * @property {boolean} [dispatch_action]
 * @property {string} [alt_text]
 * @property {string} [level]
 */

/**
 * What an element holds, as `state.values` has it, without its type.
 * @typedef {import('../control-types.ts').ElementValue} Value
 */

/**
 * Where an element is, and what using it does.
 * @typedef {object} Surface
 * @property {import('./names.js').Names} names
 * @property {(blockId: string, element: Element) => Value} value what it holds now
 * @property {(blockId: string, element: Element, value: Value, how?: 'quiet') => Promise<void>} use
 *   a click or a change; `quiet` only notes what is typed so far
 * @property {(blockId: string, element: Element, query: string) => Promise<import('../control-types.ts').Suggestions>} suggest
 */

export {};
