/**
 * Slack's limits, in characters unless a unit is named. The builders keep to them; a number stands nowhere else.
 * Sources: docs.slack.dev/reference/block-kit (blocks, elements, composition objects),
 * docs.slack.dev/reference/views, docs.slack.dev/reference/methods/chat.update.
 */
export const limits = {
  /** chat.update refuses a longer `text` with `msg_too_long`; chat.postMessage takes 40 000. */
  messageText: 4_000,
  messageBlocks: 50,
  viewBlocks: 100,
  /** docs.slack.dev/reference/views: title, submit and close alike. */
  viewTitle: 24,
  privateMetadata: 3_000,
  id: 255,

  text: 3_000,
  header: 150,
  contextElements: 10,
  actionsElements: 25,

  placeholder: 150,
  plainTextInput: 3_000,

  buttonText: 75,
  buttonValue: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,

  checkboxes: 10,
  options: 100,
  optionText: 75,
  optionValue: 150,
  optionDescription: 75,

  /** Our own: Slack takes 2000 of each, but a form of many fields must stay under 250 kB. */
  inputLabel: 150,
  inputHint: 300,
  /** Our own: the label over the input in which a whole name is typed. */
  typedLabel: 1_900,
  /** Our own: the reason of a request, a denial or a close. */
  reason: 500,
  /** Our own: so much of one name is shown on a card. */
  name: 120,
  /** Our own: so many names of one list are shown, the rest are counted. */
  list: 12,
} as const;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Plain text cut to `max` UTF-16 units by whole characters as a person sees them; the cut shows as "…". */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  // No segment that reaches past the window could fit, so nothing beyond it has to be read.
  for (const { segment } of segmenter.segment(text.slice(0, max + 1))) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The whole sentences of a text that fit into `max`, else its whole clauses, else its beginning. */
export function headOf(text: string, max: number): string {
  if (text.length <= max) return text;
  for (const end of [/[.!?](?= )/gu, /(?=[;:] )/gu]) {
    const ends = [...text.matchAll(end)].map(({ index, 0: mark }) => index + mark.length);
    const last = ends.findLast((at) => at <= max);
    if (last !== undefined) return text.slice(0, last);
  }
  return clip(text, max);
}

/** Plain text cut in its middle, because names that begin alike differ at their ends; the cut shows as "…". */
export function clipMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = clip(text, Math.ceil(max / 2));
  return `${head}${ending(text, max - head.length)}`;
}

/** The last whole characters that fit into `max` UTF-16 units. */
function ending(text: string, max: number): string {
  if (max <= 0) return '';
  const window = Array.from(segmenter.segment(text.slice(-(max + 64))), ({ segment }) => segment);
  let kept = '';
  // The first one may be half a character of before the window.
  for (const segment of window.slice(1).toReversed()) {
    if (kept.length + segment.length > max) break;
    kept = `${segment}${kept}`;
  }
  return kept;
}

/**
 * Each text cut to `max`, so that those that differ still look different: where beginnings and ends are alike, the cut
 * shows the place at which they differ, and where even that is alike, a number.
 */
export function tellApart(texts: readonly string[], max: number): readonly string[] {
  const cut = texts.map((text) => clipMiddle(text, max));
  return cut.map((shown, index) => {
    const text = texts[index] ?? shown;
    const alike = texts.filter((other, at) => other !== text && cut[at] === shown);
    if (alike.length === 0) return shown;
    const from = Math.min(...alike.map((other) => firstDifference(text, other)));
    const around = `${clip(text, 12)}${clip(text.slice(Math.max(0, from - 4)), max - 20)}`;
    return `${clipMiddle(around, max - 8)} #${[...new Set(texts)].indexOf(text) + 1}`;
  });
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

/** What must not be cut in two (a code span, `<…>`, an entity), or the text between. */
const piece = /`[^`\n]*`|<[^<>]*>|&(?:amp|lt|gt);|[^`<&]+|[`<&]/gu;

/** mrkdwn cut to `max` units, never inside a code span, `<…>` or an entity. */
export function clipMrkdwn(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const [found] of text.matchAll(piece)) {
    const left = max - 1 - kept.length;
    if (found.length <= left) {
      kept += found;
      continue;
    }
    const isWhole = /^[`<&]/u.test(found);
    return isWhole || left <= 0 ? `${kept}…` : `${kept}${clip(found, left + 1)}`;
  }
  return kept;
}
