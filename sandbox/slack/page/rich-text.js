import { formatDate, utcOf } from './dates.js';
import { h } from './dom.js';
import { channelMention, groupMention, link, personMention, withEmoji } from './mrkdwn.js';

/** @import { Names } from './names.js' */

/** docs.slack.dev/reference/block-kit/blocks/rich-text-block; text in it is not escaped. */

/**
 * @typedef {object} Rich
 * @property {string} type
 * @property {Rich[]} [elements]
 * @property {string} [text]
 * @property {string} [url]
 * @property {string} [name]
 * @property {string} [range]
 * @property {string} [user_id]
 * @property {string} [channel_id]
 * @property {string} [usergroup_id]
 * @property {number} [timestamp]
 * @property {string} [format]
 * @property {string} [fallback]
 * @property {'bullet' | 'ordered' | { bold?: boolean, italic?: boolean, strike?: boolean, code?: boolean }} [style]
 */

/** @param {Rich} block @param {Names} names @returns {Node[]} */
export function richText(block, names) {
  return (block.elements ?? []).map((part) => {
    const inside = (part.elements ?? []).flatMap((one) => richLeaf(one, names));
    if (part.type === 'rich_text_preformatted') return h('pre', {}, h('code', {}, inside));
    if (part.type === 'rich_text_quote') return h('blockquote', {}, inside);
    if (part.type !== 'rich_text_list') return h('div', {}, inside);
    const items = (part.elements ?? []).map((item) =>
      h(
        'li',
        {},
        (item.elements ?? []).flatMap((one) => richLeaf(one, names)),
      ),
    );
    return h(part.style === 'ordered' ? 'ol' : 'ul', {}, items);
  });
}

/** @param {Rich} leaf @param {Names} names @returns {Node[]} */
function richLeaf(leaf, names) {
  const at = leaf.timestamp ?? 0;
  switch (leaf.type) {
    case 'text':
      return [styled(leaf, broken(leaf.text ?? ''))];
    case 'link':
      return [styled(leaf, [link(leaf.url ?? '', leaf.text ?? leaf.url ?? '')])];
    case 'emoji':
      return withEmoji(`:${leaf.name}:`);
    case 'user':
      return [personMention(leaf.user_id ?? '', undefined, names)];
    case 'channel':
      return [channelMention(leaf.channel_id ?? '', undefined, names)];
    case 'usergroup':
      return [groupMention(leaf.usergroup_id ?? '', undefined, names)];
    case 'broadcast':
      return [h('span', { class: 'mention mine' }, `@${leaf.range}`)];
    case 'date':
      return [
        h(
          'time',
          { datetime: new Date(at * 1_000).toISOString(), title: utcOf(at) },
          formatDate(at, leaf.format ?? '', names.now()) ?? leaf.fallback ?? '',
        ),
      ];
    default:
      return [document.createTextNode(leaf.text ?? '')];
  }
}

/** @param {string} text @returns {Node[]} */
function broken(text) {
  return text
    .split('\n')
    .flatMap((line, index) => (index === 0 ? withEmoji(line) : [h('br'), ...withEmoji(line)]));
}

/** @param {Rich} leaf @param {Node[]} inside @returns {Node} */
function styled(leaf, inside) {
  const style = typeof leaf.style === 'object' ? leaf.style : {};
  let nodes = inside;
  if (style.code) nodes = [h('code', {}, nodes)];
  if (style.strike) nodes = [h('s', {}, nodes)];
  if (style.italic) nodes = [h('em', {}, nodes)];
  if (style.bold) nodes = [h('strong', {}, nodes)];
  return h('span', {}, nodes);
}
