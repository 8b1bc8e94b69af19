import { nearest } from '#core/nearest.ts';
import type { Choice, RestoreKind } from '#core/provider.ts';
import type { Offer } from '#service/api.ts';
import { name } from '../ui/escape.ts';
import { listed } from '../ui/people.ts';

/** Something that a person may have named, and every way to name it. */
export interface Named<Item> {
  readonly item: Item;
  /** The first one is how it is shown. */
  readonly names: readonly [string, ...string[]];
}

export type Found<Item> =
  | { readonly type: 'exact'; readonly item: Item }
  /** Only one name begins with what was typed. */
  | { readonly type: 'prefix'; readonly item: Item; readonly shown: string }
  | { readonly type: 'none' };

/** The one that was named, in full or by a beginning that no other has; letter case does not matter. */
export function findName<Item>(typed: string, all: readonly Named<Item>[]): Found<Item> {
  const wanted = folded(typed);
  const exact = all.filter(({ names }) => names.some((each) => folded(each) === wanted));
  const [only, ...more] = exact;
  if (only !== undefined && more.length === 0) return { type: 'exact', item: only.item };
  if (only !== undefined || wanted === '') return { type: 'none' };
  const [begun, ...others] = all.filter(({ names }) => names.some((each) => folded(each).startsWith(wanted)));
  if (begun === undefined || others.length > 0) return { type: 'none' };
  return { type: 'prefix', item: begun.item, shown: begun.names[0] };
}

/** `No database is called “x”. Did you mean “y”?` `otherwise` is said where no name is near. */
export function unknownName(
  what: string,
  typed: string,
  names: readonly string[],
  otherwise: string,
): string {
  return `No ${what} is called ${name(typed)}. ${nextOf(typed, names, otherwise)}`.trim();
}

/** The same of a field's list, which may leave out what there is and does not fit the answers above. */
export function unlisted(typed: string, names: readonly string[]): string {
  return `The list has no ${name(typed)}. ${nextOf(typed, names, 'Choose one here.')}`;
}

function nextOf(typed: string, names: readonly string[], otherwise: string): string {
  const near = nearest(typed, names).map((each) => name(each));
  return near.length === 0 ? otherwise : `Did you mean ${listed(near, 'or')}?`;
}

export function namedOffer(offer: Offer): Named<Offer> {
  return { item: offer, names: [offer.connection] };
}

export function namedKind(kind: RestoreKind): Named<RestoreKind> {
  return { item: kind, names: [kind.id, kind.title] };
}

/** A choice by its name as shown, by that without what follows in brackets, and by its id. */
export function namedChoice(choice: Choice): Named<Choice> {
  return { item: choice, names: [bareLabel(choice), choice.label, choice.value] };
}

/** A label without the facts after the name: `orders-prod (Advanced, v25.2)`. */
export function bareLabel({ label }: Choice): string {
  const [bare = ''] = label.split(/ [·(]/u, 1);
  return bare;
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}
