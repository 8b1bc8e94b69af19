/** Line icons drawn by us on a 20 × 20 grid. */

const paths = /** @type {const} */ ({
  hash: 'M7.5 3.5 6 16.5M14 3.5l-1.5 13M3.5 7.5h13M3 12.5h13',
  lock: 'M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  thread: 'M3.5 4.5h13v9h-7l-3.5 3v-3h-2.5zM7 8h6M7 10.5h4',
  send: 'M3.5 4l13 6-13 6 1.5-6zM5 10h6',
  close: 'M5 5l10 10M15 5 5 15',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  menu: 'M3.5 6h13M3.5 10h13M3.5 14h13',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  bolt: 'M11 2.5 5 11.5h4.5l-1 6 6.5-9.5h-4.5z',
  chevron: 'M6 8l4 4 4-4',
  eye: 'M2.5 10s2.8-4.5 7.5-4.5 7.5 4.5 7.5 4.5-2.8 4.5-7.5 4.5-7.5-4.5-7.5-4.5zM10 8.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  warn: 'M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.2h.01',
  sliders: 'M3.5 6h8M15 6h1.5M3.5 14h2M9.5 14h7M13.2 4.2v3.6M7.5 12.2v3.6',
  home: 'M3.5 9.5 10 4l6.5 5.5V16.5h-4.5v-4h-4v4H3.5z',
  info: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 9v4.5M10 6.5h.01',
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  restore: 'M4 10a6 6 0 1 0 2-4.5M4 3.5v3.3h3.3',
});

/** @typedef {keyof typeof paths} IconName */

const svg = 'http://www.w3.org/2000/svg';

/** A decoration: whatever it means must be said as text next to it. @param {IconName} name */
export function icon(name) {
  const node = document.createElementNS(svg, 'svg');
  node.setAttribute('viewBox', '0 0 20 20');
  node.setAttribute('class', `icon icon-${name}`);
  node.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', paths[name]);
  node.append(path);
  return node;
}
