import { h, uniqueId } from './dom.js';
import { focusKey, use } from './elements.js';
import { textNodes } from './mrkdwn.js';

/** @import { Placed } from './elements.js' */
/** @import { Element, Option } from './types.js' */

/** Checkboxes and radio buttons. */

/**
 * @param {Element} element
 * @param {Placed} placed
 * @param {'checkbox' | 'radio'} type
 * @param {ReadonlySet<string>} chosen
 * @param {(inputs: HTMLInputElement[]) => Promise<boolean>} change false: put it back
 */
function choices(element, placed, type, chosen, change) {
  const name = uniqueId('choice');
  const inputs = (element.options ?? []).map((option) =>
    h('input', {
      type,
      name,
      id: uniqueId('choice'),
      value: option.value,
      checked: chosen.has(option.value),
      'data-focus': `${focusKey(placed.blockId, element)}/${option.value}`,
      onchange: changed,
    }),
  );
  let before = inputs.map(({ checked }) => checked);

  async function changed() {
    if (await change(inputs.filter(({ checked }) => checked))) before = inputs.map(({ checked }) => checked);
    else for (const [index, input] of inputs.entries()) input.checked = before[index] ?? false;
  }

  /** @param {Option} option @param {HTMLInputElement} input */
  function row(option, input) {
    const { names } = placed.surface;
    const note =
      option.description === undefined ? null : h('small', {}, textNodes(option.description, names));
    return h(
      'label',
      { class: 'choice', for: input.id },
      input,
      h('span', {}, h('span', {}, textNodes(option.text, names)), note),
    );
  }

  const { id: _, ...named } = placed.named;
  return h(
    'div',
    { ...named, class: 'choices', role: type === 'radio' ? 'radiogroup' : 'group', 'data-choices': true },
    (element.options ?? []).map((option, index) => row(option, inputs[index])),
  );
}

/** @param {readonly (Option | string)[]} options @returns {ReadonlySet<string>} */
function valuesOf(options) {
  return new Set(options.map((one) => (typeof one === 'string' ? one : one.value)));
}

/** @param {Element} element @param {Placed} placed */
export function checkboxes(element, placed) {
  const now = placed.surface.value(placed.blockId, element).selected_options ?? [];
  return choices(element, placed, 'checkbox', valuesOf(/** @type {Option[]} */ (now)), (inputs) =>
    use(placed, element, { selected_options: inputs.map(({ value }) => value) }),
  );
}

/** @param {Element} element @param {Placed} placed */
export function radioButtons(element, placed) {
  const now = placed.surface.value(placed.blockId, element).selected_option;
  const chosen = valuesOf(now ? [/** @type {Option} */ (now)] : []);
  return choices(element, placed, 'radio', chosen, (inputs) =>
    use(placed, element, { selected_option: inputs[0]?.value ?? null }),
  );
}
