import { describe, expect, test } from 'vitest';
import { renderStory } from '#bot/ui/story.ts';
import type { AuditEntry } from '#core/audit/entry.ts';
import type { StoryEntry } from '#service/api.ts';
import { at } from '#test/support/builders.ts';
import { nasty } from './samples.ts';

const bad = Object.values(nasty).join(' ');

function event(type: string, more: object = {}): AuditEntry {
  return {
    kind: 'transition',
    at: at(1),
    key: 'k',
    requestId: 'r1',
    version: 1,
    prev: '',
    event: { type, ...more },
  };
}

function told(...entries: readonly AuditEntry[]): string {
  return renderStory('r1', numbered(entries)).text;
}

function numbered(entries: readonly AuditEntry[]): readonly StoryEntry[] {
  return entries.map((entry, index) => ({ seq: index + 7, entry }));
}

describe('the story of a request in Slack', () => {
  test('says when, what and by whom, with the number in the audit', () => {
    const text = told(
      event('asked', { by: 'U0RITA', reason: 'INC-7' }),
      event('held', { text: 'A freeze.' }),
    );

    expect(text).toMatch(/^7 · <!date\^.*> · \*asked\* by <@U0RITA>: INC-7$/mu);
    expect(text).toMatch(/^8 · .* · \*held\* by restorebot: A freeze\.$/mu);
  });

  test('tells an event that this version does not know', () => {
    expect(told(event('teleported-away', { by: 'U0RITA', where: 'Mars' }))).toContain(
      '*teleported away* by <@U0RITA>',
    );
  });

  test('says who was refused what, why and how often', () => {
    const base = {
      kind: 'refusal',
      at: at(1),
      key: 'k',
      id: 'i',
      by: 'U0EVE',
      command: 'use-newer-backup',
    } as const;
    const text = told(
      { ...base, code: 'not-entitled', because: 'guest', count: 1 },
      { ...base, code: 'own-request', count: 41, since: at(0) },
    );

    expect(text).toContain('*refused:* <@U0EVE> tried to use newer backup (not entitled, guest)');
    expect(text).toContain('(own request), 41 times more within a minute');
  });

  test('pings nobody and breaks nothing, whatever somebody wrote', () => {
    const text = told(
      event('denied', { by: bad, reason: bad }),
      event('failed', { reason: { code: 'x', text: bad } }),
    );

    expect(text).not.toMatch(/<!(?!date)|<@(?!U)/u);
  });

  test('that is long is cut at its beginning, and says so', () => {
    const { blocks, text } = renderStory('r1', numbered(Array.from({ length: 80 }, () => event('held'))));

    expect(blocks).toHaveLength(50);
    expect(JSON.stringify(blocks.at(-1))).toContain('The 32 entries before these are left out here.');
    expect(text.length).toBeLessThanOrEqual(4_000);
  });
});
