import { describe, expect, test } from 'vitest';
import { owedLines } from '#bot/announcer/owed-lines.ts';
import { cardActions } from '#bot/ids.ts';
import { renderCard } from '#bot/ui/card.ts';
import { renderSecrets } from '#bot/ui/secret.ts';
import { renderStatus } from '#bot/ui/status.ts';
import type { RequestEvent } from '#core/events.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { StateTag } from '#core/restore-request.ts';
import { Secret } from '#core/secret.ts';
import { objectsIn } from '#sandbox/slack/json.ts';
import { allStates, aRequest, at, someEvents } from '#test/support/builders.ts';
import { aKind, nasty, stored, storedIn, worstText } from './samples.ts';
import { problemsOf, problemsOfModal, words } from './shown.ts';

const day = 86_400;
const base = { at: at(500), commandId: 'c9' };
const received: RequestEvent = {
  type: 'secret-received',
  ...base,
  labels: ['Password of db_admin'],
  until: at(day),
};
const shown: RequestEvent = { type: 'secret-shown', ...base, by: 'U0RITA', until: at(1_400) };
const forgotten: RequestEvent = { type: 'secret-forgotten', ...base, at: at(day) };

function cardIn(state: StateTag, more: readonly RequestEvent[], seconds = 600) {
  const given = stored([...someEvents({ state }), ...more], seconds);
  return renderCard(given, { now: given.now, kind: aKind });
}

describe.each(allStates())('the card of a request that is %s', (state) => {
  test('says who can show what came with it, and has the button for it', () => {
    const card = cardIn(state, [received]);

    expect(words(card)).toContain(
      '*A secret came with it:* `Password of db_admin`. Only <@U0RITA> can show it',
    );
    expect(words(card)).toContain('[Show secret…]');
    expect(card.text).toContain('A secret came with it; <@U0RITA> can show it');
    expect(problemsOf(card)).toEqual([]);
  });

  test.each([
    ['shown', [received, shown], 600, 'can show it again until', true],
    ['shown, and its time is over', [received, shown], 1_400, 'has seen what came with it', false],
    ['shown and forgotten', [received, shown, forgotten], day, 'It is no longer kept.', false],
    ['forgotten unseen', [received, forgotten], day, 'Nobody has seen it', false],
  ] as const)('says so where it was %s', (_, events, seconds, said, hasButton) => {
    const card = words(cardIn(state, events, seconds));

    expect(card).toContain(said);
    expect(card.includes('[Show secret…]')).toBe(hasButton);
  });
});

describe('a restore that nothing came with', () => {
  const kind: RestoreKind = { ...aKind, secretInAnswer: 'the password of db_admin' };
  const lost = 'returns the password of db_admin only in its answer to the submission';
  const cardOf = (events: readonly RequestEvent[], of = kind) =>
    words(renderCard(stored(events), { now: at(600), kind: of }));
  const found = someEvents({ state: 'restoring' }).map((event) =>
    event.type === 'submitted' ? { ...event, found: true } : event,
  );
  const adopted: RequestEvent = { type: 'adopted', ...base, by: 'U0ADA', operationId: 'o' };

  test('says that the vendor’s secret was lost, where its answer was', () => {
    expect(cardOf(found)).toContain(lost);
    expect(cardOf([...someEvents({ state: 'unknown' }), adopted])).toContain(lost);
  });

  test('says nothing of secrets where none was to come, or the answer did come', () => {
    expect(cardOf(found, aKind)).not.toContain('returns');
    expect(cardOf(someEvents({ state: 'restoring' }))).not.toContain('returns');
    expect(cardOf(someEvents({ state: 'pending-approval' }))).not.toContain('returns');
    expect(cardOf([...found, received])).not.toContain('returns');
  });
});

describe('the modal', () => {
  test('shows what is longest and worst as it is, and Slack takes it', () => {
    const texts = [...Object.values(nasty), worstText.slice(0, 20_000)];
    const secrets = texts.map((text) => ({ label: text, text: new Secret(text) }));

    const view = renderSecrets(secrets, at(900));

    expect(problemsOfModal(view)).toEqual([]);
    const shownTexts = objectsIn(view.blocks)
      .filter(({ type }) => type === 'rich_text')
      .flatMap(({ elements }) => objectsIn(elements).flatMap((each) => objectsIn(each['elements'])));
    expect(shownTexts).toEqual(texts.map((text) => ({ type: 'text', text })));
  });

  test('has nothing in it that Slack would send back', () => {
    const view = JSON.stringify(renderSecrets([{ label: 'Password', text: new Secret('hunter2') }], at(900)));

    expect(view).not.toMatch(/"(input|actions)"/);
    expect(view.match(/hunter2/gu)).toHaveLength(1);
  });
});

describe('the answer to /restore status', () => {
  test.each([
    ['U0RITA', true],
    ['U0ADA', false],
  ])('for %s has the button: %s', (reader, has) => {
    const answer = renderStatus(
      stored([...someEvents({ state: 'failed' }), received]),
      { now: at(0), kind: aKind },
      reader,
    );

    expect(JSON.stringify(answer.blocks).includes(cardActions.showSecret)).toBe(has);
    expect(problemsOf(answer)).toEqual([]);
  });
});

describe('the thread', () => {
  test('gets one line for what came, and none for who looked', () => {
    const revealed: RequestEvent = { type: 'secret-revealed', ...base, by: 'U0RITA' };
    const before = someEvents({ state: 'restoring' });
    const owed = owedLines(stored([...before, received, revealed, shown, forgotten]));

    const keys = owed.map(({ key }) => key);
    expect(keys.slice(-2)).toEqual([`e${before.length}`, `e${before.length + 1}`]);
    expect(owed.at(-1)?.content.text).toContain('<@U0RITA> can show it with the button on the card until');
  });

  test('gets its last word once, though a secret was looked at before it was told', () => {
    const events = someEvents({ state: 'succeeded' });
    const late = stored([...events, received, shown]);

    const owed = owedLines(late);

    expect(owed.filter(({ key }) => key === 'end').map(({ content }) => content.text)).toEqual([
      expect.stringContaining('Restored'),
    ]);
    expect(owed.filter(({ content }) => content.text.includes('Restored'))).toHaveLength(1);
    expect(owed.at(-1)?.key).toBe(`e${events.length + 1}`);
    expect(aRequest({ state: 'succeeded' }).version).toBe(events.length);
  });
});

test('an unrelated card is as it was', () => {
  const card = words(renderCard(storedIn('restoring'), { now: at(600), kind: aKind }));

  expect(card).not.toMatch(/secret|:key:/iu);
});
