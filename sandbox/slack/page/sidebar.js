import { avatar } from './avatar.js';
import { h, syncList } from './dom.js';
import { icon } from './icons.js';

/** @import { Channel } from '../control-types.ts' */
/** @import { Item } from './dom.js' */
/** @import { State } from './state.js' */

/**
 * Channels, direct messages and the app.
 * @param {(channel: string) => void} show
 */
export function createSidebar(show) {
  const name = h('h1', {});
  const lists = h('div', { class: 'sidebar-lists' });
  const node = h('nav', { class: 'sidebar', 'aria-label': 'Channels', id: 'sidebar' }, name, lists);

  /** @param {string} key @param {string} title @param {readonly Item[]} items @returns {Item} */
  function part(key, title, items) {
    return {
      key,
      sign: JSON.stringify(items.map((item) => [item.key, item.sign])),
      build: () =>
        h(
          'section',
          {},
          h('h2', {}, title),
          h(
            'ul',
            {},
            items.map((item) => h('li', {}, item.build())),
          ),
        ),
    };
  }

  /** @param {Channel} channel @param {State} state @returns {Item} */
  function entry(channel, state) {
    const here = channel.id === state.channel;
    const unread = here ? undefined : state.unread.get(channel.id);
    const sign = JSON.stringify([channel, state.me, here, unread]);
    return { key: channel.id, sign, build: () => row(channel, state, here, unread) };
  }

  /** @param {Channel} channel @param {State} state @param {boolean} here @param {{ news: boolean, calls: number } | undefined} unread */
  function row(channel, state, here, unread) {
    const other = channel.members.find((id) => id !== state.me);
    const marks = [
      channel.kind === 'private' ? 'private' : '',
      channel.isExtShared ? 'shared' : '',
      channel.isArchived ? 'archived' : '',
      unread?.news ? 'unread' : '',
    ];
    const said = marks.filter((mark) => mark !== '').join(', ');
    return h(
      'button',
      {
        type: 'button',
        class: `channel${unread?.news ? ' unread' : ''}${channel.isMember ? '' : ' faint'}`,
        'aria-current': here ? 'page' : undefined,
        'data-focus': channel.id,
        'data-testid': `channel-${channel.name}`,
        onclick: () => show(channel.id),
      },
      channel.kind === 'dm'
        ? avatar(
            { id: other ?? channel.id, displayName: channel.name, isBot: channel.hasBot },
            'small',
            state.workspace.people,
          )
        : icon(channel.kind === 'private' ? 'lock' : 'hash'),
      h('span', { class: 'channel-name' }, channel.name),
      said === '' ? null : h('span', { class: 'unseen' }, ` (${said})`),
      unread !== undefined && unread.calls > 0
        ? h('span', { class: 'badge', 'aria-hidden': 'true' }, unread.calls)
        : null,
    );
  }

  /** @param {State} state @returns {Item} */
  function app(state) {
    const { appName, hasHome } = state.workspace;
    const here = state.channel === 'home';
    const inside = [
      avatar({ id: 'app', displayName: appName, isBot: true }, 'small', []),
      h('span', { class: 'channel-name' }, appName),
      h('span', {
        class: `presence ${state.botIsThere ? 'there' : 'away'}`,
        role: 'img',
        'aria-label': state.botIsThere ? 'connected' : 'not connected',
        title: state.botIsThere ? 'Connected' : 'Not connected',
      }),
    ];
    return {
      key: 'app',
      sign: JSON.stringify([appName, hasHome, here, state.botIsThere]),
      build: () =>
        hasHome
          ? h(
              'button',
              {
                type: 'button',
                class: 'channel',
                'aria-current': here ? 'page' : undefined,
                'data-focus': 'home',
                onclick: () => show('home'),
              },
              inside,
            )
          : h('div', { class: 'channel' }, inside),
    };
  }

  /** @param {State} state */
  function draw(state) {
    name.textContent = state.workspace.teamName;
    const shown = state.channels.filter(({ isArchived, isMember }) => isMember || !isArchived);
    const channels = shown
      .filter(({ kind }) => kind !== 'dm')
      .toSorted((a, b) => a.name.localeCompare(b.name));
    const direct = shown.filter(({ kind }) => kind === 'dm').toSorted((a, b) => a.name.localeCompare(b.name));
    syncList(lists, [
      part(
        'channels',
        'Channels',
        channels.map((one) => entry(one, state)),
      ),
      ...(direct.length === 0
        ? []
        : [
            part(
              'direct',
              'Direct messages',
              direct.map((one) => entry(one, state)),
            ),
          ]),
      part('apps', 'Apps', [app(state)]),
    ]);
  }

  return { node, draw };
}
