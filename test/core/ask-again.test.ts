import { describe, expect, test } from 'vitest';
import { answersOf } from '#core/ask-again.ts';
import type { Field, RestoreKind } from '#core/provider.ts';
import { aPlan, at } from '#test/support/builders.ts';

const base = { label: 'Any', required: false } as const;
const fields: readonly Field[] = [
  { ...base, id: 'from', type: 'source' },
  { ...base, id: 'backup', type: 'backup' },
  { ...base, id: 'moment', type: 'instant' },
  { ...base, id: 'into', type: 'target' },
  { ...base, id: 'collection', type: 'text', maxLength: 50 },
  { ...base, id: 'databases', type: 'choices', custom: true },
  { ...base, id: 'schema_only', type: 'toggle' },
];
const kind: RestoreKind = {
  id: 'database',
  title: 'Databases',
  summary: 'Creates databases.',
  fields,
  facts: { impact: 'in-place', destroys: 'all', creates: 'nothing', find: 'in a list', operationIds: '' },
  duplicate: 'refused',
  settleMs: 0,
};

describe('the answers for asking again', () => {
  const options = { collection: 'orders', databases: ['movr'], schema_only: true };

  test('are those that led to the plan', () => {
    expect(answersOf(aPlan({ options }), kind)).toEqual({
      from: 'cluster-1',
      into: 'cluster-1',
      backup: 'backup-1',
      collection: 'orders',
      databases: ['movr'],
      schema_only: true,
    });
  });

  test('have the point in time where there was no backup', () => {
    const plan = aPlan({ point: { type: 'instant', at: at(0) } });

    expect(answersOf(plan, kind)).toMatchObject({ moment: at(0).toISOString() });
    expect(answersOf(plan, kind)).not.toHaveProperty('backup');
  });

  test('leave out what must differ each time', () => {
    const again = { label: 'Again for another collection', without: ['collection'] };

    expect(answersOf(aPlan({ options }), { ...kind, again })).not.toHaveProperty('collection');
  });
});
