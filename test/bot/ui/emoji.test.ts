import { glob, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

/** What Slack does not know by a name it shows as that name, in colons. The page of the sandbox knows Slack's. */
test('every sign in a text is one that Slack draws', async () => {
  const page = await readFile('sandbox/slack/page/emoji.js', 'utf8');
  const drawn = new Set(
    [...page.matchAll(/^ {2}'?(?<name>[\w+-]+)'?: '/gmu)].map(({ groups }) => groups?.['name']),
  );
  const files = await Array.fromAsync(glob('src/{bot,cli,core,service,providers}/**/*.ts'));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const used = new Set(
    texts.flatMap((text) => [...text.matchAll(/(?<![\w<]):([a-z][a-z_]+):(?!\w)/gu)].map(([, name]) => name)),
  );

  expect(used).toContain('rotating_light');
  expect([...used].filter((name) => !drawn.has(name))).toEqual([]);
});

test('no text for people has an id of Slack or of a vendor outside a mention', async () => {
  const page = await readFile('docs/texts.md', 'utf8');
  const details = page.slice(page.indexOf('### Details'), page.indexOf('### Show the secret'));
  const others = page.replace(details, '');

  // People, channels and groups; a mention is written as `@ada`, `#ops` there.
  expect([...others.matchAll(/\b[UCSW]0[A-Z0-9]{2,}\b/gu)].map(([id]) => id)).toEqual([]);
  expect([...others.matchAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/gu)]).toEqual([]);
});
