import { counted, listed, quoted } from '../kit/words.ts';
import type { Database } from './schema.ts';

/**
 * Whether a full-cluster restore may find this database: `defaultdb` and `postgres` come with every cluster and may
 * stay as long as they hold no table. What else they may hold the API does not show.
 */
export function isPristine({ name, table_count }: Database): boolean {
  return name === 'system' || (['defaultdb', 'postgres'].includes(name) && (table_count ?? 0) === 0);
}

/** `orders (12 tables)` */
export function withTables({ name, table_count }: Database): string {
  return table_count === undefined ? name : `${name} (${counted(table_count, 'table')})`;
}

/** `“orders” (12 tables) and “movr”`: for a sentence that asks to drop them. */
export function quotedWithTables(databases: readonly Database[]): string {
  return listed(databases.map(({ name, ...rest }) => withTables({ name: quoted([name]), ...rest })));
}

/** Names that none of the databases has. */
export function missingIn(databases: readonly Database[], names: readonly string[]): readonly string[] {
  return names.filter((name) => databases.every((database) => database.name !== name));
}
