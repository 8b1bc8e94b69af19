/**
 * A database's id without its prefix: `db_cm1…` and `cm1…` are the same database. The pattern of an id,
 * `^(db_)?([cC][^\s-]{8,}|[a-z0-9]+)$`, keeps this from cutting into an id.
 */
export function bareId(id: string): string {
  return id.replace(/^db_/, '');
}

export function sameDatabase(one: string, other: string): boolean {
  return bareId(one) === bareId(other);
}
