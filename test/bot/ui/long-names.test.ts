import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderStory } from '#bot/ui/audit-story.ts';
import { boldApart, name, wholeName } from '#bot/ui/escape.ts';
import { choiceOptions } from '#bot/ui/form/choice.ts';
import { instantBlock, readInstant } from '#bot/ui/form/typed.ts';
import { clipMiddle, limits, tellApart } from '#bot/ui/limits.ts';
import { planLines } from '#bot/ui/plan.ts';
import { canBeShown, wholePlanBlocks } from '#bot/ui/whole-plan.ts';
import { pinPlan } from '#core/restore-plan.ts';
import { aPlan, at } from '#test/support/builders.ts';
import { problemsOf, words } from './shown.ts';

const database = `tenant_${'a'.repeat(63)}_${'b'.repeat(63)}_archive_2026_q3_de`;
const twin = `tenant_${'a'.repeat(63)}_${'b'.repeat(63)}_archive_2026_q4_de`;
const table = `"${'Kunden-Stammdaten'.repeat(3)}"."${'Schema.Mit.Punkten'.repeat(3)}"."${'(Tabelle mit Leerzeichen )'.repeat(3)}Ä"`;
const inTheMiddle = (mark: string) => `${'x'.repeat(90)}${mark}${'y'.repeat(90)}`;
/** What reaches the eye, as a browser draws it. */
const drawn = (text: string) =>
  text
    .replace(/\s+/gu, ' ')
    .replaceAll(/(?<=^`?) | (?=`?$)/gu, '')
    .normalize('NFC');
const impact = {
  type: 'new-target' as const,
  overwrites: [],
  creates: [database],
  unavailable: [],
  notes: [],
};

describe('14: names that differ look different', () => {
  test.each([
    ['with a common beginning', [database, twin]],
    ['with a common beginning and end', [inTheMiddle('1'), inTheMiddle('2'), inTheMiddle('1')]],
    ['that differ in what a screen swallows', ['orders', 'orders ', ' orders', 'or ders', 'or  ders']],
    ['that differ in how an accent is written', ['\u00F3rders', 'o\u0301rders']],
    ['that differ in case only', ['Orders', 'orders']],
    ['that differ where the cut is', [`${'a'.repeat(200)}b`, `${'a'.repeat(201)}b`]],
  ])('14: in a menu and on a card, %s', (_, names) => {
    const options = choiceOptions(names.map((each) => ({ value: each, label: each })));
    const distinct = new Set(names).size;

    expect(new Set(options.map(({ text }) => drawn(text.text))).size).toBe(distinct);
    expect(new Set(options.map(({ value }) => value?.trim())).size).toBe(distinct);
    expect(new Set(boldApart(names).map(drawn)).size).toBe(distinct);
    expect(options.every(({ text, value }) => text.text.length <= 75 && (value?.length ?? 0) <= 150)).toBe(
      true,
    );
  });

  test('14: whatever they are, within the limit', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), fc.integer({ min: 40, max: 120 }), (texts, max) => {
        const shown = tellApart(texts, max);
        expect(new Set(shown).size).toBe(new Set(texts).size);
        expect(shown.every((each) => each.length <= max)).toBe(true);
      }),
    );
  });

  test('14: a cut never splits a character', () => {
    expect(clipMiddle(`${'a'.repeat(9)}👩‍👩‍👧‍👦${'b'.repeat(9)}`, 14)).toBe('aaaaaa…bbbbbbb');
    expect(name(database)).toContain('_archive_2026_q3_de');
  });

  test('14: source and target on a card', () => {
    const plan = aPlan({
      source: { id: 'c1', name: inTheMiddle('1') },
      target: { id: 'c2', name: inTheMiddle('2') },
    });
    const [from, into] = planLines({ plan, impact }, { type: 'asked', at: at(0) })
      .split('\n')
      .filter((each) => /^(?:From|Into):/u.test(each))
      .map((each) => /`([^`]*)`/u.exec(each)?.[1]);

    expect(from).not.toBe(into);
  });
});

describe('14: everything that is sent can be read', () => {
  const tables = Array.from({ length: 100 }, (_, index) => `${table}${index}`);
  const plan = aPlan({ options: { tables } });

  test('14: whole, by those who vote, however much it is', () => {
    const blocks = wholePlanBlocks({ plan, impact });

    for (const each of tables) expect(words({ blocks })).toContain(wholeName(each));
    expect(blocks.length).toBeLessThan(limits.viewBlocks / 2);
  });

  test('14: what a card says whole is not said twice', () => {
    expect(wholePlanBlocks({ plan: aPlan({}), impact: { ...impact, creates: ['orders'] } })).toEqual([]);
  });

  test('14: hostile names of any length are never cut', () => {
    const hostile = '\u202E`<@U0ADA>&'.repeat(2_000);
    const blocks = wholePlanBlocks({ plan: aPlan({ options: { tables: [hostile] } }), impact });

    expect(words({ blocks }).match(/U\+202E/gu)).toHaveLength(2_000);
    expect(words({ blocks })).not.toContain('<@U0ADA>');
  });

  test('14: what no modal can show cannot be asked or agreed to', () => {
    const huge = { plan: aPlan({ options: { tables: Array.from({ length: 1_000 }, () => table) } }), impact };

    expect(canBeShown(huge)).toBe(false);
    expect(words({ blocks: wholePlanBlocks(huge) })).toContain('nobody can agree to it');
  });

  test('14: in the story of the audit', () => {
    const event = { type: 'asked', planJson: pinPlan(plan).json, impact };
    const base = { at: at(0), key: 'k', requestId: 'r1', version: 1, prev: '' };
    const story = renderStory('r1', [{ seq: 1, entry: { ...base, kind: 'transition', event } }]);

    for (const each of tables) expect(words(story)).toContain(wholeName(each));
    expect(problemsOf(story)).toEqual([]);
  });
});

describe('25: a moment in a form and on a card', () => {
  const field = { id: 'at', type: 'instant', label: 'Moment', required: false } as const;

  test.each(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-11-20T14:02:37Z'])(
    '25: %s is entered, drawn again and shown to the second',
    (moment) => {
      const value = readInstant({ value: ` ${moment} ` });
      const { element } = instantBlock(field, 'b', value);
      const shown = { plan: aPlan({ point: { type: 'instant', at: new Date(moment) } }), impact };

      expect(element).toMatchObject({ type: 'plain_text_input', initial_value: moment });
      expect(readInstant({ value: moment })).toBe(value);
      expect(planLines(shown, { type: 'asked', at: at(0) })).toContain(
        `${moment.slice(0, 10)} ${moment.slice(11, 19)} UTC`,
      );
    },
  );

  test('25: the two hours of a night in which clocks go back stay apart', () => {
    const [first, second] = ['2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00'].map((value) =>
      readInstant({ value }),
    );

    expect([first, second]).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']);
  });

  test('25: what is no moment is kept as it was typed, and a picker of an older form is still read', () => {
    expect(readInstant({ value: '2026-11-20 14:02' })).toBe('2026-11-20 14:02');
    expect(readInstant({ selected_date_time: 1_795_316_400 })).toBe('2026-11-22T03:00:00.000Z');
  });
});
