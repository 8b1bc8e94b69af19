import { glob, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isObject } from '#sandbox/slack/json.ts';
import { allStates } from '#test/support/builders.ts';
import { aKind, storedIn } from './samples.ts';
import { mrkdwnIn } from './shown.ts';
import { askWith, type Given, surfaces } from './surfaces.ts';

const pieces = [
  '<!channel>',
  '<!here>',
  '<@U0EVIL>',
  '<!subteam^S0EVIL>',
  '<#C0EVIL>',
  '<https://evil.example|ok>',
  '`',
  '*',
  '&lt;!channel&gt;',
  '\u202E',
  '\u2066',
  '\u200B',
  '\u200F',
  '\n',
  'orders',
  'x'.repeat(3_100),
];
const evil = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 })
  .map((chosen) => `${chosen.join('')}.`);

function statesWith(text: string): Given {
  const words = { text, many: [text], names: [text], kind: aKind };
  const moments = allStates().map((state) => storedIn(state, { ask: askWith(words) }));
  return { ...words, moments };
}

/** Ours: dates, and the people, groups and channels of these requests. Quoted people are behind `> `. */
const ours =
  /<!date\^[^<>]*>|<!subteam\^S0(?:DBA|SRE|LEADS?)>|<@U0(?:RITA|ADA|BEN|DORA)>|<#C0(?:OPS|LOUD)[A-Z]*>|^> ?/gmu;
const turning = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/** Message texts, and everything that Slack reads as mrkdwn. */
function formatted(surface: unknown): readonly string[] {
  if (Array.isArray(surface)) return surface.flatMap(formatted);
  const top = isObject(surface) && typeof surface['text'] === 'string' ? [surface['text']] : [];
  return [...top, ...mrkdwnIn(surface)];
}

test('no renderer is left out', async () => {
  const files = await Array.fromAsync(glob('src/bot/ui/**/*.ts'));
  const texts = await Promise.all(files.map(async (file) => readFile(file, 'utf8')));
  const renderers = texts.flatMap((text) =>
    [...text.matchAll(/^export function (render[A-Z]\w*)/gmu)].map(([, found = '']) => found),
  );

  expect(Object.keys(surfaces).toSorted()).toEqual(renderers.toSorted());
});

test.each(Object.entries(surfaces))(
  'F27: %s lets no mention, link or turned text of somebody else through',
  (_, render) => {
    fc.assert(
      fc.property(evil, (text) => {
        for (const shown of formatted(render(statesWith(text)))) {
          expect(shown.replaceAll(ours, '')).not.toMatch(/[<>]/u);
          expect(shown).not.toMatch(turning);
        }
      }),
      { numRuns: 30, seed: 27 },
    );
  },
);
