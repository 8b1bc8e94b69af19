import { utcOf, zoneWords } from './dates.js';
import { h, whenQuiet } from './dom.js';
import { focusKey, use } from './elements.js';
import { plain } from './mrkdwn.js';

/** @import { Placed } from './elements.js' */
/** @import { Element } from './types.js' */

/** Inputs that people type into. */

/** @param {Element} element @param {Placed} placed */
function common(element, placed) {
  return {
    class: 'input',
    'aria-label': placed.named['id'] === undefined ? plain(element.placeholder) || undefined : undefined,
    ...placed.named,
    'aria-required': placed.required ? 'true' : undefined,
    placeholder: plain(element.placeholder) || undefined,
    'data-focus': focusKey(placed.blockId, element),
    'data-autofocus': element.focus_on_load,
  };
}

/**
 * Tells what is typed: quietly with every key, and to the app when `dispatch_action_config` says so
 * (docs.slack.dev/reference/block-kit/composition-objects/dispatch-action-configuration-object).
 * @param {HTMLInputElement | HTMLTextAreaElement} input
 * @param {Element} element
 * @param {Placed} placed
 */
function listen(input, element, placed) {
  const { blockId, surface } = placed;
  const on = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  const each = whenQuiet(300, () => void surface.use(blockId, element, { value: input.value || null }));
  input.addEventListener('input', () => {
    void surface.use(blockId, element, { value: input.value || null }, 'quiet');
    if (placed.speaks && on.includes('on_character_entered')) each.poke();
  });
  input.addEventListener('keydown', (event) => {
    const { key, shiftKey } = /** @type {KeyboardEvent} */ (event);
    if (key !== 'Enter' || shiftKey || !placed.speaks || !on.includes('on_enter_pressed')) return;
    event.preventDefault();
    each.cancel();
    void surface.use(blockId, element, { value: input.value || null });
  });
}

/** @param {Element} element @param {Placed} placed */
export function textInput(element, placed) {
  const value = placed.surface.value(placed.blockId, element).value ?? '';
  const attributes = { ...common(element, placed), value, autocomplete: 'off' };
  const input = element.multiline
    ? h('textarea', { ...attributes, rows: 3 })
    : h('input', { ...attributes, type: 'text', spellcheck: 'false', autocapitalize: 'off' });
  listen(input, element, placed);
  const { max_length: most } = element;
  if (most === undefined) return input;
  const count = h('span', { class: 'count', 'aria-hidden': 'true' });
  const paint = () => {
    const left = most - input.value.length;
    count.textContent = String(left);
    count.title = `${left} characters left of ${most}`;
    count.classList.toggle('over', left < 0);
  };
  input.addEventListener('input', paint);
  paint();
  return h('span', { class: 'counted' }, input, count);
}

/** @param {Element} element @param {Placed} placed */
export function numberInput(element, placed) {
  const input = h('input', {
    ...common(element, placed),
    type: 'text',
    inputmode: element.is_decimal_allowed ? 'decimal' : 'numeric',
    autocomplete: 'off',
    value: placed.surface.value(placed.blockId, element).value ?? '',
  });
  listen(input, element, placed);
  return input;
}

/** @param {Element} element @param {Placed} placed */
export function dateInput(element, placed) {
  const value = placed.surface.value(placed.blockId, element).selected_date ?? '';
  const input = h('input', { ...common(element, placed), type: 'date', value });
  input.addEventListener('change', () => void use(placed, element, { selected_date: input.value || null }));
  return input;
}

/** @param {Element} element @param {Placed} placed */
export function timeInput(element, placed) {
  const value = placed.surface.value(placed.blockId, element).selected_time ?? '';
  const input = h('input', { ...common(element, placed), type: 'time', value });
  input.addEventListener('change', () => void use(placed, element, { selected_time: input.value || null }));
  return h('span', { class: 'zoned' }, input, h('small', {}, element.timezone ?? zoneWords(new Date())));
}

/** `2026-11-22T03:10`, in the reader's zone. @param {number} seconds */
function localValue(seconds) {
  const date = new Date(seconds * 1_000);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** Says the zone, and the instant in UTC too. @param {Element} element @param {Placed} placed */
export function dateTimeInput(element, placed) {
  const before = placed.surface.value(placed.blockId, element).selected_date_time ?? undefined;
  const value = before === undefined ? '' : localValue(before);
  const input = h('input', { ...common(element, placed), type: 'datetime-local', value });
  const words = h('small', {});
  /** @returns {number | undefined} */
  function seconds() {
    const ms = new Date(input.value).getTime();
    return Number.isNaN(ms) ? undefined : Math.floor(ms / 1_000);
  }
  function paint() {
    const at = seconds();
    const zone = zoneWords(at === undefined ? new Date() : new Date(at * 1_000));
    words.textContent =
      at === undefined
        ? `Your time: ${zone}`
        : `${zone === 'UTC' ? '' : `Your time: ${zone} · `}${utcOf(at)}`;
  }
  input.addEventListener('change', () => {
    paint();
    void use(placed, element, { selected_date_time: seconds() ?? null });
  });
  paint();
  return h('span', { class: 'zoned' }, input, words);
}
