import { h, uniqueId } from './dom.js';
import { plain, textNodes } from './mrkdwn.js';

/** @import { Names } from './names.js' */
/** @import { Confirm } from './types.js' */

/**
 * A confirm dialog (docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object).
 * Escape and the second button mean no; that one has the focus.
 * @param {Confirm} confirm
 * @param {Names} names
 * @returns {Promise<boolean>}
 */
export function askToConfirm(confirm, names) {
  const { promise, resolve } = /** @type {PromiseWithResolvers<boolean>} */ (Promise.withResolvers());
  const [title, text] = [uniqueId('confirm'), uniqueId('confirm-text')];
  const before = document.activeElement;
  /** @param {boolean} yes */
  function answer(yes) {
    dialog.close();
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    resolve(yes);
  }
  const yes = h(
    'button',
    { type: 'button', class: `button ${confirm.style ?? 'primary'}`, onclick: () => answer(true) },
    plain(confirm.confirm),
  );
  const no = h(
    'button',
    { type: 'button', class: 'button', onclick: () => answer(false) },
    plain(confirm.deny),
  );
  const dialog = h(
    'dialog',
    { class: 'dialog confirm', 'aria-labelledby': title, 'aria-describedby': text, 'data-testid': 'confirm' },
    h('h2', { id: title }, plain(confirm.title)),
    h('div', { id: text, class: 'confirm-text' }, textNodes(confirm.text, names)),
    h('div', { class: 'dialog-buttons' }, no, yes),
  );
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    answer(false);
  });
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    answer(false);
  });
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
  return promise;
}
