import { describe, expect, test } from 'vitest';
import { renderCard } from '#bot/ui/card.ts';
import { renderLastWord } from '#bot/ui/last-word.ts';
import { renderTamperedCard } from '#bot/ui/tampered.ts';
import { renderLine } from '#bot/ui/thread-line.ts';
import { readPlan } from '#core/restore-plan.ts';
import type { StateTag } from '#core/restore-request.ts';
import { providers } from '#providers/all.ts';
import { allStates, at } from '#test/support/builders.ts';
import { kindsOf } from '#test/support/provider-documents.ts';
import { momentsOf } from './moments.ts';
import { storedIn } from './samples.ts';
import { problemsInAll, words } from './shown.ts';
import { askWith, surfaces } from './surfaces.ts';

const everyKind = providers.flatMap((manifest) =>
  kindsOf(manifest).map((kind) => [`${manifest.name} ${kind.id}`, manifest.name, kind] as const),
);

const objects = Array.from({ length: 200 }, (_, index) => `orders.public.table_${index}`);
const names = Array.from({ length: 200 }, (_, index) => `${'c'.repeat(36)}-${index}`);
const extremes = {
  'names and reasons of 500 characters': 'n'.repeat(500),
  'right-to-left text': 'حذف الترحيل جدول المدفوعات \u202E طلبات-prod',
  emoji: '👩‍👩‍👧‍👦'.repeat(40),
  'code fences': '```\nDROP TABLE orders;\n``` `x',
} as const;

const kinds = everyKind.map((each, kindAt) => [...each, kindAt] as const);

describe.each(kinds)('%s', (_title, provider, kind, kindAt) => {
  test.each(Object.entries(extremes).map((each, extremeAt) => [...each, extremeAt] as const))(
    'with %s and 200 objects: every surface is one that Slack takes, with its own words',
    (_what, text, extremeAt) => {
      const many = objects.map((each, index) => (index % 10 === 1 ? text : each));
      const words = { text, many, names, kind };
      const { planJson, ...asked } = askWith(words);
      const ask = { ...asked, plan: { ...readPlan(planJson).plan, provider, kind: kind.id } };
      // Every state with each kind and each extreme; every other moment with each kind, and with each extreme.
      const moments = Object.entries(momentsOf({ ask, text, many })).flatMap(([name, moment], index) =>
        isState(name) || (index + kindAt) % 4 === extremeAt ? moment : [],
      );

      const refused = Object.entries(surfaces).flatMap(([name, render]) =>
        problemsInAll(render({ ...words, moments })).map((problem) => `${name}: ${problem}`),
      );
      expect(refused).toEqual([]);
      for (const moment of moments) {
        expect(renderCard(moment, { now: at(600), canCancel: true, kind }).text).toContain('<@U0RITA>');
      }
    },
  );
});

function isState(name: string): boolean {
  return allStates().some((state) => state === name);
}

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

const ordinary = momentsOf({ ask: {}, text: 'shop', many: ['one', 'two'] });

describe('a notification stands alone at each moment that its state does not tell', () => {
  test.each([
    ['half approved', '1 of 2 approved: <@U0ADA>. One more person of <!subteam^S0DBA> must approve by'],
    ['over its objective', 'will be lost: up to 4 h 15 min of writes.'],
    ['over its objective', '<@U0RITA> accepted the loss. *Approvers must accept it, too.*'],
    ['closed by a freeze', 'The freeze *shop* is in force, so nobody can approve this yet'],
    ['submitted again, not accepted yet', '<@U0RITA> and *approvers must accept the loss.*'],
    ['paused', 'Restores are paused.'],
    ['held', 'Waiting: shop'],
    ['break-glass used', '<@U0DORA> starts it alone.'],
    ['answer lost', 'Answer lost, looking for the restore'],
    ['in trouble while it is looked for', 'restorebot cannot look for it since'],
    ['in trouble while it runs', 'restorebot cannot follow it since'],
    ['stalled', 'No progress since'],
    ['asked to stop', '<@U0ADA> asked MongoDB Atlas to stop it'],
    ['stopped at the vendor', 'MongoDB Atlas stopped it'],
    ['several match', '<!subteam^S0DBA> must decide'],
    ['refused by the vendor', 'MongoDB Atlas refused it'],
    ['closed by a person', '<@U0ADA> closed it without an outcome'],
    ['checks failed', '*one* saw 12,000'],
    ['with a secret', 'A secret came with it; <@U0RITA> can show it'],
  ])('%s', (name, says) => {
    const moment = ordinary[name];
    if (moment === undefined) throw new Error(`there is no moment ${name}`);
    const { text } = renderCard(moment, { now: at(600), canCancel: true, ...facts });

    for (const part of [says, '*orders-prod*', '*atlas-prod*', '<@U0RITA>', 'INC-7']) {
      expect(text).toContain(part);
    }
  });

  test('a record that does not verify says which request, and nothing of what it holds', () => {
    const { text } = renderTamperedCard('r1', 'changed');
    expect(text).toContain('was changed outside restorebot. restorebot does nothing with it.');
    expect(text).toContain('Request `r1`.');
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
