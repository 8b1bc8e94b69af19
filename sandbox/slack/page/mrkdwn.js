import { formatDate, utcOf } from './dates.js';
import { h } from './dom.js';
import { emojiNode, glyphOf } from './emoji.js';

/** @import { Names } from './names.js' */
/** @import { Text } from './types.js' */

/**
 * Slack's mrkdwn as DOM nodes: docs.slack.dev/messaging/formatting-message-text.
 * Text is only ever put into text nodes, after `&lt;`, `&gt;` and `&amp;` are read back once.
 */

/** @param {string} text */
function unescape(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** A text object, either kind. @param {Text} text @param {Names} names @returns {Node[]} */
export function textNodes(text, names) {
  if (text.type === 'mrkdwn') return mrkdwn(text.text, names);
  return lines(text.text, (line) =>
    text.emoji === false ? [document.createTextNode(line)] : withEmoji(line),
  );
}

/** @param {Text | undefined} text */
export function plain(text) {
  return (text?.text ?? '').replaceAll(/:([a-z0-9_+-]+):/g, (whole, name) => glyphOf(name) ?? whole);
}

/** @param {string} source @param {Names} names @returns {Node[]} */
export function mrkdwn(source, names) {
  const parts = source.split(/```(?:\n)?([\s\S]+?)```\n?/);
  return parts.flatMap((part, index) => {
    if (index % 2 === 1) return [h('pre', {}, h('code', {}, unescape(bare(part.replace(/\n$/, '')))))];
    return part === '' ? [] : paragraphs(part, names);
  });
}

/** Inside code, what is in angle brackets shows its address or label. @param {string} text */
function bare(text) {
  return text.replaceAll(/<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>/g, (_, url, label) => label ?? url);
}

/** @param {string} text @param {Names} names @returns {Node[]} */
function paragraphs(text, names) {
  /** @type {{ quoted: boolean, lines: string[] }[]} */
  const runs = [];
  let restIsQuote = false;
  for (const line of text.split('\n')) {
    const long = /^(?:&gt;|>){3}\s?/.exec(line);
    const short = /^(?:&gt;|>) ?/.exec(line);
    if (long !== null) restIsQuote = true;
    const mark = restIsQuote ? (long?.[0] ?? '') : (short?.[0] ?? '');
    const quoted = restIsQuote || short !== null;
    const last = runs.at(-1);
    if (last?.quoted === quoted) last.lines.push(line.slice(mark.length));
    else runs.push({ quoted, lines: [line.slice(mark.length)] });
  }
  return runs.flatMap(({ quoted, lines: own }, index) => {
    // A quote is its own block: the line break around it would be an empty line.
    const nodes = lines(own.join('\n'), (line) => inline(line, names));
    if (quoted) return [h('blockquote', {}, nodes)];
    const onlyBreak = own.length === 1 && own[0] === '' && (index > 0 || runs.length > 1);
    return onlyBreak ? [] : nodes;
  });
}

/** @param {string} text @param {(line: string) => Node[]} render @returns {Node[]} */
function lines(text, render) {
  return text.split('\n').flatMap((line, index) => (index === 0 ? render(line) : [h('br'), ...render(line)]));
}

/** @type {Readonly<Record<string, 'strong' | 'em' | 's'>>} */
const tags = { '*': 'strong', _: 'em', '~': 's' };
const wordy = /[\p{L}\p{N}]/u;

/**
 * Where the span that opens at `start` ends; code and angle brackets inside are stepped over.
 * @param {string} text @param {number} start
 */
function closing(text, start) {
  const mark = text[start];
  const next = text[start + 1] ?? ' ';
  if (/\s/.test(next) || next === mark || wordy.test(text[start - 1] ?? ' ')) return -1;
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '<' || text[at] === '`') {
      const end = text.indexOf(text[at] === '<' ? '>' : '`', at + 1);
      if (end > at) at = end;
    } else if (
      text[at] === mark &&
      at > start + 1 &&
      !/\s/.test(text[at - 1]) &&
      !wordy.test(text[at + 1] ?? ' ')
    ) {
      return at;
    }
  }
  return -1;
}

