import { asBlocks, blockItems } from './blocks.js';
import { fill, h, syncList, uniqueId } from './dom.js';
import { icon } from './icons.js';
import { plain } from './mrkdwn.js';
import { viewSurface } from './view-surface.js';

/** @import { ShownView } from '../control-types.ts' */
/** @import { Api } from './api.js' */
/** @import { Names } from './names.js' */
/** @import { Text } from './types.js' */

/**
 * @typedef {object} PanelDeps
 * @property {Api} api
 * @property {(error: unknown) => void} failed
 * @property {() => Promise<void>} refresh reads the open views again
 */

/**
 * One modal: its title, blocks and buttons. `update` changes only what differs.
 * @param {PanelDeps} deps
 * @param {ShownView} first
 * @param {Names} names
 */
export function viewPanel(deps, first, names) {
  let shown = first;
  let busy = false;
  let errors = '{}';
  const surface = viewSurface(deps.api, first, names, deps.failed);
  const titleId = uniqueId('title');
  const title = h('h2', { id: titleId, tabindex: '-1' });
  const back = h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': 'Back', onclick: () => void close(false) },
    icon('back'),
  );
  const notice = h('div', { class: 'view-notice', role: 'alert', hidden: true });
  const body = h('div', { class: 'view-blocks' });
  const submit = h('button', { type: 'submit', class: 'button primary' });
  const cancel = h('button', { type: 'button', class: 'button', onclick: () => void close(false) });
  const foot = h('footer', {}, cancel, submit);
  const cross = h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': 'Close', onclick: () => void close(true) },
    icon('close'),
  );
  const form = h(
    'form',
    { class: 'view', novalidate: true, autocomplete: 'off', onsubmit: send },
    h('header', {}, back, title, cross),
    h('div', { class: 'view-body' }, notice, body),
    foot,
  );
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) form.requestSubmit();
  });

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    if (busy || submit.hidden || submit.disabled) return;
    busy = true;
    paintButtons();
    errors = '{}';
    try {
      await surface.flush();
      await deps.api.submitView(shown.id);
    } catch (error) {
      deps.failed(error);
    } finally {
      busy = false;
      await deps.refresh();
      paintButtons();
    }
  }

  /** @param {boolean} all */
  async function close(all) {
    try {
      await deps.api.closeView(shown.id, all);
    } catch (error) {
      deps.failed(error);
    }
    await deps.refresh();
  }

  function paintButtons() {
    const waiting = busy || shown.status === 'submitting';
    const view = shown.view;
    submit.hidden = view['submit'] === undefined || view['submit'] === null;
    submit.disabled = view['submit_disabled'] === true;
    fill(submit, h('span', {}, plain(textOf(view['submit'])) || 'Submit'));
    if (waiting) submit.setAttribute('aria-busy', 'true');
    else submit.removeAttribute('aria-busy');
    form.classList.toggle('busy', waiting);
    cancel.textContent = plain(textOf(view['close'])) || (submit.hidden ? 'Close' : 'Cancel');
    back.hidden = shown.previous_view_id === null;
  }

  function paintErrors() {
    const now = JSON.stringify(shown.errors);
    const fresh = now !== errors && now !== '{}';
    errors = now;
    for (const block of body.children) {
      const words = shown.errors[block.getAttribute('data-block-id') ?? ''];
      const slot = block.querySelector('.field-error');
      if (slot === null || slot.textContent === (words ?? '')) continue;
      fill(slot, words);
      block.classList.toggle('wrong', words !== undefined);
      const control = block.querySelector('input, textarea, [data-choices]');
      if (words === undefined) control?.removeAttribute('aria-invalid');
      else control?.setAttribute('aria-invalid', 'true');
    }
    if (!fresh || busy) return;
    const wrong = body.querySelector('.wrong');
    wrong?.scrollIntoView({ block: 'nearest' });
    /** @type {HTMLElement | null | undefined} */ (wrong?.querySelector('input, textarea'))?.focus({
      preventScroll: true,
    });
  }

  /** @param {ShownView} view @param {Names} newNames */
  function update(view, newNames) {
    const focused = form.contains(document.activeElement);
    shown = view;
    surface.sync(view, newNames);
    title.textContent = plain(textOf(view.view['title']));
    syncList(body, blockItems(asBlocks(view.view['blocks']), surface));
    notice.hidden = view.notice === undefined;
    if (notice.textContent !== (view.notice ?? '')) notice.textContent = view.notice ?? '';
    paintButtons();
    paintErrors();
    if (focused && !form.contains(document.activeElement)) focusFirst();
  }

  function focusFirst() {
    const wanted =
      form.querySelector('[data-autofocus]') ?? body.querySelector('input, textarea, button, a') ?? title;
    /** @type {HTMLElement} */ (wanted).focus({ preventScroll: true });
  }

  return { node: form, titleId, update, close, focusFirst };
}

/** @param {unknown} text @returns {Text | undefined} */
function textOf(text) {
  return typeof text === 'object' && text !== null ? /** @type {Text} */ (text) : undefined;
}
