import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { name, plainName, prose, quote, unformatted } from '#bot/ui/escape.ts';
import { group, person } from '#bot/ui/people.ts';
import { nasty } from './samples.ts';

describe('what somebody else wrote', () => {
  test('pings nobody and makes no links', () => {
    expect(prose(nasty.mention)).toBe(
      '&lt;!channel&gt; &lt;!here&gt; &lt;@U0ADA&gt; &lt;#C0OPS&gt; &lt;https://evil.example|click&gt; @everyone &amp;lt;',
    );
  });

  test('cannot end a code span', () => {
    expect(name('a`b')).toBe('`aˋb`');
  });

  test('shows what would turn the text round or cannot be seen', () => {
    expect(name(nasty.turned)).toBe('`orders⟨U+202E⟩dorp-sredro⟨U+200B⟩prod`');
    expect(name('orders\u00A0prod')).toBe('`orders⟨U+00A0⟩prod`');
    expect(prose('x\u202Ey')).toBe('x⟨U+202E⟩y');
  });

  test('keeps ordinary letters of every language, and joined emoji in prose', () => {
    expect(plainName('Aufträge-生产-тест')).toBe('Aufträge-生产-тест');
    expect(prose('done 👩‍👩‍👧‍👦')).toBe('done 👩‍👩‍👧‍👦');
  });

  test('is quoted in every one of its lines', () => {
    expect(quote('INC-7\n<!here>\n')).toBe('> INC-7\n> &lt;!here&gt;');
  });

  test('never holds a character with a meaning to Slack', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(prose(text)).not.toMatch(/[<>`]|&(?!(?:amp|lt|gt);)/u);
        expect(name(text).slice(1, -1)).not.toMatch(/[<>`\n]|&(?!(?:amp|lt|gt);)/u);
      }),
    );
  });
});

test('only a Slack id becomes a mention', () => {
  expect(person('U0ADA')).toBe('<@U0ADA>');
  expect(person('here> <!channel')).toBe('`here&gt; &lt;!channel`');
  expect(group('S0DBA')).toBe('<!subteam^S0DBA>');
  expect(group('S0|x')).toBe('`S0|x`');
});

test('a sentence of ours reads well where nothing is rendered', () => {
  expect(unformatted('It is `a&amp;b`, *exactly*.')).toBe('It is “a&b”, exactly.');
});