/** One line. @param {string} text @param {Names} names @returns {Node[]} */
function inline(text, names) {
  /** @type {Node[]} */
  const nodes = [];
  let from = 0;
  let at = 0;
  /** @param {Node} node @param {number} end index behind it */
  function put(node, end) {
    if (from < at) nodes.push(...withLinks(text.slice(from, at)));
    nodes.push(node);
    from = end;
    at = end;
  }
  while (at < text.length) {
    const mark = text[at];
    const end = mark === '<' ? text.indexOf('>', at) : mark === '`' ? text.indexOf('`', at + 1) : -1;
    if (mark === '<' && end > at + 1) put(bracket(text.slice(at + 1, end), names), end + 1);
    else if (mark === '`' && end > at + 1) {
      put(h('code', {}, unescape(bare(text.slice(at + 1, end)))), end + 1);
    } else if (mark in tags && closing(text, at) > 0) {
      const close = closing(text, at);
      put(h(tags[mark], {}, inline(text.slice(at + 1, close), names)), close + 1);
    } else at += 1;
  }
  if (from < at) nodes.push(...withLinks(text.slice(from)));
  return nodes;
}

/** Bare addresses are links. @param {string} text @returns {Node[]} */
function withLinks(text) {
  return text.split(/(https?:\/\/[^\s<>]+[^\s<>.,;:!?'")\]])/).flatMap((part, index) => {
    return index % 2 === 1 ? [link(unescape(part), unescape(part))] : withEmoji(unescape(part));
  });
}

/** @param {string} text already unescaped @returns {Node[]} */
export function withEmoji(text) {
  return text
    .split(/:([a-z0-9_+-]+):/)
    .flatMap((part, index) => /** @type {Node[]} */ (emojiOrText(part, index)));
}

/** @param {string} part @param {number} index odd for what was between colons @returns {Node[]} */
function emojiOrText(part, index) {
  if (index % 2 === 0) return part === '' ? [] : [document.createTextNode(part)];
  return [emojiNode(part) ?? document.createTextNode(`:${part}:`)];
}

/** Only web and mail addresses are followed. @param {string} url @param {string} label */
export function link(url, label) {
  if (!/^(https?|mailto):/i.test(url)) return document.createTextNode(label);
  return h('a', { href: url, target: '_blank', rel: 'noreferrer noopener' }, label);
}

/** What is in angle brackets. @param {string} content @param {Names} names @returns {Node} */
function bracket(content, names) {
  const bar = content.indexOf('|');
  const target = bar < 0 ? content : content.slice(0, bar);
  const label = bar < 0 ? undefined : unescape(content.slice(bar + 1));
  const id = target.slice(1);
  if (target.startsWith('@')) return personMention(id, label, names);
  if (target.startsWith('#')) return channelMention(id, label, names);
  if (target.startsWith('!date^')) return date(target.split('^'), label ?? '', names);
  if (target.startsWith('!subteam^')) return groupMention(target.slice('!subteam^'.length), label, names);
  if (target.startsWith('!')) {
    return h(
      'span',
      { class: 'mention mine' },
      `@${/^!(here|channel|everyone)$/.exec(target)?.[1] ?? label ?? id}`,
    );
  }
  const url = unescape(target);
  return link(url, label ?? url.replace(/^mailto:/, ''));
}

/** @param {string} id @param {string | undefined} label @param {Names} names */
export function personMention(id, label, names) {
  const name = names.person(id)?.displayName ?? label?.replace(/^@/, '') ?? id;
  return h('span', { class: id === names.me ? 'mention mine' : 'mention' }, `@${name}`);
}

/** @param {string} id @param {string | undefined} label @param {Names} names */
export function groupMention(id, label, names) {
  const group = names.group(id);
  const mine = group?.members.includes(names.me) === true;
  const who = group?.members.map((one) => names.person(one)?.displayName ?? one).join(', ');
  const handle = group?.handle ?? label?.replace(/^@/, '') ?? id;
  return h('span', { class: mine ? 'mention mine' : 'mention', title: who }, `@${handle}`);
}

/** @param {string} id @param {string | undefined} label @param {Names} names */
export function channelMention(id, label, names) {
  const channel = names.channel(id);
  if (channel === undefined) return h('span', { class: 'mention' }, `#${label ?? 'private-channel'}`);
  return h(
    'a',
    { class: 'mention', href: `?channel=${encodeURIComponent(id)}`, 'data-channel': id },
    `#${channel.name}`,
  );
}

/** `!date^seconds^format^link` @param {readonly string[]} parts @param {string} fallback @param {Names} names */
function date([, seconds = '', format = '', url], fallback, names) {
  const at = Number(seconds);
  const text = formatDate(at, unescape(format), names.now());
  if (text === undefined) return document.createTextNode(fallback);
  const iso = new Date(at * 1_000).toISOString();
  const node = h('time', { datetime: iso, title: utcOf(at) }, text);
  return url === undefined || !/^https?:/.test(url)
    ? node
    : h('a', { href: unescape(url), rel: 'noreferrer' }, node);
}
