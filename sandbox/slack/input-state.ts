import { type PlacedElement, elementsIn } from './block-kit/walk.ts';
import type { InputState, JsonObject, StateValues } from './control-types.ts';
import { objectsIn, textAt } from './json.ts';

/** Which field of `state.values` an element fills, and its value before it is used. */
const fieldOf: Readonly<Record<string, readonly [field: string, initial: string, many: boolean]>> = {
  plain_text_input: ['value', 'initial_value', false],
  number_input: ['value', 'initial_value', false],
  static_select: ['selected_option', 'initial_option', false],
  external_select: ['selected_option', 'initial_option', false],
  radio_buttons: ['selected_option', 'initial_option', false],
  multi_static_select: ['selected_options', 'initial_options', true],
  multi_external_select: ['selected_options', 'initial_options', true],
  checkboxes: ['selected_options', 'initial_options', true],
  users_select: ['selected_user', 'initial_user', false],
  conversations_select: ['selected_conversation', 'initial_conversation', false],
  channels_select: ['selected_channel', 'initial_channel', false],
  datepicker: ['selected_date', 'initial_date', false],
  timepicker: ['selected_time', 'initial_time', false],
  datetimepicker: ['selected_date_time', 'initial_date_time', false],
};

/** The field of this element type, e.g. `selected_option`; undefined for buttons and menus without memory. */
export function stateField(type: string): string | undefined {
  return fieldOf[type]?.[0];
}

export function stateKey(blockId: string, actionId: string): string {
  return JSON.stringify([blockId, actionId]);
}

function initialState(element: JsonObject): InputState | undefined {
  const type = textAt(element, 'type') ?? '';
  const fields = fieldOf[type];
  if (fields === undefined) return undefined;
  const [field, initial, many] = fields;
  return { type, [field]: element[initial] ?? (many ? [] : null) };
}

/** Whether nothing has been put in. */
function isEmptyState(state: InputState): boolean {
  const value = state[stateField(state.type) ?? 'value'];
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === undefined || value === '';
}

/**
 * The state after the blocks changed: what an input with the same block_id and action_id holds stays,
 * whatever its new initial value (docs.slack.dev/surfaces/modals: "preserving input entry").
 */
export function carryState(
  blocks: readonly JsonObject[],
  before: ReadonlyMap<string, InputState>,
): ReadonlyMap<string, InputState> {
  const carried = new Map<string, InputState>();
  for (const { blockId, actionId, element } of elementsIn(blocks)) {
    const key = stateKey(blockId, actionId);
    const old = before.get(key);
    const fresh = initialState(element);
    if (fresh !== undefined) carried.set(key, old?.type === fresh.type ? old : fresh);
  }
  return carried;
}

/** Slack's shape: `values[block_id][action_id]`. */
export function stateValues(
  blocks: readonly JsonObject[],
  state: ReadonlyMap<string, InputState>,
): StateValues {
  const values: Record<string, Record<string, InputState>> = {};
  for (const { blockId, actionId } of elementsIn(blocks)) {
    const one = state.get(stateKey(blockId, actionId));
    if (one !== undefined) values[blockId] = { ...values[blockId], [actionId]: one };
  }
  return values;
}

/** What Slack's own client refuses before it submits, by block_id. */
export function missingInputs(
  blocks: readonly JsonObject[],
  state: ReadonlyMap<string, InputState>,
): Readonly<Record<string, string>> {
  const problems = elementsIn(blocks).flatMap((placed): [string, string][] => {
    const problem = problemOf(placed, state.get(stateKey(placed.blockId, placed.actionId)));
    return problem === undefined ? [] : [[placed.blockId, problem]];
  });
  return Object.fromEntries(problems);
}

function problemOf({ block, element }: PlacedElement, state: InputState | undefined): string | undefined {
  if (block['type'] !== 'input' || state === undefined) return undefined;
  if (isEmptyState(state)) {
    return block['optional'] === true ? undefined : 'Please complete this required field.';
  }
  const text = textAt(state, 'value') ?? '';
  if (element['type'] === 'plain_text_input') {
    if (text.length > Number(element['max_length'] ?? 3_000)) return 'This entry is too long.';
    if (text.length < Number(element['min_length'] ?? 0)) return 'This entry is too short.';
  }
  if (element['type'] === 'number_input') {
    const number = Number(text);
    if (Number.isNaN(number)) return 'Enter a number.';
    if (element['is_decimal_allowed'] !== true && !Number.isInteger(number)) return 'Enter a whole number.';
    if (number < Number(element['min_value'] ?? -Infinity)) return 'This number is too small.';
    if (number > Number(element['max_value'] ?? Infinity)) return 'This number is too large.';
  }
  return undefined;
}

/** The options an element itself offers (static selects, radio buttons, checkboxes, overflow). */
export function ownOptions(element: JsonObject): readonly JsonObject[] {
  const grouped = objectsIn(element['option_groups']).flatMap((group) => objectsIn(group['options']));
  return [...objectsIn(element['options']), ...grouped];
}
