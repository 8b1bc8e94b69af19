import { isObject } from './defined.ts';

/**
 * What a stored record holds beyond what this restorebot knows: fields that a newer one wrote while both run, for the
 * length of a deploy. They are carried along and written back, so that an older writer loses nothing.
 */
export interface Surplus {
  /** The variant of a union it was found in; another one has other fields. */
  readonly tag: unknown;
  /** Fields that are not known at all. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What is found further down, by the field it is in. */
  readonly inside: Readonly<Record<string, Surplus>>;
  /** For lists: by the JSON of the item as it is known, because items move and go. */
  readonly items: Readonly<Record<string, Surplus>>;
}

/** What `stored` has and `known` lacks, where `known` is the same record as this version would write it. */
export function surplusOf(stored: unknown, known: unknown): Surplus | undefined {
  if (Array.isArray(stored) && Array.isArray(known)) {
    const items: Record<string, Surplus> = {};
    for (const [index, item] of stored.entries()) {
      const more = surplusOf(item, known[index]);
      if (more !== undefined) items[JSON.stringify(known[index])] = more;
    }
    return Object.keys(items).length === 0 ? undefined : { tag: undefined, fields: {}, inside: {}, items };
  }
  if (!isObject(stored) || !isObject(known)) return undefined;
  const fields: Record<string, unknown> = {};
  const inside: Record<string, Surplus> = {};
  for (const [name, value] of Object.entries(stored)) {
    if (!Object.hasOwn(known, name)) fields[name] = value;
    else {
      const more = surplusOf(value, known[name]);
      if (more !== undefined) inside[name] = more;
    }
  }
  const found = Object.keys(fields).length + Object.keys(inside).length > 0;
  return found ? { tag: stored['tag'], fields, inside, items: {} } : undefined;
}

/** What is about to be written, with the surplus of what was read where its place still exists. */
export function withSurplus(written: unknown, surplus: Surplus | undefined): unknown {
  if (surplus === undefined) return written;
  if (Array.isArray(written)) {
    return written.map((item: unknown) => withSurplus(item, surplus.items[JSON.stringify(item)]));
  }
  if (!isObject(written) || written['tag'] !== surplus.tag) return written;
  const known = Object.entries(written).map(
    ([name, value]) => [name, withSurplus(value, surplus.inside[name])] as const,
  );
  return { ...surplus.fields, ...Object.fromEntries(known) };
}
