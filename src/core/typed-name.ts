/**
 * How a typed name differs from the one that is wanted. Positions count code points from 1, as a person counts
 * characters. Nothing is trimmed, folded or normalized before: what is not exactly the name is not the name.
 */
export type TypedDifference =
  | { readonly type: 'nothing-typed' }
  | { readonly type: 'white-space'; readonly where: 'before' | 'after' | 'inside' }
  | { readonly type: 'unseen'; readonly at: number; readonly typed: string }
  /** The same letters, one of them large instead of small or the other way round. */
  | { readonly type: 'case'; readonly at: number; readonly typed: string; readonly expected: string }
  | { readonly type: 'missing'; readonly at: number; readonly expected: string }
  | { readonly type: 'too-much'; readonly at: number; readonly typed: string }
  /** Another character, among them one that only looks the same: each is one code point. */
  | { readonly type: 'another'; readonly at: number; readonly typed: string; readonly expected: string };

/** Controls, formats and what is drawn as nothing at all. */
const unseen = /^[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]$/u;

/** So much more than the name is looked at; nobody reads more of it. */
const mostTooMuch = 200;

/** The first thing that differs, the most telling one where several could be named; `undefined`: it is the name. */
export function typedDifference(expected: string, typed: string): TypedDifference | undefined {
  if (typed === expected) return undefined;
  if (typed === '') return { type: 'nothing-typed' };
  if (typed.trim() === expected) {
    return { type: 'white-space', where: typed.trimEnd() === expected ? 'after' : 'before' };
  }
  if (typed.replaceAll(/\s/gu, '') === expected) return { type: 'white-space', where: 'inside' };
  const wanted = Array.from(expected);
  const given = Array.from(typed.slice(0, expected.length + mostTooMuch));
  const index = given.findIndex((char, place) => char !== wanted[place]);
  const place = index === -1 ? given.length : index;
  return differenceAt(place, wanted, given);
}

/** `place`: the first one at which the two differ. */
function differenceAt(place: number, wanted: readonly string[], given: readonly string[]): TypedDifference {
  const at = place + 1;
  const [typed, expected] = [given[place], wanted[place]];
  if (typed === undefined) return { type: 'missing', at, expected: wanted.slice(place).join('') };
  if (unseen.test(typed)) return { type: 'unseen', at, typed };
  if (expected === undefined) return { type: 'too-much', at, typed: given.slice(place).join('') };
  if (given.join('').toLowerCase() === wanted.join('').toLowerCase()) {
    return { type: 'case', at, typed, expected };
  }
  if (same(given.slice(place), wanted.slice(at))) return { type: 'missing', at, expected };
  if (same(given.slice(at), wanted.slice(place))) return { type: 'too-much', at, typed };
  return { type: 'another', at, typed, expected };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.join('') === b.join('');
}
