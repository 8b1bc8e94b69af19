import { describe, expect, test } from 'vitest';
import { refusalText } from '#bot/ui/refusals.ts';
import { allStates } from '#test/support/builders.ts';
import { everyRefusal } from './every-refusal.ts';
import { aKind, nasty } from './samples.ts';

const bad = Object.values(nasty).join(' ');

const all = everyRefusal(bad);

describe.each(Object.values(all))('$code', (refusal) => {
  test('has a sentence that begins and ends as one, and pings nobody', () => {
    const text = refusalText(refusal);

    expect(text).toMatch(/^(?:[A-Z*`]|restorebot )/u);
    expect(text.length).toBeGreaterThan(40);
    expect(text.replaceAll(/<!date\^[^>]*>/gu, '')).not.toMatch(/<[!@#h]/u);
  });
});

test('where the kind of restore is known, the vendor has its name', () => {
  const { 'record-tampered': _noProof, ...known } = all;
  const texts = Object.values(known).map((refusal) =>
    refusalText(refusal, { ...aKind, vendor: 'MongoDB Atlas' }),
  );

  expect(texts.filter((text) => /\bvendor\b/iu.test(text))).toEqual([]);
  expect(texts.filter((text) => text.includes('MongoDB Atlas'))).toHaveLength(11);
});

test('no two refusals say the same', () => {
  const texts = Object.values(all).map((refusal) => refusalText(refusal));

  expect(new Set(texts).size).toBe(texts.length);
});

test.each(allStates())('a request that is %s is named so', (state) => {
  expect(refusalText({ code: 'not-in-state', state })).toMatch(
    /^That cannot be done now: the request is [a-z ]+\. The card shows what can\.$/u,
  );
});
