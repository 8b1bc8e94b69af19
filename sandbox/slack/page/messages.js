import { dayOfTs } from './dates.js';
import { h, syncList } from './dom.js';
import { messageItem } from './message.js';

/** @import { ShownMessage } from '../control-types.ts' */
/** @import { Item } from './dom.js' */
/** @import { Model } from './workspace.js' */

/**
 * A list of messages that stays scrolled to its end once the reader is there.
 * @param {Model} model
 * @param {'channel' | 'thread'} where
 */
export function messageList(model, where) {
  const list = h('div', { class: 'message-list' });
  const node = h('div', { class: 'scroller', role: 'log', 'aria-live': 'polite', tabindex: '0' }, list);
  let atEnd = true;
  let shown = '';
  node.addEventListener('scroll', () => {
    atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 40;
  });
  new ResizeObserver(() => {
    if (atEnd) node.scrollTop = node.scrollHeight;
  }).observe(list);

  /** @param {readonly ShownMessage[]} messages @returns {Item[]} */
  function items(messages) {
    const now = model.state.names.now();
    return messages.flatMap((message, index) => {
      const before = messages[index - 1];
      const day = dayOfTs(message.ts, now);
      const newDay = where === 'channel' && (before === undefined || dayOfTs(before.ts, now) !== day);
      const item = messageItem(
        model,
        message,
        newDay ? undefined : where === 'thread' && index === 1 ? undefined : before,
        where,
      );
      if (newDay)
        return [
          {
            key: `day-${day}`,
            sign: day,
            build: () => h('div', { class: 'day', role: 'separator' }, h('span', {}, day)),
          },
          item,
        ];
      if (where !== 'thread' || index !== 0) return [item];
      const count = messages.length - 1;
      const words = count === 1 ? '1 reply' : `${count} replies`;
      return [
        item,
        {
          key: 'count',
          sign: words,
          build: () =>
            h('div', { class: 'day count-line' }, h('span', {}, count === 0 ? 'No replies yet' : words)),
        },
      ];
    });
  }

  return {
    node,
    /** @param {string} key of what is listed; another one is shown from its end @param {readonly ShownMessage[]} messages @param {string} label */
    draw(key, messages, label) {
      node.setAttribute('aria-label', label);
      if (key !== shown) atEnd = true;
      shown = key;
      syncList(list, items(messages));
      if (atEnd) node.scrollTop = node.scrollHeight;
    },
  };
}
