import { createChannelPane } from './channel-pane.js';
import { h } from './dom.js';
import { createModals } from './modal.js';
import { createPanel } from './panel.js';
import { createSwitch } from './people.js';
import { createSidebar } from './sidebar.js';
import { createThread } from './thread.js';
import { createToasts } from './toast.js';
import { openWorkspace } from './workspace.js';

/** @import { ShownView } from '../control-types.ts' */
/** @import { State } from './state.js' */

async function start() {
  const toasts = createToasts();
  /** @type {(state: State) => void} */
  let draw = () => undefined;
  /** @type {(views: readonly ShownView[], state: State) => void} */
  let drawViews = () => undefined;
  const model = await openWorkspace({
    draw: (state) => draw(state),
    drawViews: (views, state) => drawViews(views, state),
    say: toasts.show,
  });
  const { state } = model;

  const bar = h('div', { class: 'offline', role: 'alert', hidden: true });
  const people = createSwitch((person) => void model.become(person));
  const sidebar = createSidebar((channel) => {
    toggleMenu(false);
    void model.show(channel);
  });
  const panel = createPanel(model, toasts.show);
  const pane = createChannelPane(model, toasts.show, () => toggleMenu(true));
  const thread = createThread(model, toasts.show);
  const modals = createModals({ api: model.api, failed: model.failed, refresh: () => model.readViews() });
  const shade = h('div', { class: 'shade', onclick: () => toggleMenu(false) });

  /** @param {boolean} open */
  function toggleMenu(open) {
    document.body.classList.toggle('with-menu', open);
    if (open) requestAnimationFrame(() => focusIn(sidebar.node));
  }
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.body.classList.contains('with-menu')) toggleMenu(false);
  });

  drawViews = (views, now) => modals.update(views, now.names);
  draw = () => {
    bar.hidden = !state.offline;
    bar.textContent = state.offline ? 'The sandbox does not answer. Trying again…' : '';
    people.draw(state);
    sidebar.draw(state);
    panel.draw(state);
    pane.draw();
    thread.draw();
    const me = state.names.person(state.me)?.displayName;
    const channel = state.channels.find(({ id }) => id === state.channel)?.name;
    document.title = `${[me, channel === undefined ? '' : `#${channel}`].filter(Boolean).join(' in ')} · restorebot sandbox`;
  };

  // Links to channels and messages of this workspace stay in this page.
  document.addEventListener('click', (event) => {
    const anchor = /** @type {globalThis.Element} */ (event.target).closest('a');
    if (anchor === null || event.ctrlKey || event.metaKey) return;
    const url = new URL(anchor.href, location.href);
    const [, channel, ts] = /^\/control\/permalink\/([^/]+)\/([^/]+)/.exec(url.pathname) ?? [];
    const target = anchor.dataset['channel'] ?? (url.origin === location.origin ? channel : undefined);
    if (target === undefined) return;
    event.preventDefault();
    void model
      .show(target)
      .then(() => (ts === undefined ? undefined : model.openThread({ channel: target, ts })));
  });

  document.body.append(
    bar,
    h(
      'header',
      { class: 'topbar' },
      h(
        'span',
        { class: 'mark' },
        h('span', {}, 'restorebot sandbox:'),
        h('span', {}, 'nothing here is real'),
      ),
      people.node,
      panel.opener,
    ),
    h('div', { class: 'columns' }, sidebar.node, pane.node, thread.node, panel.node),
    shade,
  );
  await model.start();
  draw(state);
}

/** @param {HTMLElement} node */
function focusIn(node) {
  /** @type {HTMLElement | null} */ (node.querySelector('[aria-current], button'))?.focus();
}

start().catch((error) => {
  document.body.append(
    h('p', { class: 'offline' }, `The page could not start: ${error.message} Reload to try again.`),
  );
});
