import { createComposer } from './composer.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { messageList } from './messages.js';

/** @import { Model } from './workspace.js' */

/** The thread next to the channel. @param {Model} model @param {(text: string) => void} say */
export function createThread(model, say) {
  const where = h('small', {});
  const list = messageList(model, 'thread');
  const composer = createComposer(model, { where: 'thread', say });
  const close = h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': 'Close thread',
      title: 'Close thread',
      onclick: leave,
    },
    icon('close'),
  );
  const node = h(
    'section',
    { class: 'thread', 'aria-label': 'Thread', hidden: true },
    h('header', { class: 'pane-head' }, h('div', {}, h('h2', {}, 'Thread'), where), close),
    list.node,
    composer.node,
  );
  let was = '';

  function leave() {
    const ts = model.state.open?.ts;
    void model.openThread(undefined);
    /** @type {HTMLElement | null} */ (
      document.querySelector(`.channel-pane [data-ts="${ts}"] .replies`)
    )?.focus();
  }
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) leave();
  });

  function draw() {
    const { open, thread } = model.state;
    node.hidden = open === undefined;
    document.body.classList.toggle('with-thread', open !== undefined);
    if (open === undefined) {
      was = '';
      return;
    }
    const channel = thread?.channel;
    where.textContent =
      channel === undefined ? '' : channel.kind === 'dm' ? channel.name : `#${channel.name}`;
    list.draw(open.ts, thread?.messages ?? [], 'Messages in the thread');
    composer.draw();
    if (was !== open.ts) close.focus({ preventScroll: true });
    was = open.ts;
  }

  return { node, draw };
}
