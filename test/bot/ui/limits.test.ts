import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prose } from '#bot/ui/escape.ts';
import { clip, clipMrkdwn, limits } from '#bot/ui/limits.ts';
import { slackLimits } from '#sandbox/slack/limits.ts';

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });

describe('what is too long', () => {
  test('is cut by whole characters, and the cut shows', () => {
    expect(clip('orders-prod', 20)).toBe('orders-prod');
    expect(clip('orders-prod', 7)).toBe('orders…');
    expect(clip('ab👩‍👩‍👧‍👦cd', 8)).toBe('ab…');
  });

  test('never gets longer than its limit, nor loses its beginning', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, max) => {
        const cut = clip(text, max);
        expect(cut.length).toBeLessThanOrEqual(Math.max(max, 1));
        expect(text.startsWith(cut.replace(/…$/u, ''))).toBe(true);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });

  test.each([
    ['see <@U0ADA> now', 9, 'see …'],
    ['a &amp; b', 5, 'a …'],
    ['the `orders-prod` cluster', 10, 'the …'],
    ['plain words here', 8, 'plain w…'],
  ])('%j at %i is never cut inside a mention, an entity or a code span', (text, max, expected) => {
    expect(clipMrkdwn(text, max)).toBe(expected);
  });

  test('stays valid mrkdwn wherever it is cut', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 80 }), (text, max) => {
        const cut = clipMrkdwn(`${prose(text)} <@U0ADA> ${prose(text)}`, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.replaceAll(/<[^<>]*>|&(?:amp|lt|gt);/gu, '')).not.toMatch(/[<>&]/u);
      }),
    );
  });
});

test('our limits are no wider than those that are enforced', () => {
  const { text, messageBlocks, viewBlocks, viewTitle, privateMetadata } = limits;
  expect({ text, messageBlocks, viewBlocks, viewTitle, privateMetadata }).toEqual({
    text: slackLimits.text,
    messageBlocks: slackLimits.messageBlocks,
    viewBlocks: slackLimits.viewBlocks,
    viewTitle: slackLimits.viewTitle,
    privateMetadata: slackLimits.privateMetadata,
  });
});
