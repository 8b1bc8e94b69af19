import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { typedDifferenceText } from '#bot/ui/typed-difference.ts';
import { typedDifference } from '#core/typed-name.ts';

describe('F27: a typed name that is not exactly the target’s is refused with what differs', () => {
  test.each([
    ['orders-prod', '', 'nothing was typed'],
    ['orders-prod', ' orders-prod', 'there is white space before it'],
    ['orders-prod', 'orders-prod\n', 'there is white space after it'],
    ['orders-prod', 'orders -prod', 'there is white space inside it'],
    ['orders-prod', 'Orders-prod', 'character 1 is `O`, not `o`: large and small letters differ'],
    ['orders-prod', 'orders\u200B-prod', 'character 7 cannot be seen (U+200B)'],
    ['orders-prod', 'orders-prod\u2060', 'character 12 cannot be seen (U+2060)'],
    ['orders-prod', '\u202Eorders-prod', 'character 1 cannot be seen (U+202E)'],
    ['orders-prod', '\u043Erders-prod', 'character 1 is `о` (U+043E), not `o`: it is a Cyrillic letter'],
    ['orders-prod', 'orders\uFF0Dprod', 'character 7 is `－` (U+FF0D), not `-`: it only looks like it'],
    ['orders-prod', 'orders\u2011prod', 'character 7 is `‑` (U+2011), not `-`'],
    ['orders\u00A0prod', 'orders prod', 'character 7 is `⟨U+0020⟩`, not `⟨U+00A0⟩`: it only looks like it'],
    ['orders-prod', 'orders-pro', '`d` is missing at character 11'],
    ['orders-prod', 'ordrs-prod', '`e` is missing at character 4'],
    ['orders-prod', 'orders-prod-2', '`-2` at character 12 is too much'],
    ['orders-prod', 'oorders-prod', '`o` at character 2 is too much'],
    ['orders-prod', 'orders-test', 'character 8 is `t`, not `p`'],
    ['caf\u00E9', 'cafe\u0301', 'character 4 is `e`, not `é` (U+00E9)'],
  ])('%j typed as %j: %s', (expected, typed, said) => {
    expect(typedDifferenceText(expected, typed)).toBe(said);
  });

  test('nothing but the name itself is the name', () => {
    const text = fc.string({ unit: 'binary', maxLength: 6 });
    fc.assert(
      fc.property(text, text, (expected, typed) => {
        expect(typedDifference(expected, typed) === undefined).toBe(expected === typed);
      }),
    );
  });
});
