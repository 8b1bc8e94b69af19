import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readState } from '#bot/ui/form/element-state.ts';
import { fieldBlocks } from '#bot/ui/form/fields.ts';
import { readForm, renderForm } from '#bot/ui/form/form.ts';
import { defined } from '#core/defined.ts';
import type { Draft } from '#core/draft.ts';
import type { FormInput, RestoreKind } from '#core/provider.ts';
import { aKind, anyInput, draft } from './samples.ts';
import { untouched } from './shown.ts';

test('another kind, or connection, and back: nothing that was answered is lost, nor its names', () => {
  const less = {
    ...aKind,
    id: 'less',
    fields: aKind.fields.filter(({ id }) => ['source', 'backup', 'dry'].includes(id)),
  };
  const both = ['crdb-prod', 'crdb-eu'].map((connection) => ({
    connection,
    vendor: 'CockroachDB Cloud',
    kinds: [aKind, less],
  }));
  const choose = (from: Draft, block: string, value: string): Draft => {
    const { blocks } = renderForm({
      draft: from,
      offers: both,
      postIn: undefined,
      problems: [],
      known: from.labels ?? {},
    });
    const shown = readState(untouched(blocks));
    return readForm(from, both, new Map([...shown, [block, { selected_option: { value } }]]));
  };
  fc.assert(
    fc.property(anyInput, (input) => {
      const labels = { source: [{ value: String(input['source']), label: 'Orders' }] };
      const other = choose({ ...draft, input, labels }, 'kind:crdb-prod', 'less');
      const { source, backup, dry } = input;
      expect(other.input).toEqual(defined({ source, backup, dry }));
      const back = choose(other, 'kind:crdb-prod', aKind.id);
      expect(back.input).toEqual(input);

      const away = choose(back, 'connection', 'crdb-eu');
      expect(choose(away, 'kind:crdb-eu', aKind.id).input).toEqual({});
      const home = choose(choose(away, 'connection', 'crdb-prod'), 'kind:crdb-prod', aKind.id);
      expect(home.input).toEqual(input);
      if (source !== undefined) {
        expect(home.labels?.['source']?.map(({ label }) => label)).toEqual(['Orders']);
      }
    }),
  );
});

test('what was chosen from a list comes back only for the answers that the list was for', () => {
  const less = { ...aKind, id: 'less', fields: aKind.fields.filter(({ id }) => id === 'source') };
  const offer = { connection: 'crdb-prod', vendor: 'CockroachDB Cloud', kinds: [aKind, less] };
  const inKind = (from: Draft, kind: RestoreKind, input: FormInput): Draft => {
    const blocks = fieldBlocks({ connection: 'crdb-prod', kind }, input, {});
    return { ...from, ...readForm({ ...from, kind: kind.id }, [offer], readState(untouched(blocks))) };
  };
  const choose = (from: Draft, value: string): Draft => {
    const kind = from.kind === aKind.id ? aKind : less;
    const shown = readState(untouched(fieldBlocks({ connection: 'crdb-prod', kind }, from.input, {})));
    return readForm(from, [offer], new Map([...shown, ['kind:crdb-prod', { selected_option: { value } }]]));
  };
  const first = inKind(draft, aKind, { source: 'a', backup: 'of-a', tables: ['t'], new_name: 'n' });
  const elsewhere = inKind(choose(first, 'less'), less, { source: 'b' });
  expect(choose(elsewhere, aKind.id).input).toMatchObject({ source: 'b', new_name: 'n' });
  expect(choose(elsewhere, aKind.id).input).not.toHaveProperty('backup');
  expect(choose(elsewhere, aKind.id).input).not.toHaveProperty('tables');
});
