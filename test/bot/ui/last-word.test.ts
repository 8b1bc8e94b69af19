import { describe, expect, test } from 'vitest';
import { renderLastWord } from '#bot/ui/last-word.ts';
import type { RequestEvent } from '#core/events.ts';
import { hasEnded } from '#core/restore-request.ts';
import { allStates, at } from '#test/support/builders.ts';
import { stored, storedIn, worstAsk, worstText } from './samples.ts';
import { problemsOf, words } from './shown.ts';

describe.each(allStates())('the last word about a request that is %s', (state) => {
  test('exists exactly where it has ended, says so at once, and names the requester', () => {
    const given = storedIn(state);
    const word = renderLastWord(given);

    expect(word !== undefined).toBe(hasEnded(given.request.state));
    if (word === undefined) return;
    expect(word.text).toContain('<@U0RITA>');
    expect(problemsOf(word)).toEqual([]);
  });
});

test('the last word of a success, read aloud', () => {
  const word = renderLastWord(storedIn('succeeded'));

  expect(word?.text).toMatchInlineSnapshot(
    `"Restored: *orders-prod* on *atlas-prod* now has the backup of 00:00 UTC. MongoDB Atlas reports success. restorebot did not read the data. Restored 5 min after it was asked. Everything written after 00:00 UTC was lost: 3 h 3 min of writes up to the submission, and more until it ended. Asked by <@U0RITA>: INC-7: a migration deleted rows"`,
  );
  expect(words({ blocks: word?.blocks ?? [] })).toMatchInlineSnapshot(`
    ":white_check_mark: *Restored:* *orders-prod* on *atlas-prod* now has the backup of 00:00 UTC.
    MongoDB Atlas reports success. restorebot did not read the data.
    Restored 5 min after it was asked.
    Everything written after 00:00 UTC was lost: 3 h 3 min of writes up to the submission, and more until it ended.
    Asked by <@U0RITA>: INC-7: a migration deleted rows · request \`r1\`"
  `);
});

test('the last word counts what is left open, and leaves the list to the card', () => {
  const before = storedIn('succeeded').events.slice(0, -1);
  const finding = { level: 'warning', code: 'no', text: 'The API does not show tables.' } as const;
  const verified: RequestEvent = {
    type: 'verified',
    at: at(500),
    commandId: 'v',
    vendor: 'MongoDB Atlas',
    outcome: 'passed',
    findings: [
      { ...finding, looked: 'nothing' },
      { ...finding, text: 'One index is missing.' },
    ],
  };
  const word = renderLastWord(stored([...before, verified]), { leftToDo: ['Recreate the indexes.'] });

  expect(words(word ?? { blocks: [] })).toContain(
    '*On the card:* 1 task left to do, 1 thing that was not checked, 1 warning.',
  );
  expect(words(word ?? { blocks: [] })).not.toContain('The API does not show tables.');
});

test.each(allStates())('at its worst the last word of %s is short', (state) => {
  const facts = { leftToDo: worstText.split('\n') };
  const word = renderLastWord(storedIn(state, { ask: worstAsk }), facts);

  const shown = words(word ?? { blocks: [] });
  expect(shown.split('\n').length).toBeLessThanOrEqual(7);
  expect(shown.length).toBeLessThan(2_000);
});
