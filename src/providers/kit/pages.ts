import { ProviderError } from '#core/provider-error.ts';

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

/** What a page is cut to at once where a larger one made the vendor fail. */
const cheapSize = 20;

/**
 * Reads a whole list by `readAll`, which takes the number of items of one page: the first of `sizes`, and a smaller one
 * from the start where the vendor cannot give such pages, or gives more bytes than are read. `sizes` fall.
 */
export async function inSmallerPages<T>(
  sizes: readonly number[],
  readAll: (size: number) => Promise<T>,
): Promise<T> {
  const [size = cheapSize, ...smaller] = sizes;
  try {
    return await readAll(size);
  } catch (error) {
    const trouble = troubleOf(error);
    const next = trouble === 'failed' ? smaller.filter((each) => each <= cheapSize).slice(0, 1) : smaller;
    if (trouble === undefined || next.length === 0) throw error;
    return inSmallerPages(next, readAll);
  }
}

/** What smaller pages may cure. `failed`: or it is down, so it is asked once more and not size by size. */
function troubleOf(error: unknown): 'too-large' | 'failed' | undefined {
  if (!(error instanceof ProviderError)) return undefined;
  const { kind, detail, code = '', httpStatus = 0, tooLarge } = error.facts;
  if (tooLarge === true || httpStatus === 413) return 'too-large';
  if (kind === 'invalid' && complaint.test(`${code} ${detail}`)) return 'too-large';
  return kind === 'unavailable' && (httpStatus >= 500 || isTimeout(error.cause)) ? 'failed' : undefined;
}

/** No vendor documents the words in which it refuses a page for its size. */
const complaint =
  /items.?per.?page|page.?size|pagination\.limit|too (?:large|many|expensive)|(?:query|request).{0,20}(?:cost|expensive)|timed? ?out/i;

function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && /^(?:Timeout|HeadersTimeout|BodyTimeout)Error$/.test(cause.name);
}
