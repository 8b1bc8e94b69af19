import { h } from './dom.js';
import { icon } from './icons.js';

/** @typedef {{ id: string, displayName: string, isBot?: boolean }} Face */

const colours = 8;

/** The same person has the same colour everywhere: `var(--person-3)`. @param {string} id */
export function colourOf(id) {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_973;
  return `var(--person-${sum % colours})`;
}

/** @param {string} name */
export function initials(name) {
  const words = name.trim().split(/[\s._-]+/);
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}

/** A decoration: the name stands beside it. @param {Face} face @param {'small' | 'middle' | 'big'} size */
export function avatar(face, size) {
  const node = h(
    'span',
    { class: `avatar ${size}${face.isBot ? ' bot' : ''}`, 'aria-hidden': 'true' },
    face.isBot ? icon('restore') : initials(face.displayName),
  );
  if (!face.isBot) node.style.background = colourOf(face.id);
  return node;
}
