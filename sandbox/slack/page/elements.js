import { checkboxes, radioButtons } from './choices.js';
import { askToConfirm } from './confirm.js';
import { h } from './dom.js';
import { dateInput, dateTimeInput, numberInput, textInput, timeInput } from './inputs.js';
import { menuButton } from './menu.js';
import { plain } from './mrkdwn.js';
import { choiceFor, choiceOf, sourceOf } from './select-source.js';
import { select } from './select.js';

/** @import { Element, Option, Surface, Value } from './types.js' */

/**
 * What an element needs to know of the block around it.
 * @typedef {object} Placed
 * @property {string} blockId
 * @property {Surface} surface
 * @property {Record<string, unknown>} named `id`, `aria-label`, `aria-labelledby`, `aria-describedby`
 * @property {boolean} required
 * @property {boolean} speaks the app hears of what is put in
 */

/** What was chosen, by value, until Slack has it: an external select has no options. @type {Map<string, string>} */
const wordsOf = new Map();

/** Where the focus goes back to after a redraw. @param {string} blockId @param {Element} element */
export function focusKey(blockId, element) {
  return `${blockId}/${element.action_id ?? ''}`;
}

/**
 * Uses an element, after its confirm dialog if it has one. False: the person said no.
 * @param {Placed} placed
 * @param {Element} element
 * @param {Value} value
 */
export async function use({ blockId, surface }, element, value) {
  if (element.confirm !== undefined && !(await askToConfirm(element.confirm, surface.names))) return false;
  await surface.use(blockId, element, value);
  return true;
}

/** @param {Element} element @param {Placed} placed @returns {HTMLElement} */
export function drawElement(element, placed) {
  switch (element.type) {
    case 'button':
      return button(element, placed);
    case 'overflow':
      return overflow(element, placed);
    case 'plain_text_input':
      return textInput(element, placed);
    case 'number_input':
      return numberInput(element, placed);
    case 'checkboxes':
      return checkboxes(element, placed);
    case 'radio_buttons':
      return radioButtons(element, placed);
    case 'datepicker':
      return dateInput(element, placed);
    case 'timepicker':
      return timeInput(element, placed);
    case 'datetimepicker':
      return dateTimeInput(element, placed);
    case 'image':
      return picture(element.alt_text ?? '', 'thumb');
    default:
      return element.type.endsWith('_select')
        ? menuOf(element, placed)
        : h('span', { class: 'unknown' }, `“${element.type}” cannot be shown here.`);
  }
}

/** Nothing is loaded from elsewhere: the words of the picture are shown in its place. @param {string} alt @param {string} shape */
export function picture(alt, shape) {
  return h(
    'span',
    { class: `picture ${shape}`, role: 'img', 'aria-label': alt, title: alt },
    shape === 'wide' ? alt : '',
  );
}

/** @param {Element} element @param {Placed} placed */
function button(element, placed) {
  const address = /^https?:/i.test(element.url ?? '') ? element.url : undefined;
  const common = {
    class: `button ${element.style ?? ''}`,
    'aria-label': element.accessibility_label,
    'data-focus': focusKey(placed.blockId, element),
    'data-action': element.action_id,
    onclick: click,
  };
  const words = h('span', {}, plain(element.text));
  const node =
    address === undefined
      ? h('button', { ...common, type: 'button' }, words)
      : h('a', { ...common, href: address, target: '_blank', rel: 'noreferrer' }, words);

  async function click() {
    if (node.getAttribute('aria-busy') === 'true') return;
    if (element.confirm !== undefined && !(await askToConfirm(element.confirm, placed.surface.names))) return;
    node.setAttribute('aria-busy', 'true');
    try {
      await placed.surface.use(placed.blockId, element, {});
    } finally {
      node.removeAttribute('aria-busy');
    }
  }
  return node;
}

/** @param {Element} element @param {Placed} placed */
function overflow(element, placed) {
  return menuButton({
    label: 'More options',
    icon: 'more',
    class: 'button square',
    focusKey: focusKey(placed.blockId, element),
    items: () =>
      (element.options ?? []).map((option) => ({
        text: plain(option.text),
        ...(option.description === undefined ? {} : { note: plain(option.description) }),
        ...(/^https?:/i.test(option.url ?? '') ? { href: option.url } : {}),
        run: () => void use(placed, element, { selected_option: option.value }),
      })),
  });
}

/** @param {Element} element @param {Placed} placed */
function menuOf(element, placed) {
  const { blockId, surface } = placed;
  const many = element.type.startsWith('multi_');
  const now = surface.value(blockId, element);
  const field = idField(element.type);
  return select({
    many,
    most: element.max_selected_items ?? 100,
    clearable: !placed.required,
    placeholder: plain(element.placeholder) || (many ? 'Choose…' : 'Choose an option'),
    chosen: chosenNow(element, now, surface),
    waitMs: element.type.endsWith('external_select') ? 200 : 0,
    look: sourceOf(blockId, element, surface),
    choose: (chosen) => {
      const values = chosen.map(({ value }) => value);
      for (const one of chosen) wordsOf.set(one.value, one.text);
      if (field !== undefined) return use(placed, element, { [field]: values[0] ?? null });
      return use(
        placed,
        element,
        many ? { selected_options: values } : { selected_option: values[0] ?? null },
      );
    },
    attributes: {
      'aria-label':
        placed.named['aria-labelledby'] === undefined && placed.named['id'] === undefined
          ? plain(element.placeholder) || 'Choose'
          : undefined,
      ...placed.named,
      'aria-required': placed.required ? 'true' : undefined,
      'data-focus': focusKey(blockId, element),
      'data-autofocus': element.focus_on_load,
    },
  });
}

/** @param {string} type @returns {'selected_user' | 'selected_conversation' | 'selected_channel' | undefined} */
function idField(type) {
  if (type === 'users_select') return 'selected_user';
  if (type === 'conversations_select') return 'selected_conversation';
  return type === 'channels_select' ? 'selected_channel' : undefined;
}

/** @param {Element} element @param {Value} now @param {Surface} surface */
function chosenNow(element, now, surface) {
  const field = idField(element.type);
  const id = field === undefined ? undefined : now[field];
  if (typeof id === 'string') return [choiceFor(element, id, surface.names)];
  const options = now.selected_options ?? (now.selected_option ? [now.selected_option] : []);
  return options.map((one) =>
    choiceOf(typeof one === 'string' ? optionOf(element, one) : /** @type {Option} */ (one)),
  );
}

/** @param {Element} element @param {string} value @returns {Option} */
function optionOf(element, value) {
  const all = [
    ...(element.options ?? []),
    ...(element.option_groups ?? []).flatMap(({ options }) => options),
  ];
  const text = wordsOf.get(value) ?? value;
  return all.find((one) => one.value === value) ?? { text: { type: 'plain_text', text }, value };
}
