/**
 * Drawings for the emoji that restorebot uses most: they look the same on every machine, also on one without an
 * emoji font. On a 20 × 20 grid; `fill` is painted, `line` is drawn.
 */

/** @typedef {readonly { fill?: string, line?: string, d: string }[]} Drawing */

const [green, red, amber, blue, grey, white] = [
  '#1f8f5f',
  '#cf2f43',
  '#eda92a',
  '#2f7fd0',
  '#7b878d',
  '#ffffff',
];
const disc = 'M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16z';
const tile = 'M5 2h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3z';
const tick = 'M5.5 10.5l3 3 6-7';

/** @type {Readonly<Record<string, Drawing>>} */
export const drawings = {
  white_check_mark: [
    { fill: green, d: tile },
    { line: white, d: tick },
  ],
  ballot_box_with_check: [
    { fill: blue, d: tile },
    { line: white, d: tick },
  ],
  heavy_check_mark: [{ line: green, d: 'M3.5 10.5l4.5 4.5 8.5-10' }],
  x: [{ line: red, d: 'M4.5 4.5l11 11M15.5 4.5l-11 11' }],
  fire_extinguisher: [
    { fill: red, d: 'M6.5 8a3 3 0 0 1 6 0v9a1 1 0 0 1-1 1h-4a1 1 0 0 1-1-1z' },
    { line: grey, d: 'M9.5 5V3M7 3h5M12 3c3 0 4 2 4 5' },
    { line: white, d: 'M7.5 11.5h4' },
  ],
  warning: [
    { fill: amber, d: 'M10 2.2 18.6 17.5H1.4z' },
    { line: '#3b2a05', d: 'M10 8v4.2M10 14.8h.01' },
  ],
  no_entry: [
    { fill: red, d: disc },
    { line: white, d: 'M6 10h8' },
  ],
  no_entry_sign: [{ line: red, d: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM5.2 5.2l9.6 9.6' }],
  octagonal_sign: [{ fill: red, d: 'M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7z' }],
  raised_hand: [
    {
      fill: amber,
      d: 'M5 9V5.5a1.2 1.2 0 0 1 2.4 0V3.5a1.2 1.2 0 0 1 2.4 0V3a1.2 1.2 0 0 1 2.4 0v1.5a1.2 1.2 0 0 1 2.4 0V13a5 5 0 0 1-5 5c-2.4 0-3.6-1-4.8-3L2.6 11.5c-.6-1.3 1-2.1 1.8-1z',
    },
  ],
  hourglass: [
    { fill: amber, d: 'M6.3 4h7.4L10 9.5zM6.3 16.5L10 12.5l3.7 4z' },
    { line: grey, d: 'M5 2.8h10M5 17.2h10M6 3v2.5L9 10l-3 4.5V17M14 3v2.5L11 10l3 4.5V17' },
  ],
  hourglass_flowing_sand: [
    { fill: amber, d: 'M6.3 4h7.4L10 9.5zM6.3 16.5L10 12.5l3.7 4z' },
    { line: grey, d: 'M5 2.8h10M5 17.2h10M6 3v2.5L9 10l-3 4.5V17M14 3v2.5L11 10l3 4.5V17' },
  ],
  alarm_clock: [
    { line: red, d: 'M10 5a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 10 5zM3 5.5 5.8 3M17 5.5 14.2 3' },
    { line: grey, d: 'M10 8v3.3l2.3 1.5' },
  ],
  mag: [
    { line: grey, d: 'M11.8 11.8 17 17' },
    { line: blue, d: 'M8.3 3a5.3 5.3 0 1 0 0 10.6A5.3 5.3 0 0 0 8.3 3z' },
  ],
  link: [
    {
      line: grey,
      d: 'M8.5 11.5l3-3M9 6.5 11 4.5a3.2 3.2 0 0 1 4.5 4.5l-2 2M11 13.5 9 15.5A3.2 3.2 0 0 1 4.5 11l2-2',
    },
  ],
  repeat: [
    { line: blue, d: 'M3.5 9V8a2.5 2.5 0 0 1 2.5-2.5h9.5L13 3M16.5 11v1a2.5 2.5 0 0 1-2.5 2.5H4.5L7 17' },
  ],
  arrows_counterclockwise: [
    {
      line: blue,
      d: 'M3.5 10A6.5 6.5 0 0 1 15 5.8V3M16.5 10A6.5 6.5 0 0 1 5 14.2V17M15 5.8h-2.8M5 14.2h2.8',
    },
  ],
  leftwards_arrow_with_hook: [{ line: blue, d: 'M7 6 3 10l4 4M3.5 10H13a3.5 3.5 0 0 0 0-7' }],
  rotating_light: [
    { fill: red, d: 'M5.5 14V10a4.5 4.5 0 0 1 9 0v4z' },
    { line: red, d: 'M10 2v1.5M3.5 4.5l1 1M16.5 4.5l-1 1' },
    { fill: grey, d: 'M4 14.5h12V17H4z' },
  ],
  outbox_tray: [
    { line: grey, d: 'M3 12v4.5h14V12' },
    { line: blue, d: 'M10 12.5V3.5M6.5 6.5 10 3l3.5 3.5' },
  ],
  grey_question: [{ line: grey, d: 'M7 7a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M10 15.5h.01' }],
  information_source: [
    { fill: blue, d: tile },
    { line: white, d: 'M10 9.5v4.5M10 6.3h.01' },
  ],
  lock: [
    { fill: amber, d: 'M4.5 9h11v8h-11z' },
    { line: grey, d: 'M7 9V6.5a3 3 0 0 1 6 0V9' },
  ],
  key: [{ line: amber, d: 'M6.5 10.2a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6zM9 11 16 4M13.5 6.5l2.5 2.5' }],
  package: [
    { fill: '#b98549', d: 'M3 6.5 10 3l7 3.5v7L10 17l-7-3.5z' },
    { line: '#6d4a20', d: 'M3.5 6.8 10 10l6.5-3.2M10 10v6.5' },
  ],
  large_green_circle: [{ fill: green, d: disc }],
  large_yellow_circle: [{ fill: amber, d: disc }],
  white_circle: [{ fill: white, line: grey, d: disc }],
  arrow_forward: [
    { fill: blue, d: tile },
    { fill: white, d: 'M7.5 5.5v9l7-4.5z' },
  ],
  double_vertical_bar: [
    { fill: blue, d: tile },
    { fill: white, d: 'M6.5 5.5h2.5v9H6.5zM11 5.5h2.5v9H11z' },
  ],
  bell: [
    { fill: amber, d: 'M10 2.5a5 5 0 0 1 5 5v4l1.8 3H3.2L5 11.5v-4a5 5 0 0 1 5-5z' },
    { fill: amber, d: 'M8 15.5h4a2 2 0 0 1-4 0z' },
  ],
  rewind: [
    { fill: blue, d: tile },
    { fill: white, d: 'M10 6v8l-5.5-4zM15.5 6v8L10 10z' },
  ],
  red_circle: [{ fill: red, d: disc }],
  snowflake: [{ line: blue, d: 'M10 2v16M3 6l14 8M3 14l14-8M8 3.5l2 2 2-2M8 16.5l2-2 2 2' }],
};
