import { describe, expect, test } from 'vitest';
import { renderCard } from '#bot/ui/card.ts';
import { renderDetails } from '#bot/ui/details.ts';
import { renderStatus } from '#bot/ui/status.ts';
import { renderLastWord, renderLine } from '#bot/ui/thread-line.ts';
import { providers } from '#providers/index.ts';
import { allStates, anAsk, aPlan, at } from '#test/support/builders.ts';
import { kindsOf } from '#test/support/provider-documents.ts';
import { storedIn } from './samples.ts';
import { problemsOf, problemsOfModal } from './shown.ts';

const everyKind = providers.flatMap((manifest) =>
  kindsOf(manifest).map((kind) => [`${manifest.name} ${kind.id}`, manifest.name, kind] as const),
);

const objects = Array.from({ length: 200 }, (_, index) => `orders.public.table_${index}`);
const extremes = {
  'a name and a reason of 500 characters': { name: 'n'.repeat(500), reason: 'r'.repeat(500) },
  'right-to-left text': { name: 'طلبات-\u202Eprod', reason: 'حذف الترحيل جدول المدفوعات \u202E' },
  emoji: { name: '👩‍👩‍👧‍👦'.repeat(40), reason: '🔥'.repeat(250) },
  'code fences': { name: '```orders```', reason: '```\nDROP TABLE orders;\n``` `x' },
} as const;

describe.each(everyKind)('%s', (_title, provider, kind) => {
  test.each(Object.entries(extremes))(
    'with %s and 200 objects: every state is one that Slack takes, with its own words',
    (_what, { name, reason }) => {
      const resource = { id: name, name };
      const ask = anAsk({
        reason,
        plan: aPlan({
          provider,
          kind: kind.id,
          source: resource,
          target: resource,
          options: { tables: objects },
        }),
        impact: {
          type: kind.facts.impact,
          overwrites: kind.facts.impact === 'in-place' ? objects : [],
          creates: kind.facts.impact === 'in-place' ? [] : objects,
          unavailable: objects,
          notes: objects,
        },
      });
      for (const state of allStates()) {
        const stored = storedIn(state, { ask, operationId: name });
        const options = { now: at(600), canCancel: true, kind, leftToDo: objects };
        const lines = stored.events.flatMap((event) => renderLine(event, stored) ?? []);
        const last = renderLastWord(stored);
        const card = renderCard(stored, options);
        const messages = [
          card,
          renderStatus(stored, options, 'U0RITA'),
          ...lines,
          ...(last === undefined ? [] : [last]),
        ];

        expect(messages.flatMap(problemsOf)).toEqual([]);
        expect(problemsOfModal(renderDetails(stored, kind))).toEqual([]);
        // What a notification and a screen reader get: what, for whom, and why.
        expect(card.text).toContain('<@U0RITA>');
        expect(card.text.length).toBeGreaterThan(60);
      }
    },
  );
});
