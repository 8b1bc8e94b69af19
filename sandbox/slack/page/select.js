import { fill, h, uniqueId, whenQuiet } from './dom.js';
import { icon } from './icons.js';
import { createPopover } from './popover.js';
import { choiceList } from './select-list.js';

/** @typedef {{ value: string, text: string, description?: string, mark?: () => Node }} Choice */
/** @typedef {{ groups: { label?: string, choices: Choice[] }[], note?: string, failed?: boolean }} Found */

/**
 * @typedef {object} SelectSpec
 * @property {boolean} many
 * @property {number} most how many may be chosen
 * @property {boolean} clearable
 * @property {string} placeholder
 * @property {readonly Choice[]} chosen
 * @property {number} waitMs how long typing must rest before `look`
 * @property {(query: string) => Promise<Found>} look
 * @property {(chosen: readonly Choice[]) => Promise<boolean>} choose false: it did not count
 * @property {Record<string, unknown>} attributes of the input: name, description, focus key
 */

/**
 * A select that people can type into: the combobox pattern with a listbox
 * (w3.org/WAI/ARIA/apg/patterns/combobox). Arrows, Enter, Escape; Backspace removes the last of several.
 * @param {SelectSpec} spec
 */
export function select(spec) {
  let chosen = [...spec.chosen];
  let typed = false;
  let asked = 0;
  const listId = uniqueId('list');
  const input = h('input', {
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
    ...spec.attributes,
  });
  const panel = h('div', {
    id: listId,
    class: 'listbox',
    role: 'listbox',
    popover: 'manual',
    'aria-label': 'Options',
    'aria-multiselectable': spec.many ? 'true' : undefined,
    onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
  });
  const status = h('span', { class: 'unseen', role: 'status' });
  const chips = h('span', { class: 'chips' });
  const clear = h(
    'button',
    { type: 'button', class: 'select-clear', 'aria-label': 'Clear', onclick: () => void put([]) },
    icon('close'),
  );
  const box = h('div', { class: 'select-box' }, chips, input, clear, icon('chevron'));
  const wrap = h('div', { class: spec.many ? 'select many' : 'select' }, box, panel, status);
  const popover = createPopover(box, panel, { wide: 'as-anchor' });
  const list = choiceList(panel, input, (choice) => void pick(choice));
  const rest = whenQuiet(spec.waitMs, () => void refresh());

  function query() {
    return typed ? input.value.trim() : '';
  }

  function paint() {
    if (spec.many) {
      fill(
        chips,
        chosen.map((choice) => chip(choice)),
      );
      if (!typed) input.value = '';
    } else if (!typed) input.value = chosen[0]?.text ?? '';
    input.placeholder = spec.many && chosen.length > 0 ? '' : spec.placeholder;
    clear.hidden = spec.many || !spec.clearable || chosen.length === 0;
  }

  /** @param {Choice} choice */
  function chip(choice) {
    const off = () => void put(chosen.filter(({ value }) => value !== choice.value));
    return h(
      'span',
      { class: 'chip' },
      h('span', {}, choice.text),
      h('button', { type: 'button', 'aria-label': `Remove ${choice.text}`, onclick: off }, icon('close')),
    );
  }

  /** @param {Choice[]} next */
  async function put(next) {
    const before = chosen;
    chosen = next;
    typed = false;
    paint();
    input.focus();
    if (!(await spec.choose(next))) {
      chosen = before;
      paint();
    }
  }

  /** @param {Choice} choice */
  async function pick(choice) {
    if (!spec.many) {
      shut();
      await put([choice]);
      return;
    }
    const has = chosen.some(({ value }) => value === choice.value);
    if (!has && chosen.length >= spec.most) {
      status.textContent = `At most ${spec.most} can be chosen.`;
      return;
    }
    const filtered = typed && input.value.trim() !== '';
    const changed = put(has ? chosen.filter(({ value }) => value !== choice.value) : [...chosen, choice]);
    list.mark(chosen);
    popover.place();
    await changed;
    if (filtered && popover.isOpen()) void refresh();
    else list.mark(chosen);
  }

  async function refresh() {
    asked += 1;
    const mine = asked;
    if (list.isEmpty()) list.say('Loading…', 'loading');
    else list.wait();
    popover.open();
    /** @type {Found} */
    const found = await spec.look(query()).catch(() => ({ groups: [], failed: true }));
    if (mine !== asked || !popover.isOpen()) return;
    const count = found.groups.reduce((sum, { choices }) => sum + choices.length, 0);
    if (found.failed)
      list.say('The options could not be loaded. Type, or press Enter, to try again.', 'failed');
    else if (count === 0) list.say(found.note ?? 'No results', 'empty');
    else list.show(found.groups, chosen);
    status.textContent = count === 1 ? '1 result' : `${count} results`;
    popover.place();
  }

  function show() {
    if (popover.isOpen()) return;
    input.setAttribute('aria-expanded', 'true');
    if (!spec.many) input.select();
    void refresh();
  }

  function shut() {
    rest.cancel();
    asked += 1;
    typed = false;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    list.clear();
    popover.close();
    paint();
  }

  box.addEventListener('click', (event) => {
    if (/** @type {globalThis.Element} */ (event.target).closest('button') !== null) return;
    input.focus();
    if (popover.isOpen() && !typed && event.target !== input) shut();
    else show();
  });
  input.addEventListener('input', () => {
    typed = true;
    input.setAttribute('aria-expanded', 'true');
    if (popover.isOpen()) {
      list.wait();
      rest.poke();
    } else void refresh();
  });
  input.addEventListener('keydown', (event) => {
    const open = popover.isOpen();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (open) list.move(event.key === 'ArrowDown' ? 1 : -1);
      else show();
    } else if (event.key === 'Enter') {
      const active = open ? list.active(query()) : undefined;
      if (active !== undefined) void pick(active);
      else if (open) void refresh();
      else show();
    } else if (event.key === 'Escape' && open) shut();
    else if (event.key === 'Backspace' && spec.many && input.value === '' && chosen.length > 0) {
      void put(chosen.slice(0, -1));
      list.mark(chosen);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener('blur', () => shut());
  paint();
  return wrap;
}
