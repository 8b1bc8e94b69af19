/** One table as a simulated database shows it over SQL. */
export interface SqlTable {
  /** `public.items` */
  readonly name: string;
  readonly rows: number;
  /** When its newest row was written. */
  readonly newest: Date;
}

const rowsOfTable = 12_000;
const newestAgeMs = 2 * 60_000;

/** The tables of a database whose data is of this instant. */
export function sqlTables(
  names: readonly string[],
  dataOf: Date,
  empty: readonly string[] = [],
): readonly SqlTable[] {
  const newest = new Date(dataOf.getTime() - newestAgeMs);
  return names.map((name) => ({ name, rows: empty.includes(name) ? 0 : rowsOfTable, newest }));
}
