import { h, syncList, uniqueId } from './dom.js';
import { icon } from './icons.js';
import { menuButton } from './menu.js';
import { encodeTyped } from './names.js';
import { createPopover } from './popover.js';

/** @import { Channel } from '../control-types.ts' */
/** @import { Model } from './workspace.js' */

/**
 * Where people write: Enter sends, Shift+Enter breaks the line, `/` offers the app's commands.
 * @param {Model} model
 * @param {{ where: 'channel' | 'thread', say: (text: string) => void }} spec
 */
export function createComposer(model, { where, say }) {
  const listId = uniqueId('commands');
  const text = h('textarea', {
    rows: 1,
    class: 'composer-text',
    autocomplete: 'off',
    'aria-autocomplete': where === 'channel' ? 'list' : undefined,
    'aria-controls': where === 'channel' ? listId : undefined,
  });
  const hints = h('div', {
    id: listId,
    class: 'listbox commands',
    role: 'listbox',
    'aria-label': 'Commands',
    popover: 'manual',
    onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
  });
  const send = h(
    'button',
    { type: 'submit', class: 'icon-button send', 'aria-label': 'Send', title: 'Send' },
    icon('send'),
  );
  const shortcuts = menuButton({
    label: 'Shortcuts and commands',
    icon: 'bolt',
    items: () => shortcutItems(),
  });
  const row = h(
    'div',
    { class: 'composer-row' },
    where === 'channel' ? shortcuts : null,
    h('span', { class: 'as' }),
    send,
  );
  const form = h('form', { class: 'composer', onsubmit: submit }, text, row, hints);
  const closed = h('p', { class: 'composer-closed' });
  const node = h('div', { class: 'composer-wrap' }, form, closed);
  const popover = createPopover(form, hints, { wide: 'as-anchor', above: true });
  /** @type {Map<string, string>} */
  const drafts = new Map();
  let key = '';
  let active = 0;

  function matching() {
    const typed = /^\/\S*$/.exec(text.value)?.[0];
    if (where === 'thread' || typed === undefined) return [];
    return model.state.workspace.commands.filter(({ command }) => command.startsWith(typed));
  }

  function paintHints() {
    const found = matching();
    if (found.length === 0) {
      popover.close();
      text.removeAttribute('aria-activedescendant');
      return;
    }
    active = Math.min(active, found.length - 1);
    syncList(
      hints,
      found.map((one, index) => ({
        key: one.command,
        sign: `${index === active}`,
        build: () =>
          h(
            'div',
            {
              id: `${listId}-${one.command}`,
              role: 'option',
              class: index === active ? 'option active' : 'option',
              'aria-selected': String(index === active),
              onclick: () => complete(one.command),
            },
            h(
              'span',
              { class: 'option-words' },
              h('span', { class: 'option-text' }, h('strong', {}, one.command), ` ${one.usageHint}`),
              h('small', {}, one.description),
            ),
            h('small', { class: 'option-app' }, model.state.workspace.appName),
          ),
      })),
    );
    text.setAttribute('aria-activedescendant', `${listId}-${found[active]?.command}`);
    popover.open();
  }

  /** @param {string} command */
  function complete(command) {
    put(`${command} `);
    text.focus();
  }

  /** @param {string} value */
  function put(value) {
    text.value = value;
    grow();
    paintHints();
  }

  function grow() {
    text.style.height = 'auto';
    text.style.height = `${Math.min(text.scrollHeight, 200)}px`;
    send.disabled = text.value.trim() === '';
  }

  function shortcutItems() {
    const { commands, shortcuts: all } = model.state.workspace;
    return [
      ...commands.map((one) => ({
        text: one.command,
        note: one.description,
        run: () => complete(one.command),
      })),
      ...all
        .filter(({ type }) => type === 'global')
        .map((one) => ({
          text: one.name,
          note: one.description,
          run: () => void model.api.shortcut(one.callback_id).catch(model.failed),
        })),
    ];
  }

  /** @param {Event} [event] */
  async function submit(event) {
    event?.preventDefault();
    const typed = text.value.trim();
    const { channel, open, names } = model.state;
    if (typed === '' || channel === undefined) return;
    if (where === 'thread' && typed.startsWith('/')) {
      say(`${typed.split(' ', 1)[0]} is not supported in threads. Write it in the channel.`);
      return;
    }
    put('');
    try {
      if (where === 'thread')
        await model.api.say(open?.channel ?? channel, encodeTyped(typed, names), open?.ts);
      else if (typed.startsWith('/')) await model.api.command(channel, typed);
      else await model.api.say(channel, encodeTyped(typed, names));
    } catch (error) {
      if (text.value === '') put(typed);
      model.failed(error);
    }
  }

  text.addEventListener('input', () => {
    active = 0;
    grow();
    paintHints();
  });
  text.addEventListener('blur', () => popover.close());
  text.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const found = popover.isOpen() ? matching() : [];
    const chosen = found[active]?.command;
    if (found.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      active = (active + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length;
      paintHints();
    } else if (
      chosen !== undefined &&
      (event.key === 'Tab' || event.key === 'Enter') &&
      text.value !== chosen
    )
      complete(chosen);
    else if (event.key === 'Escape' && popover.isOpen()) popover.close();
    else if (event.key === 'Enter' && !event.shiftKey) void submit();
    else return;
    event.preventDefault();
  });

  /** @param {Channel | undefined} channel */
  function whyClosed(channel) {
    if (channel === undefined) return '';
    if (channel.isArchived) return `#${channel.name} is archived.`;
    const me = model.state.names.person(model.state.me)?.displayName;
    return channel.isMember ? '' : `${me} is not in #${channel.name} and can only read it.`;
  }

  function draw() {
    const { state } = model;
    const place = where === 'thread' ? state.open : { channel: state.channel ?? '', ts: '' };
    const channel = state.channels.find(({ id }) => id === place?.channel);
    const why = whyClosed(channel);
    const next = JSON.stringify([state.me, place]);
    if (next !== key) {
      drafts.set(key, text.value);
      key = next;
      put(drafts.get(key) ?? '');
    }
    form.hidden = why !== '';
    closed.hidden = why === '';
    closed.textContent = why;
    const name = channel?.kind === 'dm' ? channel.name : `#${channel?.name ?? ''}`;
    text.setAttribute('aria-label', where === 'thread' ? 'Reply' : `Message ${name}`);
    text.placeholder = where === 'thread' ? 'Reply…' : `Message ${name}`;
    const as = row.querySelector('.as');
    if (as !== null) as.textContent = `as ${state.names.person(state.me)?.displayName ?? ''}`;
  }

  return { node, draw, put: complete };
}
