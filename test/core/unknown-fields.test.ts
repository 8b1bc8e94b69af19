import { describe, expect, test } from 'vitest';
import { surplusOf, withSurplus } from '#core/unknown-fields.ts';

/** What an older version writes, after it changed what it knows of a record. */
function rewritten(stored: unknown, known: unknown, changed: unknown): unknown {
  return withSurplus(changed, surplusOf(stored, known));
}

describe('what a newer version wrote', () => {
  test('is nothing where both know the same', () => {
    expect(surplusOf({ a: 1, b: [{ c: 2 }] }, { a: 1, b: [{ c: 2 }] })).toBeUndefined();
  });

  test('is nothing where the older one knows more: a default', () => {
    expect(surplusOf({ a: 1 }, { a: 1, count: 0 })).toBeUndefined();
  });

  test('survives next to what the older one changes, at any depth', () => {
    const stored = { a: 1, note: 'x', inner: { b: 1, deep: { c: 1, more: true } } };
    const known = { a: 1, inner: { b: 1, deep: { c: 1 } } };

    expect(rewritten(stored, known, { a: 2, inner: { b: 2, deep: { c: 2 } } })).toEqual({
      a: 2,
      note: 'x',
      inner: { b: 2, deep: { c: 2, more: true } },
    });
  });

  test('never replaces what the older one writes', () => {
    expect(rewritten({ a: 1, b: 'newer' }, { a: 1 }, { a: 1, b: 'older' })).toEqual({ a: 1, b: 'older' });
  });

  test('goes with the variant of a union that it belonged to', () => {
    const stored = { state: { tag: 'approved', votes: [], lane: 'fast' } };
    const known = { state: { tag: 'approved', votes: [] } };

    expect(rewritten(stored, known, { state: { tag: 'approved', votes: [] } })).toEqual(stored);
    expect(rewritten(stored, known, { state: { tag: 'expired' } })).toEqual({ state: { tag: 'expired' } });
  });

  test('follows an item of a list that has moved, and leaves with one that is gone', () => {
    const stored = [
      { by: 'ada', via: 'phone' },
      { by: 'ben', via: 'desk' },
    ];
    const known = [{ by: 'ada' }, { by: 'ben' }];

    expect(rewritten(stored, known, [{ by: 'ben' }, { by: 'cleo' }])).toEqual([
      { by: 'ben', via: 'desk' },
      { by: 'cleo' },
    ]);
  });
});
