import { h } from './dom.js';
import { icon } from './icons.js';

/** @typedef {{ id: string, displayName: string, isBot?: boolean }} Face */

const colors = 8;

/**
 * The same person has the same color everywhere, and the first eight have eight: `var(--person-3)`.
 * @param {string} id
 * @param {readonly { id: string }[]} people
 */
export function colorOf(id, people) {
  return `var(--person-${
    Math.max(
      0,
      people.findIndex((one) => one.id === id),
    ) % colors
  })`;
}

/** @param {string} name */
function initials(name) {
  const words = name.trim().split(/[\s._-]+/);
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}

/**
 * A decoration: the name is next to it.
 * @param {Face} face
 * @param {'small' | 'middle' | 'big'} size
 * @param {readonly { id: string }[]} people
 */
export function avatar(face, size, people) {
  const node = h(
    'span',
    { class: `avatar ${size}${face.isBot ? ' bot' : ''}`, 'aria-hidden': 'true' },
    face.isBot ? icon('restore') : initials(face.displayName),
  );
  if (!face.isBot) node.style.background = colorOf(face.id, people);
  return node;
}
