import { type PlacedElement, elementsIn } from './block-kit/walk.ts';
import { ControlRefusal } from './client-wire.ts';
import type { ElementValue, JsonObject, Option, ShownView, Suggestions } from './control-types.ts';
import { ownOptions, stateField } from './input-state.ts';
import { objectsIn, textAt } from './json.ts';

/** Finding a field of a form as a person does, and saying what goes into it. */

export type FormValue = string | number | boolean | null | readonly string[];

function labelOf({ block }: PlacedElement): string | undefined {
  return textAt(block['label'], 'text') ?? textAt(block['text'], 'text');
}

/** By label, action_id or block_id, in this order. */
export function formOf(view: ShownView, name: string): PlacedElement {
  const elements = elementsIn(objectsIn(view.view['blocks']));
  const found =
    elements.find((one) => labelOf(one) === name) ??
    elements.find(({ actionId }) => actionId === name) ??
    elements.find(({ blockId }) => blockId === name);
  if (found === undefined) {
    const known = elements.map((one) => labelOf(one) ?? one.actionId);
    throw new ControlRefusal('no_such_element', `no field ${name}, but ${known.join(', ') || 'none'}`);
  }
  return found;
}

function words(option: JsonObject | Option): string {
  return textAt(option['text'], 'text') ?? '';
}

type AnyOption = JsonObject | Option;

function find(options: readonly AnyOption[], wanted: string): AnyOption | undefined {
  return (
    options.find((option) => option['value'] === wanted) ??
    options.find((option) => words(option) === wanted) ??
    options.find((option) => words(option).startsWith(wanted)) ??
    options.find((option) => isCutOf(words(option), wanted))
  );
}

/** Whether a label with its middle cut can be this one. */
function isCutOf(label: string, wanted: string): boolean {
  const [head = '', tail] = label.split('…');
  return tail !== undefined && head !== '' && wanted.startsWith(head) && wanted.endsWith(tail);
}

function named(options: readonly AnyOption[], wanted: string): string {
  const found = find(options, wanted);
  if (found === undefined) {
    throw new ControlRefusal('no_such_option', `no option ${wanted}, but ${options.map(words).join(', ')}`);
  }
  return String(found['value']);
}

/** Like a person: opens the options, then types what is not one of them. */
async function askedFor(
  wanted: readonly string[],
  suggest: (query: string) => Promise<Suggestions>,
): Promise<readonly AnyOption[]> {
  const ask = async (query: string): Promise<readonly AnyOption[]> => {
    const { options, option_groups } = await suggest(query);
    return [...options, ...option_groups.flatMap((group) => group.options)];
  };
  const offered = [...(await ask(''))];
  for (const one of wanted) {
    if (find(offered, one) === undefined) offered.push(...(await ask(one)));
  }
  return offered;
}

/** The body of `view/change` for this element; external selects are asked what they offer first. */
export async function valueFor(
  element: JsonObject,
  value: FormValue,
  suggest: (query: string) => Promise<Suggestions>,
): Promise<ElementValue> {
  const type = textAt(element, 'type') ?? '';
  const field = stateField(type);
  if (field !== 'selected_option' && field !== 'selected_options') return { [field ?? 'value']: value };
  if (value === null)
    return field === 'selected_option' ? { selected_option: null } : { selected_options: [] };
  const wanted = Array.isArray(value) ? value.map(String) : [String(value)];
  const options = type.endsWith('external_select') ? await askedFor(wanted, suggest) : ownOptions(element);
  if (typeof value === 'boolean') {
    return { selected_options: value ? options.slice(0, 1).map((one) => String(one['value'])) : [] };
  }
  const values = wanted.map((one) => named(options, one));
  return field === 'selected_option' ? { selected_option: values[0] ?? null } : { selected_options: values };
}
