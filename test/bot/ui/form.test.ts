import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choiceOptions, shownOnce } from '#bot/ui/form/choice.ts';
import { readState } from '#bot/ui/form/element-state.ts';
import { chosenNow, fieldBlocks, readFields, unanswered } from '#bot/ui/form/fields.ts';
import { readForm, renderForm } from '#bot/ui/form/form.ts';
import { defined } from '#core/defined.ts';
import type { Draft } from '#core/draft.ts';
import type { Field, FormInput, RestoreKind } from '#core/provider.ts';
import { aKind, anyInput, draft, nasty, worstText } from './samples.ts';
import { problemsOfModal, untouched, words } from './shown.ts';

const form = { connection: 'crdb-prod', kind: aKind };
const offers = [{ connection: 'crdb-prod', vendor: 'CockroachDB Cloud', kinds: [aKind] }];
describe('a generated form', () => {
  test('gives back every answer that it is drawn with', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const blocks = fieldBlocks(form, input, {});
        expect(
          problemsOfModal(
            renderForm({ draft: { ...draft, input }, offers, postIn: undefined, problems: [], known: {} }),
          ),
        ).toEqual([]);
        expect(readFields(form, readState(untouched(blocks)))).toEqual(input);
      }),
    );
  });

  test('forgets a backup that was chosen for another source', () => {
    const input = { source: 'a', backup: 'b1', mode: 'fast' };
    const state = readState(untouched(fieldBlocks(form, input, {})));
    const [source, ...rest] = fieldBlocks(form, { ...input, source: 'z' }, {});
    const mixed = new Map([...state, ...readState(untouched(source === undefined ? rest : [source]))]);

    expect(readFields(form, mixed)).toEqual({ source: 'z', mode: 'fast', dry: false, keep: false });
  });

  test('forgets everything when it is a form for something else, but neither place nor reason', () => {
    const state = untouched(
      renderForm({
        draft: { ...draft, input: { source: 'a' } },
        offers,
        postIn: undefined,
        problems: [],
        known: {},
      }).blocks,
    );
    const elsewhere = [
      ...offers,
      { connection: 'crdb-dev', vendor: 'CockroachDB Cloud', kinds: [aKind, { ...aKind, id: 'x' }] },
    ];
    const moved = { ...state, connection: { 'form-step': { selected_option: { value: 'crdb-dev' } } } };

    expect(readForm(draft, elsewhere, readState(moved))).toEqual({
      aside: expect.anything(),
      requestId: 'r1',
      requester: 'U0RITA',
      channel: 'C0OPS',
      connection: 'crdb-dev',
      input: {},
      reason: 'INC-1',
      labels: {},
    });
  });

  test('knows the words of what is chosen from the form itself', () => {
    const known = { source: [{ value: 'a', label: 'orders-prod' }] };
    const state = readState(untouched(fieldBlocks(form, { source: 'a' }, known)));

    expect(chosenNow(form, state)).toMatchObject(known);
  });

  describe('says under the database that is chosen what its past says', () => {
    const about = { connection: 'crdb-prod', kind: 'cluster', database: 'a' };
    const estimate = {
      lowMs: 18 * 60_000,
      highMs: 26 * 60_000,
      basis: { restores: 5, of: 'database' as const },
    };
    const month = { restores: 2, unavailableMs: 43 * 60_000, lostMs: 480_000, maybeLostMs: 0 };
    const shown = (input: FormInput, past: Draft['past']) =>
      renderForm({
        draft: { ...draft, input, ...defined({ past }) },
        offers,
        postIn: undefined,
        problems: [],
        known: {},
      });
    const noteAfterTarget = (view: ReturnType<typeof shown>) => {
      const at = view.blocks.findIndex(({ block_id: id }) => id?.endsWith(':target'));
      return words({ blocks: [...view.blocks].slice(at + 1, at + 2) });
    };

    test('how long it takes, from what, and what this month has cost', () => {
      const view = shown({ source: 'b', target: 'a' }, { about, estimate, month });
      expect(noteAfterTarget(view)).toBe(
        '*Usually takes* 18–26 min, from 5 restores of this database. *This month:* 2 restores of this database, unavailable for 43 min, 8 min of writes lost.',
      );
      expect(problemsOfModal(view)).toEqual([]);
    });

    test('nothing of another database, of another kind, or where there is no past', () => {
      const says = (input: FormInput, past: Draft['past']) => JSON.stringify(shown(input, past));
      const other = { about: { ...about, kind: 'database' }, estimate };
      expect(says({ target: 'z' }, { about, estimate })).not.toContain('Usually takes');
      expect(says({ target: 'a' }, other)).not.toContain('Usually takes');
      expect(says({}, { about, estimate })).not.toContain('Usually takes');
      expect(says({ target: 'a' }, { about })).toBe(says({ target: 'a' }, undefined));
    });
  });

  test('names what must be answered and is not', () => {
    expect(unanswered(form, { source: 'a', mode: 'fast' }).map(({ field }) => field.id)).toEqual([
      'backup',
      'target',
    ]);
  });

  test('takes an entry that only says something for no answer', () => {
    const [block] = fieldBlocks(form, {}, {});
    const values = {
      [String(block?.block_id)]: { x: { selected_option: { value: 'restorebot.no-choice' } } },
    };

    expect(readFields(form, readState(values))['source']).toBeUndefined();
  });

  test('shows the newest backup once, with what is said of it', () => {
    const at = new Date(0);
    const latest = { value: 'latest', label: 'Latest backup: 03:00 UTC', at };
    const same = { value: 'b1', label: '03:00 UTC, newest', description: 'nightly', at };
    const twin = { value: 'b2', label: '03:00 UTC', at };

    expect(shownOnce([latest, same, twin])).toEqual([{ ...latest, description: 'nightly' }, twin]);
    expect(shownOnce([same, twin])).toEqual([same, twin]);
  });

  test('is one that Slack takes, however much there is in it', () => {
    const label = worstText.slice(0, 4_000);
    const types = ['source', 'text', 'integer', 'instant', 'choices', 'toggle', 'choice'] as const;
    const fields = Array.from({ length: 35 }, (_, index) =>
      worstField(types[index % types.length] ?? 'text', `f${index}`, label),
    );
    const kind: RestoreKind = { ...aKind, title: label, summary: label, fields };
    const many = Array.from({ length: 200 }, (_, index) => ({
      connection: `crdb-${index}`,
      vendor: label,
      kinds: Array.from({ length: 200 }, (_, other) => ({ ...kind, id: `kind-${other}` })),
    }));
    const view = renderForm({
      draft: {
        ...draft,
        connection: 'crdb-7',
        kind: 'kind-7',
        reason: nasty.long,
        input: Object.fromEntries(fields.map(({ id, type }) => [id, type === 'choices' ? ['a', 'b'] : 'x'])),
      },
      offers: many,
      postIn: 'not-a-member',
      problems: worstText.split('\n'),
      known: {},
    });

    expect(problemsOfModal(view)).toEqual([]);
  });
});

test('a menu never shows what Slack could not send back', () => {
  const options = choiceOptions([
    { value: 'x'.repeat(151), label: 'too long' },
    { value: '', label: 'empty' },
    { value: 'ok', label: nasty.long, description: nasty.long },
  ]);

  expect(options.map(({ value }) => value)).toEqual([
    expect.stringMatching(/^restorebot\.long\..{32}$/u),
    'ok',
  ]);
  expect(options[1]?.text.text.length).toBeLessThanOrEqual(75);
});

function worstField(type: Field['type'], id: string, label: string): Field {
  const base = { id, label, hint: label, required: true };
  switch (type) {
    case 'text':
      return { ...base, type, maxLength: 9_000, placeholder: label };
    case 'integer':
      return { ...base, type, min: -5, max: 9_000_000_000 };
    case 'choices':
      return { ...base, type, custom: true };
    case 'choice':
      return {
        ...base,
        type,
        options: Array.from({ length: 200 }, (_, index) => ({ value: `v${index}`, label })),
      };
    case 'source':
    case 'backup':
    case 'target':
    case 'toggle':
    case 'instant':
      return { ...base, type };
  }
}
