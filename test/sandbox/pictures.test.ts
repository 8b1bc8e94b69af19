import { readFile, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startSandbox } from '#sandbox/start.ts';
import { pictured, playForBlocks } from '../pictures/blocks.ts';

const folder = 'docs/pictures';

test('the pictures in the README show what restorebot says now; “npm run pictures” makes them again', async () => {
  await using sandbox = await startSandbox({
    port: 0,
    host: '127.0.0.1',
    env: { PATH: process.env['PATH'] },
    story: pictured,
  });
  const drawn: unknown = JSON.parse(await readFile(`${folder}/shown.json`, 'utf8'));

  expect(await playForBlocks(sandbox)).toEqual(drawn);
});

test('the README shows each picture in both themes, and all of them are small', async () => {
  const readme = await readFile('README.md', 'utf8');
  const names = ['card', 'thread', 'story'].flatMap((name) => [`${name}-light.webp`, `${name}-dark.webp`]);
  const sizes = await Promise.all(names.map(async (name) => (await stat(`${folder}/${name}`)).size));

  for (const name of names) expect(readme).toContain(`${folder}/${name}`);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000);
  // Drawn too early, a picture shows nothing and is much smaller.
  expect(Math.min(...sizes)).toBeGreaterThan(30_000);
});
