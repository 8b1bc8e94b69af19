import { h } from './dom.js';
import { viewPanel } from './view-panel.js';

/** @import { ShownView } from '../control-types.ts' */
/** @import { Names } from './names.js' */
/** @import { PanelDeps } from './view-panel.js' */

/**
 * The person's stack of modals: the one on top is shown, those below keep what was typed.
 * @param {PanelDeps} deps
 */
export function createModals(deps) {
  /** @type {Map<string, ReturnType<typeof viewPanel>>} */
  const panels = new Map();
  /** @type {string | undefined} */
  let top;
  /** @type {globalThis.Element | null} */
  let before = null;
  const dialog = h('dialog', { class: 'dialog modal', 'data-testid': 'modal' });
  document.body.append(dialog);

  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    leave();
  });
  dialog.addEventListener('cancel', (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    leave();
  });

  function leave() {
    if (top !== undefined) void panels.get(top)?.close(false);
  }

  /** @param {readonly ShownView[]} views bottom first @param {Names} names */
  function update(views, names) {
    for (const [id, panel] of panels) {
      if (views.some((view) => view.id === id)) continue;
      panel.node.remove();
      panels.delete(id);
    }
    const last = views.at(-1);
    for (const view of views) {
      let panel = panels.get(view.id);
      if (panel === undefined) {
        panel = viewPanel(deps, view, names);
        panels.set(view.id, panel);
        dialog.append(panel.node);
      }
      panel.node.hidden = view !== last;
      if (view === last) dialog.setAttribute('aria-labelledby', panel.titleId);
      if (view === last && !dialog.open) {
        before = document.activeElement;
        panel.update(view, names);
        dialog.showModal();
      } else panel.update(view, names);
    }
    if (last === undefined) {
      if (dialog.open) dialog.close();
      if (top !== undefined && before instanceof HTMLElement && before.isConnected)
        before.focus({ preventScroll: true });
      top = undefined;
      return;
    }
    const panel = panels.get(last.id);
    if (last.id !== top) panel?.focusFirst();
    top = last.id;
  }

  return { update };
}
