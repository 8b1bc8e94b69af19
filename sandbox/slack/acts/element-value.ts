import type { ElementValue, InputState, JsonObject, Option } from '../control-types.ts';
import { offersChannel } from '../current-channel.ts';
import { ownOptions, stateField } from '../input-state.ts';
import { defined, isObject, textAt } from '../json.ts';
import type { World } from '../world.ts';
import { Refused, findChannel, findUser } from './stage.ts';

/** What an external select offered this person last. */
export function suggestionKey(user: string, place: string, actionId: string): string {
  return JSON.stringify([user, place, actionId]);
}

type Offered = readonly (JsonObject | Option)[];

function pick(offered: Offered, wanted: unknown): JsonObject | Option {
  const value = typeof wanted === 'string' ? wanted : textAt(wanted, 'value');
  const found = offered.find((option) => option['value'] === value);
  if (found === undefined) {
    throw new Refused('no_such_option', `the element does not offer ${JSON.stringify(value)}`);
  }
  return found;
}

/** What the element offers now: its own options and, for external selects, those suggested last. */
export function offeredBy(world: World, key: string, element: JsonObject): Offered {
  const initial = [element['initial_option'], element['initial_options']].flat().filter(isObject);
  return [...ownOptions(element), ...(world.suggested.get(key) ?? []), ...initial];
}

/** What a person chose, as one field of the element's state. Refuses options that were not offered. */
export function chosen(
  world: World,
  user: string,
  element: JsonObject,
  value: ElementValue,
  offered: Offered,
): InputState | undefined {
  const type = textAt(element, 'type') ?? '';
  const field = stateField(type);
  if (field === undefined) return undefined;
  if (field === 'selected_options') {
    const picked = (value.selected_options ?? []).map((one) => pick(offered, one));
    return { type, selected_options: picked };
  }
  if (field === 'selected_option') {
    const one = value.selected_option ?? null;
    return { type, selected_option: one === null ? null : pick(offered, one) };
  }
  const given: unknown = new Map<string, unknown>(Object.entries(value)).get(field);
  if (given === undefined) throw new Refused('no_value', `a ${type} takes ${field}`);
  return { type, [field]: typeof given === 'string' ? reference(world, user, element, field, given) : given };
}

/** People and channels, checked against what the menu would offer; `#name` and `@name` become ids. */
function reference(world: World, user: string, element: JsonObject, field: string, given: string): string {
  if (field === 'selected_user') return findUser(world, given).id;
  if (field !== 'selected_conversation' && field !== 'selected_channel') return given;
  const channel = findChannel(world, given);
  if (!offersChannel(world, element, channel, user)) {
    throw new Refused('no_such_option', `the menu does not offer ${given} to ${user}`);
  }
  return channel.id;
}

/** One entry of `actions[]` in block_actions: docs.slack.dev/reference/interaction-payloads/block_actions-payload. */
export function actionEntry(
  placed: { readonly blockId: string; readonly actionId: string; readonly element: JsonObject },
  value: ElementValue,
  state: InputState | undefined,
  offered: Offered,
  stamp: string,
): JsonObject {
  const { element } = placed;
  const type = textAt(element, 'type') ?? '';
  const own =
    type === 'button'
      ? { text: element['text'], value: value.value ?? element['value'], style: element['style'] }
      : { placeholder: element['placeholder'] };
  const overflow =
    type === 'overflow' ? { selected_option: pick(offered, value.selected_option ?? undefined) } : {};
  return defined({
    ...own,
    ...state,
    ...overflow,
    type,
    action_id: placed.actionId,
    block_id: placed.blockId,
    action_ts: stamp,
  });
}
