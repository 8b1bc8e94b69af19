import { typedDifference } from '#core/typed-name.ts';
import { name, plainName } from './escape.ts';

/** What differs between a typed name and the one that is wanted, mrkdwn, the middle of a sentence. */
export function typedDifferenceText(expected: string, typed: string): string {
  const found = typedDifference(expected, typed);
  switch (found?.type) {
    case undefined:
      return 'nothing differs';
    case 'nothing-typed':
      return 'nothing was typed';
    case 'white-space':
      return `there is white space ${where[found.where]}`;
    case 'unseen':
      return `character ${found.at} cannot be seen (${codePoint(found.typed)})`;
    case 'case':
      return `character ${found.at} is ${name(found.typed)}, not ${name(found.expected)}: large and small letters differ`;
    case 'missing':
      return `${name(found.expected)} is missing at character ${found.at}`;
    case 'too-much':
      return `${shown(found.typed)} at character ${found.at} is too much`;
    case 'another':
      return `character ${found.at} is ${shown(found.typed)}, not ${shown(found.expected)}${lookAlike(found)}`;
  }
}

const where = { before: 'before it', after: 'after it', inside: 'inside it' } as const;

/** Scripts whose letters are taken for Latin ones. */
const scripts = [
  ['Cyrillic', /^\p{Script=Cyrillic}$/u],
  ['Greek', /^\p{Script=Greek}$/u],
  ['Armenian', /^\p{Script=Armenian}$/u],
  ['Cherokee', /^\p{Script=Cherokee}$/u],
] as const;

function lookAlike({ typed, expected }: { readonly typed: string; readonly expected: string }): string {
  const [script] = scripts.find(([, letters]) => letters.test(typed)) ?? [];
  if (script !== undefined) return `: it is a ${script} letter`;
  return typed.normalize('NFKC') === expected.normalize('NFKC') ? ': it only looks like it' : '';
}

/** A character beyond ASCII with its code point, because it may look like another. */
function shown(text: string): string {
  const [char = '', ...more] = Array.from(text);
  if (more.length > 0 || /^[!-~]$/u.test(char)) return name(text);
  // What `plainName` spells out says its code point already.
  return plainName(char) === char ? `${name(char)} (${codePoint(char)})` : name(char);
}

function codePoint(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
