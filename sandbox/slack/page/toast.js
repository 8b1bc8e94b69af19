import { h } from './dom.js';
import { icon } from './icons.js';

/** Words that pass by: a refusal, a failed click. They stay until closed, or for eight seconds. */
export function createToasts() {
  const list = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite', popover: 'manual' });
  document.body.append(list);

  /** @param {string} text */
  function show(text) {
    const toast = h('div', { class: 'toast', 'data-testid': 'toast' }, icon('warn'), h('span', {}, text));
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
    // Shown anew each time, so that it lies above a dialog that was opened since.
    if (list.matches(':popover-open')) list.hidePopover();
    list.showPopover();
    setTimeout(off, 8_000);
  }
  return { show };
}
