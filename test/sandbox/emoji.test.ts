import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

/** What the page draws for itself: `white_check_mark: [`. Others need a font that has them. */
async function drawings(): Promise<readonly string[]> {
  const text = await readFile('sandbox/slack/page/emoji-drawings.js', 'utf8');
  return Array.from(text.matchAll(/^ {2}'?([a-z0-9_+-]+)'?: \[/gmu), ([, name = '']) => name);
}

/** Every short name in a text that people read: at the start of a word, as the bot, a vendor or a story writes it. */
async function written(): Promise<ReadonlySet<string>> {
  const files = [...globSync('src/**/*.ts'), ...globSync('sandbox/*.ts'), 'docs/texts.md'];
  const texts = await Promise.all(files.map(async (file) => readFile(file, 'utf8')));
  const names = texts.flatMap((text) =>
    Array.from(
      text.matchAll(/(?<=[\s'"`(>•*])(?<!: ):([a-z0-9_+-]*[a-z][a-z0-9_+-]*):/gu),
      ([, name = '']) => name,
    ),
  );
  return new Set(names);
}

test('the page draws each emoji that the bot may send', async () => {
  const drawn = new Set(await drawings());
  const used = await written();

  expect(used.size).toBeGreaterThan(15);
  expect([...used].filter((name) => !drawn.has(name))).toEqual([]);
});
