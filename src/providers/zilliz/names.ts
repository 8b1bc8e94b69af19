/** Letters, digits and hyphens (error 96010); how long is documented nowhere. */
export const longestClusterName = 64;

export function isClusterName(text: string): boolean {
  return /^[A-Za-z0-9-]+$/.test(text) && text.length <= longestClusterName;
}

/** `orders-prod` → `orders-prod-restored-k3f9qa`; a find matches on this name, hence the suffix. */
export function newClusterName(source: string, suffix: string): string {
  const end = `-restored-${suffix}`;
  const start = source.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  return `${start.slice(0, longestClusterName - end.length) || 'cluster'}${end}`;
}

/** As Milvus has it: letters, digits and underscores, no digit first, 255 at most. */
const longestCollectionName = 255;

export function isCollectionName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && text.length <= longestCollectionName;
}

/** `articles` → `articles_restored_k3f9qa` */
export function newCollectionName(source: string, suffix: string): string {
  const end = `_restored_${suffix}`;
  return `${source.slice(0, longestCollectionName - end.length)}${end}`;
}

/** A collection as a backup lists it; the vendor shows the default database as an empty name too. */
export interface CollectionName {
  readonly database: string;
  readonly collection: string;
}

/** `sales.articles`, or `articles` where the backup names no database. */
export function formatCollection({ database, collection }: CollectionName): string {
  return database === '' ? collection : `${database}.${collection}`;
}

/** The other way round: a name of either sort has no dot in it. */
export function parseCollection(text: string): CollectionName | undefined {
  const [first = '', second, ...more] = text.trim().split('.');
  if (first === '' || second === '' || more.length > 0) return undefined;
  return second === undefined ? { database: '', collection: first } : { database: first, collection: second };
}

/** No name and `default` are the same database. */
export function databaseName(name: string): string {
  return name === '' ? 'default' : name;
}
