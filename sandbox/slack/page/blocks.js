import { h, uniqueId } from './dom.js';
import { drawElement, picture } from './elements.js';
import { icon } from './icons.js';
import { plain, textNodes } from './mrkdwn.js';
import { richText } from './rich-text.js';

/** @import { Item } from './dom.js' */
/** @import { Block, Surface } from './types.js' */

/** Block Kit: docs.slack.dev/reference/block-kit/blocks. */

/**
 * @param {readonly Block[]} blocks
 * @param {Surface} surface
 * @returns {Item[]} for `syncList`: a block that stays as it is keeps its nodes
 */
export function blockItems(blocks, surface) {
  return blocks.map((block, index) => {
    // Where there is nothing to use, the id says nothing: Slack gives another one with every update.
    const used = block.type === 'input' || block.type === 'actions' || block.accessory !== undefined;
    return {
      key: used ? (block.block_id ?? `#${index}`) : `#${index}`,
      sign: JSON.stringify(used ? block : { ...block, block_id: '' }),
      build: () => drawBlock(block, surface),
    };
  });
}

/** @param {unknown} blocks @returns {readonly Block[]} */
export function asBlocks(blocks) {
  return Array.isArray(blocks) ? blocks : [];
}

/** @param {Block} block @param {Surface} surface */
function drawBlock(block, surface) {
  return h(
    'div',
    { class: `block block-${block.type.replaceAll('_', '-')}`, 'data-block-id': block.block_id },
    content(block, surface),
  );
}

/** @param {Block} block @param {Surface} surface @returns {Node | Node[]} */
function content(block, surface) {
  const { names } = surface;
  switch (block.type) {
    case 'section':
      return section(block, surface);
    case 'header':
      return h('h3', {}, block.text === undefined ? '' : textNodes(block.text, names));
    case 'divider':
      return h('hr');
    case 'context':
      return (block.elements ?? []).map((one) =>
        one.type === 'image'
          ? picture(one.alt_text ?? '', 'tiny')
          : h(
              'span',
              {},
              textNodes(/** @type {import('./types.js').Text} */ (/** @type {unknown} */ (one)), names),
            ),
      );
    case 'actions':
      return (block.elements ?? []).map((element) =>
        drawElement(element, {
          blockId: block.block_id ?? '',
          surface,
          named: {},
          required: true,
          speaks: true,
        }),
      );
    case 'image':
      return h(
        'figure',
        {},
        block.title === undefined ? '' : h('figcaption', {}, plain(block.title)),
        picture(block.alt_text ?? '', 'wide'),
      );
    case 'rich_text':
      return richText(/** @type {import('./rich-text.js').Rich} */ (/** @type {unknown} */ (block)), names);
    case 'alert':
      return alert(block, surface);
    case 'input':
      return input(block, surface);
    default:
      return h('span', { class: 'unknown' }, `A “${block.type}” block cannot be shown here.`);
  }
}

/** @param {Block} block @param {Surface} surface */
function section(block, surface) {
  const id = uniqueId('section');
  const fields = (block.fields ?? []).map((field) => h('div', {}, textNodes(field, surface.names)));
  const main = h(
    'div',
    { class: 'section-main' },
    block.text === undefined ? null : h('div', { id }, textNodes(block.text, surface.names)),
    fields.length === 0 ? null : h('div', { class: 'fields' }, fields),
  );
  if (block.accessory === undefined) return main;
  const named = block.text === undefined ? {} : { 'aria-describedby': id };
  const place = { blockId: block.block_id ?? '', surface, named, required: true, speaks: true };
  return [main, h('div', { class: 'accessory' }, drawElement(block.accessory, place))];
}

/** @param {Block} block @param {Surface} surface */
function alert(block, surface) {
  const level = block.level ?? 'default';
  const mark = icon(
    level === 'error' || level === 'warning' ? 'warn' : level === 'success' ? 'check' : 'info',
  );
  const text = block.text === undefined ? [] : textNodes(block.text, surface.names);
  return h(
    'div',
    { class: `alert ${level}`, role: level === 'error' ? 'alert' : 'status' },
    mark,
    h('div', {}, text),
  );
}

/** @param {Block} block @param {Surface} surface */
function input(block, surface) {
  const { element, hint } = block;
  if (element === undefined) return [];
  const [label, control, note, error] = ['label', 'control', 'hint', 'error'].map((one) => uniqueId(one));
  const group = element.type === 'checkboxes' || element.type === 'radio_buttons';
  const words = [plain(block.label), block.optional ? h('span', { class: 'optional' }, ' (optional)') : ''];
  const described = hint === undefined ? error : `${error} ${note}`;
  const drawn = drawElement(element, {
    blockId: block.block_id ?? '',
    surface,
    named: group
      ? { 'aria-labelledby': label, 'aria-describedby': described }
      : { id: control, 'aria-describedby': described },
    required: block.optional !== true,
    speaks: block.dispatch_action === true,
  });
  return [
    group
      ? h('div', { id: label, class: 'label' }, words)
      : h('label', { id: label, class: 'label', for: control }, words),
    drawn,
    h('div', { id: error, class: 'field-error' }),
    ...(hint === undefined ? [] : [h('div', { id: note, class: 'hint' }, plain(hint))]),
  ];
}
