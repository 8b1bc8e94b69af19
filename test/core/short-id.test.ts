import { expect, test } from 'vitest';
import { newId } from '#app/new-id.ts';
import { idsMeant, shortId } from '#core/short-id.ts';

const [one, two] = ['01KB3F9A27XQ5T0V8W2C', '01KB3F9A2ZXQ5T9K4M7D'] as const;
const ids = [one, two];

test.each([
  ['the whole id', one, [one]],
  ['the short id', shortId(one), [one]],
  ['the short id in small letters, in code', `\`${shortId(two).toLowerCase()}\``, [two]],
  ['the beginning of the short id', shortId(one).slice(0, 4), [one]],
  ['the beginning of both ids', '01KB3F9A2', [one, two]],
  ['too few letters', '01K', []],
  ['somebody else’s', 'ZZZZZZZZ', []],
  ['nothing', '', []],
])('%s means those that fit, and never a guess', (_, typed, meant) => {
  expect(idsMeant(typed, ids)).toEqual(meant);
});

test('a thousand requests of one moment have a thousand short ids', () => {
  const many = Array.from({ length: 1_000 }, newId);

  expect(new Set(many.map(shortId)).size).toBe(1_000);
  expect(many.every((id) => shortId(id).length === 8)).toBe(true);
});
