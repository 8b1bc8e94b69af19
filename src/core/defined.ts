/** Of fields that may be absent, but not `undefined`: those that have a value. */
type Defined<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** The fields that have a value: `{ ...defined({ until }) }` has no `until` where there is none. */
export function defined<Fields extends object>(fields: Fields): Defined<Fields>;
export function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A JSON object, or a map of YAML. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same fields, but for those that are there without a value: what JSON keeps of them. */
export function withoutUndefined<Fields extends object>(fields: Fields): Fields;
export function withoutUndefined(fields: object): object {
  return defined(fields);
}

/** Deeper than anything that is read of another program. */
const deepest = 40;

/** JSON of another program without the members that are null, which say the same as if they were absent. */
export function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > deepest) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === null ? [] : [[key, withoutNulls(item, depth + 1)]],
    ),
  );
}
