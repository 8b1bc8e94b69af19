import { h } from './dom.js';

/** @import { State } from './state.js' */
/** @import { Model } from './workspace.js' */

/** Small levers on the fake Slack; closed until wanted. @param {Model} model @param {(text: string) => void} say */
export function createDrawer(model, say) {
  const clock = h('p', { class: 'clock' });
  const bot = h('p', {});

  /** @param {string} words @param {string} done @param {() => Promise<unknown>} run */
  function lever(words, done, run) {
    const pull = () => run().then(() => say(done), model.failed);
    return h('button', { type: 'button', class: 'button small', onclick: pull }, words);
  }

  const { api } = model;
  /** @param {number} minutes */
  const later = (minutes) => () => api.change('/clock', { advanceMs: minutes * 60_000 });
  const node = h(
    'details',
    { class: 'drawer' },
    h('summary', {}, 'Sandbox controls'),
    h('p', { class: 'real' }, 'restorebot sandbox: nothing here is real.'),
    bot,
    h('h3', {}, 'Slack’s clock'),
    clock,
    h(
      'div',
      { class: 'levers' },
      lever('+ 5 min', 'Slack’s clock is 5 minutes later.', later(5)),
      lever('+ 1 h', 'Slack’s clock is an hour later.', later(60)),
    ),
    h('h3', {}, 'Faults'),
    h(
      'div',
      { class: 'levers' },
      lever('Rate-limit the next message', 'The next chat.postMessage is answered with 429.', () =>
        api.change('/faults', { method: 'chat.postMessage', retryAfterSec: 5 }),
      ),
      lever('Lose the next answer', 'The next chat.postMessage is done, but its answer is lost.', () =>
        api.change('/faults', { method: 'chat.postMessage', dropAfterApply: true }),
      ),
      lever('Cut the bot’s sockets', 'All sockets were cut; the bot connects again.', () =>
        api.change('/sockets/disconnect', { reason: 'abrupt' }),
      ),
      lever('No more faults', 'All faults are forgotten.', () => api.remove('/faults')),
    ),
  );

  /** @param {State} state */
  function draw(state) {
    clock.textContent = `${state.workspace.now.slice(0, 16).replace('T', ' ')} UTC`;
    bot.textContent = state.botIsThere
      ? `${state.workspace.appName} is connected.`
      : `${state.workspace.appName} is not connected.`;
  }

  return { node, draw };
}
