/** One option as it was typed: `--backup 2h`. */
export interface TypedOption {
  /** In lower case, with `-` for `_`, without its dashes: `backup`, `dry-run`. */
  readonly name: string;
  /** Every word up to the next option, with its quotes (`unquoted`, `namesIn`); empty: nothing follows. */
  readonly value: string;
}

/** What follows `/restore`, taken apart. */
export interface Typed {
  readonly words: readonly string[];
  readonly options: readonly TypedOption[];
}

/** A word; quotes keep spaces, inside of a word too (`"a b"."c d"`). Phones turn `"` into “ and ”. */
const token = /(?:"[^"]*"|“[^”]*”|„[^“”]*[“”]|(?<!\S)(?:'[^']*'|‘[^’]*’)(?!\S)|\S)+/gu;
/** Phones and Macs turn `--` into a dash. */
const option = /^(?:--|—|–)([\p{L}][\p{L}\d_-]*)(?:=(.*))?$/su;

/** Reads words and options in any order; an option takes every word up to the next one. */
export function readTyped(text: string): Typed {
  const words: string[] = [];
  const options: TypedOption[] = [];
  for (const [word] of fromSlack(text).matchAll(token)) {
    const found = option.exec(word);
    const last = options.at(-1);
    if (found !== null) {
      const name = (found[1] ?? '').toLowerCase().replaceAll('_', '-');
      options.push({ name, value: found[2] ?? '' });
    } else if (last === undefined) words.push(unquoted(word));
    else options[options.length - 1] = { ...last, value: `${last.value} ${word}`.trim() };
  }
  return { words, options };
}

/** The same as somebody types it. */
export function writeTyped({ words, options }: Typed): string {
  const given = options.flatMap(({ name, value }) => [`--${name}`, ...(value === '' ? [] : [value])]);
  return [...words.map(quoted), ...given].join(' ');
}

/** In quotes where it would be read as several words, or as an option. */
export function quoted(text: string): string {
  return /[\s"'“”]|^(?:--|—|–)/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What is in quotes as a whole, without them. */
export function unquoted(text: string): string {
  const [, straight, ...others] =
    /^(?:"((?:[^"]|"")*)"|“([^”]*)”|„([^“”]*)[“”]|'([^']*)'|‘([^’]*)’)$/su.exec(text) ?? [];
  return straight?.replaceAll('""', '"') ?? others.find((each) => each !== undefined) ?? text;
}

/**
 * The names of a list. Commas and spaces part them, commas alone in quotes (`"a b, c d"`); of `"a b"."c, d"` the quotes
 * belong to the name, as in SQL.
 */
export function namesIn(list: string): readonly string[] {
  const straight = list.replaceAll(/[“”„]/gu, '"');
  return [...straight.matchAll(/(?:"[^"]*"|(?<![^\s,])'[^']*'(?![^\s,])|[^\s,])+/gu)]
    .flatMap(([each]) => {
      const bare = unquoted(each);
      return bare === each ? [each] : bare.split(',');
    })
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** Whether nothing was put in place of a blank that a command to copy had: `<tables>`, `…`. */
export function isBlank(text: string): boolean {
  return /^(?:<[^<>]+>|…|\.{3})$/u.test(text);
}

/**
 * The text as it was typed: with `should_escape` Slack sends `<@U1|ana>` for `@ana`, `<https://…>` for an address, and
 * entities (docs.slack.dev/interactivity/implementing-slash-commands).
 */
function fromSlack(text: string): string {
  return text
    .replaceAll(/<([@#])[^|>]*\|([^>]*)>/gu, '$1$2')
    .replaceAll(/<((?:https?|mailto):[^|>]*)(?:\|[^>]*)?>/gu, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
