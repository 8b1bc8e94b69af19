/** One page of a list; `next` is absent on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Far more than any organization has; beyond it the vendor is sending us in circles. */
const mostPages = 200;

/**
 * Reads page after page until the last one, or until `enough` items are there. Calls `runaway` (which throws) when
 * the pages do not end: a list that was read in part must not pass for a whole one.
 */
export async function readPages<T>(
  read: (token: string | undefined) => Promise<Page<T>>,
  runaway: () => never,
  enough = Number.POSITIVE_INFINITY,
): Promise<readonly T[]> {
  const items: T[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = await read(token);
    items.push(...page.items);
    token = page.next;
    if (token !== undefined && (seen.has(token) || seen.size >= mostPages)) return runaway();
    if (token !== undefined) seen.add(token);
  } while (token !== undefined && items.length < enough);
  return items;
}
