import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseSync } from 'vite';

/** A pattern in the source. */
interface Pattern {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

/** Every regular expression that is written in `src`, found in its syntax tree. */
export async function patternsInSource(): Promise<readonly Pattern[]> {
  const files = globSync('src/**/*.ts').toSorted();
  const found = await Promise.all(
    files.map(async (file) => {
      const { program, errors } = parseSync(file, await readFile(file, 'utf8'));
      if (errors.length > 0) throw new Error(`${file} cannot be read`);
      return [...literalsIn(program)].map((literal) => ({ file, ...literal }));
    }),
  );
  return found.flat();
}

function* literalsIn(node: unknown): Iterable<Omit<Pattern, 'file'>> {
  if (typeof node !== 'object' || node === null) return;
  const regex: unknown = Reflect.get(node, 'regex');
  if (isRegex(regex)) yield { pattern: regex.pattern, flags: regex.flags };
  else for (const part of Object.values(node)) yield* literalsIn(part);
}

function isRegex(value: unknown): value is Omit<Pattern, 'file'> {
  return typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value;
}

/**
 * Texts in which a pattern starts to match again and again and never finishes: runs of one character, and runs of
 * what the pattern itself is made of.
 */
export function attacksOn(pattern: string): readonly string[] {
  const words = pattern.match(/[\w <>=":/@.,;#&-]+/g) ?? [];
  const runs = [
    'a',
    'A',
    '0',
    ' ',
    '\n',
    '<',
    '&',
    '`',
    '"',
    '.',
    '!',
    '-',
    '_',
    '/',
    '\\',
    '[',
    '{',
    '{"a":',
    '"x",',
  ];
  return [
    ...new Set([
      ...runs,
      ...words,
      words.join(''),
      ...words.map((word) => `${word} `),
      ' (',
      '\n> ',
      'a=',
      'a="',
    ]),
  ].filter((piece) => piece !== '');
}
