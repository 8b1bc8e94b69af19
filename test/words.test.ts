import { glob, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

/*
 * People took the older texts for translated. This refuses the words that made them so, in documents, comments, string
 * literals and names, and says what to write instead. A phrase is found across the line breaks of a comment too.
 */

/** A space in a pattern also matches a line break with the margin of a comment. */
const refused: readonly (readonly [words: string, instead: string])[] = [
  ['mend(?:s|ed|ing)?', 'fix'],
  ['heed(?:s|ed|ing|less)?', 'respect, or follow'],
  ['call(?:s|ed|ing)? upon', 'notify, or mention'],
  ['whoever', 'the person who, or anyone who'],
  ['hardly', 'probably not, or rarely'],
  ['it is told (?:at once|again|once afterwards|in the)', 'say who announces what'],
  ['loudly', 'say how: announced, logged as an error'],
  ['beside', 'next to'],
  ['by (?:itself|themselves)', 'automatically'],
  ['at most once more', 'one more time'],
  ['hand(?:s|ed|ing)? back', 'return'],
  ['the glass', 'break-glass'],
  ['comes? to no end', 'does not end'],
  ['in words', 'as text, or with a reason'],
  ['of (?:its|their|his|her|your|our|my) own', 'its own …, or a separate …'],
  ['standstill', 'stall, or no progress'],
  ['anew', 'again'],
  ['spelt', 'spelled'],
  ['colour(?:s|ed)?', 'color'],
];

/** Files that keep such words, and why. */
const excepted: Readonly<Record<string, string>> = {
  'src/core/stored-reason.ts': 'sentences word for word as versions before the codes wrote them',
  'test/words.test.ts': 'names the words',
};

const patterns = refused.map(([words, instead]) => ({
  pattern: new RegExp(`\\b(?:${words.replaceAll(' ', String.raw`\s+(?:(?:\*|//|#)\s+)?`)})\\b`, 'giu'),
  instead,
}));

/** `file:line: "word" (instead)` for each refused word. */
function found(file: string, text: string): readonly string[] {
  return patterns.flatMap(({ pattern, instead }) =>
    [...text.matchAll(pattern)].map(({ 0: words, index }) => {
      const line = text.slice(0, index).split('\n').length;
      return `${file}:${line}: “${words.replaceAll(/\s+(?:(?:\*|\/\/|#)\s+)?/gu, ' ')}” (${instead})`;
    }),
  );
}

async function read(files: string): Promise<readonly string[]> {
  const names = (await Array.fromAsync(glob(files))).filter((name) => excepted[name] === undefined);
  const texts = await Promise.all(names.map(async (name) => found(name, await readFile(name, 'utf8'))));
  expect(names).not.toEqual([]);
  return texts.flat();
}

describe('the words of', () => {
  test.each([
    ['the documents', '{*.md,docs/**/*.{md,yaml},src/**/*.md,*.yaml,.env.example}'],
    ['the source', 'src/**/*.ts'],
    ['the sandbox', 'sandbox/**/*.{ts,js,css,html}'],
    ['the benchmarks', 'bench/**/*.ts'],
    ['the tests', 'test/**/*.ts'],
  ])('%s are plain American technical English', async (_, files) => {
    expect(await read(files)).toEqual([]);
  });
});

test('a refused word is named with its line, also across the lines of a comment', () => {
  expect(found('some.ts', '/**\n * Starts by\n * itself once the key is mended.\n */')).toEqual([
    'some.ts:3: “mended” (fix)',
    'some.ts:2: “by itself” (automatically)',
  ]);
});
