import { h, uniqueId } from './dom.js';
import { icon } from './icons.js';
import { createPopover } from './popover.js';

/** @typedef {{ text: string, note?: string, href?: string, run: () => void }} MenuItem */

/**
 * A button that opens a menu of commands: arrows, Enter, Escape.
 * @param {{ label: string, icon: import('./icons.js').IconName, items: () => MenuItem[], focusKey?: string, class?: string }} spec
 */
export function menuButton(spec) {
  const id = uniqueId('menu');
  const panel = h('div', { id, class: 'menu', role: 'menu', popover: 'manual', 'aria-label': spec.label });
  const button = h(
    'button',
    {
      type: 'button',
      class: spec.class ?? 'icon-button',
      'aria-label': spec.label,
      title: spec.label,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-controls': id,
      'data-focus': spec.focusKey,
      onclick: () => (popover.isOpen() ? shut() : show()),
    },
    icon(spec.icon),
  );
  const wrap = h('span', { class: 'menu-wrap' }, button, panel);
  const popover = createPopover(button, panel, { wide: 'as-content', align: 'right' });

  function show() {
    panel.replaceChildren(...spec.items().map((item) => entry(item)));
    button.setAttribute('aria-expanded', 'true');
    popover.open();
    /** @type {HTMLElement | null} */ (panel.querySelector('[role=menuitem]'))?.focus();
  }

  function shut() {
    button.setAttribute('aria-expanded', 'false');
    popover.close();
  }

  /** @param {MenuItem} item */
  function entry(item) {
    const words = [h('span', {}, item.text), item.note === undefined ? null : h('small', {}, item.note)];
    const common = { role: 'menuitem', tabindex: '-1', class: 'menu-item' };
    const run = () => {
      shut();
      button.focus();
      item.run();
    };
    return item.href === undefined
      ? h('button', { ...common, type: 'button', onclick: run }, words)
      : h('a', { ...common, href: item.href, target: '_blank', rel: 'noreferrer', onclick: run }, words);
  }

  wrap.addEventListener('keydown', (event) => {
    if (!popover.isOpen()) return;
    const entries = /** @type {HTMLElement[]} */ ([...panel.querySelectorAll('[role=menuitem]')]);
    const now = entries.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const next = (now + (event.key === 'ArrowDown' ? 1 : -1) + entries.length) % entries.length;
      entries[next]?.focus();
    } else if (event.key === 'Escape') {
      shut();
      button.focus();
    } else if (event.key === 'Tab') {
      shut();
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  wrap.addEventListener('focusout', (event) => {
    if (!wrap.contains(/** @type {Node | null} */ (event.relatedTarget))) shut();
  });
  return wrap;
}
