import { describe, expect, test } from 'vitest';
import { growsTooFast } from './support/growth.ts';
import { outsideReaders } from './support/outside-readers.ts';
import { attacksOn, patternsInSource } from './support/patterns.ts';

/** What a text ends with so that a run before it leads nowhere. */
const ends = ['', '\u0000', '\nx'];

const run = (piece: string, end: string) => (length: number) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length) + end;

describe('a pattern takes time in proportion to its text', async () => {
  const patterns = await patternsInSource();

  test('they are found in the source', () => {
    expect(patterns.length).toBeGreaterThan(80);
  });

  test.each(patterns)('$file: $pattern', ({ pattern, flags }) => {
    for (const piece of attacksOn(pattern)) {
      for (const end of ends) {
        const expression = new RegExp(pattern, flags);
        const tooSlow = growsTooFast((text) => text.replace(expression, ''), run(piece, end), 50_000);
        expect({ piece, end, tooSlow }).toEqual({ piece, end, tooSlow: false });
      }
    }
  });
});

describe('text from outside is read and shown in time that grows with its length', () => {
  /** Almost something each: markup, links, base64, a secret, JSON that never closes. */
  const worst: Readonly<Record<string, string>> = {
    'angle brackets': '<',
    titles: '<title',
    ampersands: '&',
    spaces: ' ',
    'line breaks': '\n',
    digits: '0',
    letters: 'a',
    dots: '.',
    backticks: '`',
    'quotes that never close': 'a="',
    'nested brackets': '[',
    'nested objects': '{"a":',
    'almost a link': 'https://',
    'almost a mention': '<@U0',
    'almost base64': 'QUJD+/',
    'almost a secret': 'sk-secret-0123456789-secre',
    'joined characters': '👩‍',
    'marks over marks': 'e\u0301\u0301\u0301',
    'hidden characters': '\u202E',
    'halves of characters': '\uD83D',
    challenges: 'Digest a=b, ',
  };

  test.each(outsideReaders)('$name', ({ prepare }) => {
    for (const [what, piece] of Object.entries(worst)) {
      const textOf = run(piece, '\u0000');
      const tooSlow = growsTooFast(
        (read: () => unknown) => read(),
        (length) => prepare(textOf(length)),
        300_000,
      );
      expect({ what, tooSlow }).toEqual({ what, tooSlow: false });
    }
  });
});
