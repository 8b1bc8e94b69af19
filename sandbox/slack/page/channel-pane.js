import { asBlocks, blockItems } from './blocks.js';
import { createComposer } from './composer.js';
import { h, fill, syncList } from './dom.js';
import { createHint } from './hint.js';
import { icon } from './icons.js';
import { messageList } from './messages.js';
import { viewSurface } from './view-surface.js';

/** @import { ViewSurface } from './view-surface.js' */
/** @import { Model } from './workspace.js' */

/** The channel in the middle, or the app's home tab. @param {Model} model @param {(text: string) => void} say @param {() => void} openMenu */
export function createChannelPane(model, say, openMenu) {
  const menu = h(
    'button',
    {
      type: 'button',
      class: 'icon-button only-phone',
      'aria-label': 'Channels',
      'aria-controls': 'sidebar',
      onclick: openMenu,
    },
    icon('menu'),
  );
  const title = h('h2', {});
  const about = h('small', {});
  const list = messageList(model, 'channel');
  const composer = createComposer(model, { where: 'channel', say });
  const hint = createHint(model, (command) => composer.put(command));
  const home = h('div', { class: 'home', hidden: true });
  const empty = h('p', { class: 'empty', hidden: true }, 'Nothing has been written here yet.');
  const node = h(
    'main',
    { class: 'channel-pane' },
    h('header', { class: 'pane-head' }, menu, h('div', {}, title, about)),
    home,
    empty,
    list.node,
    hint.node,
    composer.node,
  );
  /** @type {{ id: string, surface: ViewSurface } | undefined} */
  let homeSurface;

  function drawHome() {
    const { home: view, names, workspace } = model.state;
    fill(title, workspace.appName);
    about.textContent = 'Home';
    if (view === null) {
      fill(home, h('p', { class: 'faint' }, `${workspace.appName} shows nothing here yet.`));
      return;
    }
    if (homeSurface?.id !== view.id) {
      home.replaceChildren();
      homeSurface = { id: view.id, surface: viewSurface(model.api, view, names, model.failed) };
    }
    homeSurface.surface.sync(view, names);
    syncList(home, blockItems(asBlocks(view.view['blocks']), homeSurface.surface));
  }

  function draw() {
    const { state } = model;
    const atHome = state.channel === 'home';
    home.hidden = !atHome;
    list.node.hidden = atHome;
    composer.node.hidden = atHome;
    hint.draw();
    if (atHome) {
      empty.hidden = true;
      drawHome();
      return;
    }
    const channel = state.channels.find(({ id }) => id === state.channel);
    if (channel === undefined) return;
    fill(
      title,
      channel.kind === 'dm' ? null : icon(channel.kind === 'private' ? 'lock' : 'hash'),
      channel.name,
    );
    const count = channel.members.length;
    const marks = [
      count === 1 ? '1 member' : `${count} members`,
      channel.isExtShared ? 'shared with another organization' : '',
      channel.isArchived ? 'archived' : '',
      channel.hasBot || channel.kind === 'dm' ? '' : `${state.workspace.appName} is not in this channel`,
    ];
    about.textContent = marks.filter((mark) => mark !== '').join(' · ');
    const messages = state.messages?.messages ?? [];
    empty.hidden = state.messages === undefined || messages.length > 0;
    list.draw(`${state.me}/${channel.id}`, messages, `Messages in ${channel.name}`);
    composer.draw();
  }

  return { node, draw };
}
