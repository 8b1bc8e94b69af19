import { describe, expect, test } from 'vitest';
import { renderCard } from '#bot/ui/card.ts';
import { renderDetails } from '#bot/ui/details.ts';
import { renderLastWord } from '#bot/ui/last-word.ts';
import { renderStatus } from '#bot/ui/status.ts';
import { renderLine } from '#bot/ui/thread-line.ts';
import type { StateTag } from '#core/restore-request.ts';
import { providers } from '#providers/all.ts';
import { allStates, anAsk, aPlan, at } from '#test/support/builders.ts';
import { kindsOf } from '#test/support/provider-documents.ts';
import { storedIn } from './samples.ts';
import { problemsOf, problemsOfModal, words } from './shown.ts';

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
        expect(card.text).toContain('<@U0RITA>');
      }
    },
  );
});

const [, , atlas] = everyKind.find(([title]) => title.startsWith('atlas')) ?? [];
const facts = {
  kind: atlas,
  consoleUrl: 'https://cloud.mongodb.com/v2/p1',
  leftToDo: ['Recreate the search indexes.', 'Reconnect the pools.'],
};

/** Besides what, on which target and connection, by whom and why: what the state is, who must act, who did it. */
const says: Readonly<Record<StateTag, readonly string[]>> = {
  'pending-approval': [
    'Approval needed',
    '0 of 1 approved',
    'One person of <!subteam^S0DBA> must approve by 04:00 UTC',
  ],
  approved: [
    'Approved, starting',
    '1 of 1 approved: <@U0ADA>',
    'If it cannot start by 03:17 UTC, it expires',
  ],
  submitting: ['Submitting'],
  restoring: ['Restoring'],
  verifying: ['Finished, checking the target'],
  unknown: ['Outcome unknown', '<!subteam^S0DBA> must decide'],
  succeeded: ['Restored', 'restorebot did not read the data'],
  failed: ['Restore failed', 'MongoDB Atlas reports that it failed', 'The vendor ran out of disk'],
  denied: ['Denied', 'By <@U0ADA>: Wrong cluster'],
  cancelled: ['Cancelled', '<@U0RITA> withdrew it', 'before anything was sent to MongoDB Atlas'],
  expired: ['Expired', 'Not enough people approved it in time'],
};

describe('a notification stands alone', () => {
  test.each(allStates())('%s', (state) => {
    const given = storedIn(state);
    const { text } = renderCard(given, { now: at(600), canCancel: true, ...facts });

    for (const part of [...says[state], '*orders-prod*', '*atlas-prod*', '<@U0RITA>', 'INC-7']) {
      expect(text).toContain(part);
    }
    const end = renderLastWord(given, facts);
    for (const part of end === undefined ? [] : [...says[state], '*orders-prod*', '<@U0RITA>', 'INC-7']) {
      expect(end?.text).toContain(part);
    }
  });
});

test('a card and its thread name the vendor, and use the word for several only', () => {
  const told = allStates().flatMap((state) => {
    const given = storedIn(state);
    const lines = given.events.flatMap((event) => renderLine(event, given, atlas) ?? []);
    return [renderCard(given, { now: at(600), canCancel: true, ...facts }), ...lines];
  });
  const texts = told.map(({ text, blocks }) => `${text} ${JSON.stringify(blocks)}`).join('\n');

  for (const text of [
    'MongoDB Atlas accepted the restore.',
    'MongoDB Atlas finished',
    'the MongoDB Atlas console',
  ]) {
    expect(texts).toContain(text);
  }
  // The builders made up these reasons.
  const madeUp = /The vendor (?:did not answer|ran out of disk)\b/gu;
  expect(texts.replaceAll(madeUp, '')).not.toMatch(/\bthe vendor\b/iu);
});

test('the card at the end has all of it, and the channel the outcome, the loss, the time and what is worth a look', () => {
  const given = storedIn('succeeded');
  const card = words(renderCard(given, { now: at(600), canCancel: true, ...facts }));
  const end = words(renderLastWord(given, facts) ?? { blocks: [] });

  for (const shown of [card, end]) {
    expect(shown).toContain('restorebot did not read the data');
    expect(shown).toContain('Restored 5 min after it was asked.');
    expect(shown).toContain(
      'Everything written after 00:00 UTC was lost: 3 h 3 min of writes up to the submission',
    );
  }
  expect(card).toContain('MongoDB Atlas took 2 min');
  expect(card).toContain('<https://cloud.mongodb.com/v2/p1|Open in MongoDB Atlas>');
  expect(card).toContain('*Left to do:*\n• Recreate the search indexes.\n• Reconnect the pools.');
  expect(end).toContain('*On the card:* 2 tasks left to do.');
});

test('a failure tells the reason, what is known of the target, what may be lost, what to try, and where', () => {
  const given = storedIn('failed');
  const card = words(renderCard(given, { now: at(600), canCancel: true, ...facts }));
  const end = words(renderLastWord(given, facts) ?? { blocks: [] });

  for (const shown of [card, end]) {
    expect(shown).toContain('> The vendor ran out of disk.');
    expect(shown).toContain('The target may be half restored. Check it in the MongoDB Atlas console');
    expect(shown).toContain('of writes may be lost');
  }
  expect(card).toContain('*What to try:* check the target, then use');
  expect(card).toContain('|Open in MongoDB Atlas>');
  expect(end).toContain('*On the card:* what to try.');
  expect(card).toContain(`[${atlas?.again?.label ?? 'Ask again…'}]`);
});
