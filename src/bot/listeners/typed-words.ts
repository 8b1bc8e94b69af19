/** One option as it was typed: `--backup 2h`. */
export interface TypedOption {
  /** In lower case, with `-` for `_`, without its dashes: `backup`, `dry-run`. */
  readonly name: string;
  /** Every word up to the next option, with a space between; empty: nothing follows. */
  readonly value: string;
}

/** What follows `/restore`, taken apart. */
export interface Typed {
  readonly words: readonly string[];
  readonly options: readonly TypedOption[];
}

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** A word, or words in quotes; phones turn `"` into “ and ”. */
const token = /"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|'([^']*)'|‘([^’]*)’|(\S+)/gu;
/** Phones and Macs turn `--` into a dash. */
const option = /^(?:--|—|–)([\p{L}][\p{L}\d_-]*)(?:=(.*))?$/su;

/** Reads words and options in any order; quotes keep spaces, and an option takes every word up to the next one. */
export function readTyped(text: string): Typed {
  const words: string[] = [];
  const options: TypedOption[] = [];
  for (const { text: word, isQuoted } of tokensOf(text)) {
    const found = isQuoted ? undefined : option.exec(word);
    const last = options.at(-1);
    if (found !== null && found !== undefined) {
      const name = (found[1] ?? '').toLowerCase().replaceAll('_', '-');
      options.push({ name, value: unquoted(found[2] ?? '') });
    } else if (last === undefined) words.push(word);
    else options[options.length - 1] = { ...last, value: `${last.value} ${word}`.trim() };
  }
  return { words, options };
}

/** The same as somebody types it. */
export function writeTyped({ words, options }: Typed): string {
  const given = options.flatMap(({ name, value }) => [`--${name}`, ...(value === '' ? [] : [quoted(value)])]);
  return [...words.map(quoted), ...given].join(' ');
}

/** In quotes where it has a space. */
export function quoted(text: string): string {
  return /[\s"'“”]/u.test(text) ? `"${text}"` : text;
}

function tokensOf(text: string): readonly Token[] {
  // `--reason="INC-9 lost rows"` is one word.
  const joined = fromSlack(text).replaceAll(/=(["“])([^"”]*)["”]/gu, '= "$2"');
  return [...joined.matchAll(token)].map((match) => {
    const bare = match[6];
    const quoted = match.slice(1, 6).find((each) => each !== undefined);
    return { text: bare ?? quoted ?? '', isQuoted: bare === undefined };
  });
}

function unquoted(text: string): string {
  return text.replaceAll(/^["“]|["”]$/gu, '');
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
