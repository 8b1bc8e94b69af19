import { clip, clipMiddle, limits, tellApart } from './limits.ts';

/*
 * Names, reasons and vendors' sentences are other people's text. In mrkdwn they must not ping anybody, end a code
 * span, make links, or show in another order than they are stored
 * (docs.slack.dev/messaging/formatting-message-text: &, < and > are the only characters with a meaning to Slack).
 */

/** Characters that change the order of others: embeddings, overrides, isolates, marks. */
const bidi = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
/** All that cannot be seen or is not what it seems: controls, formats, private use, unusual spaces. */
const unseen = /[\p{C}\u2028\u2029]|(?! )\p{Zs}/gu;
const controls = /[\p{Cc}]/gu;
/** Spaces that a screen swallows: at the ends of a name, and next to another one. */
const blanks = /^ | $|(?<= ) /gu;
/** Separate accents, where one letter with its accent would look the same. */
const marks = /\p{M}/gu;

function visible(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A sentence by somebody else, for mrkdwn; keeps line breaks. */
export function prose(text: string): string {
  const shown = clip(text, limits.text)
    .toWellFormed()
    .replace(controls, (char) => (char === '\n' ? char : ' '))
    .replace(bidi, visible)
    .replaceAll('`', 'ˋ');
  return entities(shown);
}

/** So much is looked at for one line; white space may take most of it. */
const lineMax = 4 * limits.text;

/** The same in one line. */
export function line(text: string): string {
  return prose(clip(text, lineMax).replace(/\s+/gu, ' ').trim());
}

/** A name as plain text: what cannot be seen is spelled out, and its middle is cut to what a card can show. */
export function plainName(text: string): string {
  return clipMiddle(plainWhole(clipMiddle(text, limits.name)), limits.name);
}

/** The same, uncut. */
export function plainWhole(text: string): string {
  const shown = text.toWellFormed().replace(unseen, visible).replace(blanks, visible);
  return shown === shown.normalize('NFC') ? shown : shown.replace(marks, visible);
}

/** A name for mrkdwn, as code, uncut: for those who vote on it or type it. */
export function wholeName(text: string): string {
  return code(plainWhole(text));
}

function code(text: string): string {
  return `\`${entities(text.replaceAll('`', 'ˋ'))}\``;
}

/** A name for mrkdwn, as code: `orders-prod`. */
export function name(text: string): string {
  return code(plainName(text));
}

/** Characters that mrkdwn reads as nothing but themselves, with a letter or a digit at each end. */
const ordinary = /^[A-Za-z0-9](?:[A-Za-z0-9 ._/@()+-]*[A-Za-z0-9)])?$/u;

/**
 * A name for mrkdwn, bold, as people read it: *orders-prod*. One with characters that Slack would read as formatting, or
 * that show in another order, stays code: there every character shows as it is.
 */
export function bold(text: string): string {
  return boldOf(plainName(text));
}

/** The same of each; two that differ never look alike. */
export function boldApart(texts: readonly string[]): readonly string[] {
  return tellApart(texts, limits.name).map(bold);
}

function boldOf(shown: string): string {
  return ordinary.test(shown) && !shown.includes('  ') ? `*${shown}*` : code(shown);
}

/** A sentence by somebody else, quoted line by line. */
export function quote(text: string): string {
  return prose(text.trim())
    .split('\n')
    .map((part) => `> ${part}`)
    .join('\n');
}

/** Somebody else's text where nothing is rendered: an option, a label. */
export function plain(text: string): string {
  const shown = clip(text, limits.text).toWellFormed();
  return shown.replace(unseen, (char) => (char === '\n' ? ' ' : visible(char)));
}

/** Our own mrkdwn where nothing is rendered: the error next to an input. */
export function unformatted(mrkdwn: string): string {
  return mrkdwn
    .replaceAll(/`([^`]*)`/gu, '“$1”')
    .replaceAll('*', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Somebody's message as plain text in one line: mentions and links by their names, without emoji codes. */
export function messageWords(mrkdwn: string): string {
  const named = mrkdwn
    .replaceAll(/<[@#!][^<|>]*\|([^<>]*)>/gu, '$1')
    .replaceAll(/<!(here|channel|everyone)>/gu, '@$1')
    // Without a name: what is said of somebody must not become a sentence about nobody.
    .replaceAll(/<@[^<>]*>/gu, '@someone')
    .replaceAll(/<!subteam[^<>]*>/gu, '@group')
    .replaceAll(/<#[^<>]*>/gu, '#channel')
    .replaceAll(/<![^<>]*>/gu, '')
    .replaceAll(/<([^<|>]*)\|([^<>]*)>/gu, '$2')
    .replaceAll(/<([^<>]*)>/gu, '$1')
    .replaceAll(/:[a-z0-9_+-]+:/giu, '');
  return unformatted(named).replaceAll(/\s+/gu, ' ').trim();
}
