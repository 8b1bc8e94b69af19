import { avatar } from './avatar.js';
import { asBlocks, blockItems } from './blocks.js';
import { fullOfTs, timeOfTs } from './dates.js';
import { h, syncList } from './dom.js';
import { icon } from './icons.js';
import { menuButton } from './menu.js';
import { mrkdwn } from './mrkdwn.js';
import { mentions } from './names.js';
import { initialValue } from './value.js';

/** @import { ShownMessage } from '../control-types.ts' */
/** @import { Item } from './dom.js' */
/** @import { Surface } from './types.js' */
/** @import { Model } from './workspace.js' */

/**
 * @param {Model} model
 * @param {ShownMessage} message
 * @returns {Surface}
 */
function surfaceOf({ api, state, failed, warn }, message) {
  const { channel, ts } = message;
  return {
    names: state.names,
    value: (_, element) => initialValue(element),
    async use(blockId, element, value) {
      if (state.warnings.has(ts)) warn(ts, undefined);
      const place = { channel, ts, block_id: blockId, action_id: element.action_id ?? '' };
      await api.click({ ...place, ...value }).catch(failed);
    },
    suggest: (blockId, element, query) =>
      api.suggest({ where: { channel, ts }, block_id: blockId, action_id: element.action_id ?? '', query }),
  };
}

/** @param {ShownMessage | undefined} before @param {ShownMessage} message */
function follows(before, message) {
  return (
    before !== undefined &&
    before.user === message.user &&
    !before.ephemeral &&
    !message.ephemeral &&
    !message.tombstone &&
    Number(message.ts) - Number(before.ts) < 300 &&
    asBlocks(message.blocks).every(
      ({ type }) => type === 'section' || type === 'context' || type === 'rich_text',
    )
  );
}

/**
 * A message as one child of a list.
 * @param {Model} model
 * @param {ShownMessage} message
 * @param {ShownMessage | undefined} before
 * @param {'channel' | 'thread'} where
 * @returns {Item}
 */
export function messageItem(model, message, before, where) {
  const { state } = model;
  const { names, workspace, me } = state;
  const blocks = asBlocks(message.blocks);
  const words = `${message.text} ${JSON.stringify(blocks)}`;
  const how = {
    grouped: follows(before, message),
    warning: state.warnings.get(message.ts),
    open: where === 'channel' && state.open?.ts === message.ts,
    calls: message.user !== me && mentions(words, me, workspace.groups),
    where,
  };
  const { metadata: _, ...rest } = message;
  const own = blocks.length === 0 ? rest : { ...rest, blocks: [], text: '' };
  const known = [me, workspace.people, workspace.groups, names.channels];
  return {
    key: message.ts,
    sign: JSON.stringify([own, how, known]),
    build: () => drawMessage(model, message, how),
    update(node) {
      const body = node.querySelector('.message-body');
      if (body !== null && blocks.length > 0) syncList(body, blockItems(blocks, surfaceOf(model, message)));
    },
  };
}

/**
 * @param {Model} model
 * @param {ShownMessage} message
 * @param {{ grouped: boolean, warning: string | undefined, open: boolean, calls: boolean, where: 'channel' | 'thread' }} how
 */
