import { h } from './dom.js';
import { icon } from './icons.js';

/** How many failures are shown at once: an older one gives way. */
const most = 2;

/** Short messages: what was done, a failed click. They stay until closed, or for eight seconds. */
export function createToasts() {
  const list = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite', popover: 'manual' });
  document.body.append(list);

  /** What was done is said once, and gives way to what was done since. @param {string} text @param {'told' | 'failed'} [kind] */
  function show(text, kind = 'told') {
    for (const old of [...list.children])
      if (old.textContent === text || old.getAttribute('data-kind') === 'told') old.remove();
    while (list.childElementCount >= most) list.firstElementChild?.remove();
    const sign = kind === 'failed' ? icon('warn') : null;
    const toast = h(
      'div',
      { class: 'toast', 'data-testid': 'toast', 'data-kind': kind },
      sign,
      h('span', {}, text),
    );
    const off = () => {
      toast.remove();
      if (list.childElementCount === 0 && list.matches(':popover-open')) list.hidePopover();
    };
    toast.append(
      h(
        'button',
        { type: 'button', class: 'icon-button', 'aria-label': 'Dismiss', onclick: off },
        icon('close'),
      ),
    );
    list.append(toast);
    // Shown again each time, so that it is above a dialog that was opened since.
    if (list.matches(':popover-open')) list.hidePopover();
    list.showPopover();
    setTimeout(off, 8_000);
  }
  return { show };
}
