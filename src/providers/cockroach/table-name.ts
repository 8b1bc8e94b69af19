export interface TableName {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}

/** One part of a name: bare, or in double quotes with `""` for a quote inside, as in SQL. */
const part = /"((?:[^"]|"")+)"|([^".\s]+)/y;

/** The parts of a dotted name, or `undefined` where it is not one. */
export function nameParts(text: string): readonly string[] | undefined {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    part.lastIndex = at;
    const found = part.exec(text);
    if (found === null) return undefined;
    parts.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    at = part.lastIndex;
    if (at === text.length) return parts;
    if (text[at] !== '.') return undefined;
    at += 1;
  }
}

/** Reads `db.schema.table`; whether a missing schema means `public` is documented nowhere, so it must be there. */
export function parseTableName(text: string): TableName | undefined {
  const [database, schema, table, ...more] = nameParts(text.trim()) ?? [];
  if (database === undefined || schema === undefined || table === undefined || more.length > 0)
    return undefined;
  return { database, schema, table };
}

/** The other way round; quotes only what needs it. */
export function formatTableName({ database, schema, table }: TableName): string {
  return [database, schema, table].map(quoteName).join('.');
}

function quoteName(name: string): string {
  return /^[^".\s]+$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A table as the API wants it. */
export function toItem(text: string): TableName {
  const name = parseTableName(text);
  if (name === undefined) throw new RangeError('the plan holds a table name that is not fully qualified');
  return name;
}