function drawMessage(model, message, { grouped, warning, open, calls, where }) {
  const { names, workspace } = model.state;
  const person = names.person(message.user);
  const face = {
    id: message.user,
    displayName: message.authorName,
    isBot: message.isBot && message.user !== 'USLACKBOT',
  };
  const kinds = [
    grouped ? 'grouped' : '',
    message.ephemeral ? 'ephemeral' : '',
    calls ? 'calls' : '',
    open ? 'open' : '',
  ];
  const time = h(
    'time',
    { datetime: new Date(Number(message.ts) * 1_000).toISOString(), title: fullOfTs(message.ts) },
    timeOfTs(message.ts),
  );
  const blocks = asBlocks(message.blocks);
  // A new message is read out; a card that is redrawn while it progresses is not, each time.
  const body = h('div', { class: 'message-body', 'aria-live': blocks.length > 0 ? 'off' : undefined });
  if (message.tombstone) body.append(h('em', { class: 'faint' }, 'This message was deleted.'));
  else if (blocks.length > 0) syncList(body, blockItems(blocks, surfaceOf(model, message)));
  else body.append(...mrkdwn(message.text, names));
  const edited = message.edited ? h('span', { class: 'edited' }, ' (edited)') : null;
  if (edited !== null && blocks.length === 0) body.append(edited);
  return h(
    'article',
    {
      class: `message ${kinds.join(' ')}`,
      'aria-label': `${message.authorName} at ${timeOfTs(message.ts)}`,
      tabindex: '-1',
      'data-testid': 'message',
      'data-ts': message.ts,
    },
    h('div', { class: 'message-side' }, grouped ? time : avatar(face, 'big', workspace.people)),
    h(
      'div',
      { class: 'message-main' },
      message.ephemeral ? h('div', { class: 'only-you' }, icon('eye'), 'Only visible to you') : null,
      grouped
        ? null
        : h(
            'div',
            { class: 'message-head' },
            h('strong', {}, message.authorName),
            message.isBot && message.user !== 'USLACKBOT' ? h('span', { class: 'tag' }, 'APP') : null,
            person?.isStranger ? h('span', { class: 'tag' }, 'EXTERNAL') : null,
            time,
          ),
      where === 'channel' && message.broadcast === true ? repliedTo(model, message) : null,
      body,
      blocks.length > 0 ? edited : null,
      warning === undefined
        ? null
        : h('div', { class: 'message-warning', role: 'alert' }, icon('warn'), warning),
      where === 'channel' ? replies(model, message) : null,
    ),
    message.ephemeral || message.tombstone ? null : tools(model, message, where),
  );
}

/** Above a reply that the channel shows too. @param {Model} model @param {ShownMessage} message */
function repliedTo(model, { channel, thread_ts: ts }) {
  if (ts === undefined) return null;
  return h(
    'button',
    {
      type: 'button',
      class: 'replied-to',
      'data-focus': 'replied-to',
      'data-testid': 'replied-to',
      onclick: () => void model.openThread({ channel, ts }),
    },
    'replied to a thread',
  );
}

/** @param {Model} model @param {ShownMessage} message */
function replies(model, message) {
  if (message.replyCount === 0) return null;
  const words = message.replyCount === 1 ? '1 reply' : `${message.replyCount} replies`;
  return h(
    'button',
    {
      type: 'button',
      class: 'replies',
      'data-focus': 'replies',
      'data-testid': 'replies',
      onclick: () => void model.openThread({ channel: message.channel, ts: message.ts }),
    },
    icon('thread'),
    h('span', { class: 'replies-count' }, words),
    h('span', { class: 'replies-view', 'aria-hidden': 'true' }, 'View thread'),
  );
}

/** What is at the corner of a message: reply, and the app's message shortcuts. @param {Model} model @param {ShownMessage} message @param {'channel' | 'thread'} where */
function tools(model, message, where) {
  const shortcuts = model.state.workspace.shortcuts.filter(({ type }) => type === 'message');
  const at = { channel: message.channel, ts: message.ts };
  const reply = h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': 'Reply in thread',
      title: 'Reply in thread',
      'data-focus': 'reply',
      onclick: () => void model.openThread(at),
    },
    icon('thread'),
  );
  const more = menuButton({
    label: 'More actions',
    icon: 'more',
    focusKey: 'more',
    items: () =>
      shortcuts.map((one) => ({
        text: one.name,
        note: model.state.workspace.appName,
        run: () => void model.api.shortcut(one.callback_id, at).catch(model.failed),
      })),
  });
  if (where === 'thread' && shortcuts.length === 0) return null;
  return h(
    'div',
    { class: 'tools' },
    where === 'channel' ? reply : null,
    shortcuts.length === 0 ? null : more,
  );
}
