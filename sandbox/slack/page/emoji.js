import { drawings } from './emoji-drawings.js';

/** The short names that people and restorebot use most; others are shown as they are written. */

/** @type {Readonly<Record<string, string>>} */
const glyphs = {
  '+1': '👍',
  '-1': '👎',
  alarm_clock: '⏰',
  arrow_forward: '▶️',
  arrow_right: '➡️',
  arrows_counterclockwise: '🔄',
  ballot_box_with_check: '☑️',
  bell: '🔔',
  boom: '💥',
  bug: '🐛',
  bulb: '💡',
  calendar: '📅',
  clipboard: '📋',
  double_vertical_bar: '⏸️',
  eyes: '👀',
  fire: '🔥',
  fire_extinguisher: '🧯',
  floppy_disk: '💾',
  grey_question: '❔',
  hammer_and_wrench: '🛠️',
  heavy_check_mark: '✔️',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  key: '🔑',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  leftwards_arrow_with_hook: '↩️',
  link: '🔗',
  lock: '🔒',
  mag: '🔍',
  memo: '📝',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  octagonal_sign: '🛑',
  outbox_tray: '📤',
  package: '📦',
  page_facing_up: '📄',
  pencil2: '✏️',
  point_up: '☝️',
  pray: '🙏',
  question: '❓',
  raised_hand: '✋',
  red_circle: '🔴',
  repeat: '🔁',
  rewind: '⏪',
  rocket: '🚀',
  rotating_light: '🚨',
  shield: '🛡️',
  slightly_smiling_face: '🙂',
  smile: '😄',
  snowflake: '❄️',
  sos: '🆘',
  stopwatch: '⏱️',
  tada: '🎉',
  thinking_face: '🤔',
  thumbsup: '👍',
  timer_clock: '⏲️',
  unlock: '🔓',
  warning: '⚠️',
  wastebasket: '🗑️',
  wave: '👋',
  white_check_mark: '✅',
  white_circle: '⚪',
  wrench: '🔧',
  x: '❌',
  zap: '⚡',
};

/** @param {string} name without its colons @returns {string | undefined} */
export function glyphOf(name) {
  return Object.hasOwn(glyphs, name) ? glyphs[name] : undefined;
}

const svg = 'http://www.w3.org/2000/svg';

/** The emoji itself, with its name for those who do not see it; undefined for one we do not know. @param {string} name */
export function emojiNode(name) {
  const drawing = Object.hasOwn(drawings, name) ? drawings[name] : undefined;
  const glyph = glyphOf(name);
  if (drawing === undefined && glyph === undefined) return undefined;
  const node = document.createElement('span');
  node.className = drawing === undefined ? 'emoji' : 'emoji drawn';
  node.setAttribute('role', 'img');
  node.setAttribute('aria-label', name.replaceAll('_', ' '));
  node.title = `:${name}:`;
  if (drawing === undefined) node.textContent = glyph ?? '';
  else node.append(draw(drawing));
  return node;
}

/** @param {import('./emoji-drawings.js').Drawing} drawing */
function draw(drawing) {
  const image = document.createElementNS(svg, 'svg');
  image.setAttribute('viewBox', '0 0 20 20');
  for (const { fill, line, d } of drawing) {
    const path = document.createElementNS(svg, 'path');
    path.setAttribute('d', d);
    path.setAttribute('fill', fill ?? 'none');
    if (line !== undefined) path.setAttribute('stroke', line);
    image.append(path);
  }
  return image;
}
