import { describe, expect, test } from 'vitest';
import { renderStory } from '#bot/ui/audit-story.ts';
import type { AuditEntry } from '#core/audit/entry.ts';
import { readPlan } from '#core/restore-plan.ts';
import { withText } from '#core/stored-reason.ts';
import type { StoryEntry } from '#service/api.ts';
import { anAsk, at } from '#test/support/builders.ts';
import { aKind, nasty } from './samples.ts';

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

describe('the story says who did it, and about what', () => {
  const about = { plan: 'a'.repeat(64), target: 'orders-prod', rule: 'production', operation: 'op-1' };

  test('13.6 each line names the plan, the target, the rule and the operation', () => {
    const submitted = { ...event('submitted'), about } as const;

    expect(told(submitted)).toContain(
      '(plan `aaaaaaaaaaaa` · target *orders-prod* · rule *production* · operation `op-1`)',
    );
  });

  test('13.5 break-glass is not an approval by the person who used it, also in what an older version wrote', () => {
    const old = told(
      event('glass-broken', { by: 'U0ANA', reason: 'Down.', commandId: 'g' }),
      event('approved', { by: 'U0ANA', commandId: 'g' }),
    );

    for (const text of [old, told(event('approved', { on: 'broken-glass', commandId: 'g' }))]) {
      expect(text).toContain('*started on break-glass*, approved by nobody');
      expect(text).not.toContain('approved* by <@U0ANA>');
    }
    expect(told(event('approved', { by: 'U0BEN', on: 'votes' }))).toContain('the last approval by <@U0BEN>');
    expect(
      told(
        event('asked', { by: 'U0RITA', commandId: 'a' }),
        event('approved', { by: 'U0RITA', commandId: 'a' }),
      ),
    ).toContain('the rule asks for nobody’s approval');
  });

  test('names the vendor of the plan that counts, and keeps the code of its error', () => {
    const { planJson, impact } = anAsk({});
    const why = {
      code: 'vendor-call-failed',
      action: 'start the restore',
      detail: 'the connection to MongoDB Atlas closed before the answer came',
      advice: 'Look.',
      vendorCode: 'UND_ERR_SOCKET',
    } as const;
    const { text } = renderStory(
      'r1',
      numbered([
        event('asked', { by: 'U0RITA', planJson, impact }),
        event('answer-lost', withText(why)),
        event('failed', { reason: { code: 'failed-at-vendor', text: 'It is full.' } }),
      ]),
      { kindOf: ({ kind }) => ({ ...aKind, id: kind, vendor: 'MongoDB Atlas' }) },
    );

    expect(text).toContain(
      '*the answer of MongoDB Atlas was lost*: Could not start the restore: the connection to MongoDB Atlas closed before the answer came. Look. (code `UND_ERR_SOCKET`)',
    );
    expect(text).toContain(`*Plan* \`${readPlan(planJson).digest.slice(0, 12)}\``);
    expect(text).toContain('Everything written after');
    expect(text).toContain('*failed at MongoDB Atlas*: It is full.');
    expect(text).not.toContain('the vendor');
  });

  test('13.5 what the vendor did is nobody’s act, and what a person took over is theirs', () => {
    const text = told(event('stalled'), event('failed'), event('became-unknown', { by: 'U0BEN' }));

    expect(text).toContain('*no progress at the vendor*');
    expect(text).toContain('*failed at the vendor*');
    expect(text).toContain('*taken over* by <@U0BEN>, the outcome is unknown');
    expect(text).not.toContain('by restorebot');
  });
});
