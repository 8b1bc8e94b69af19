import type { z } from 'zod';
import { ProviderError, type ProviderErrorFacts, type ProviderErrorKind } from '#core/provider-error.ts';
import type { CallOptions } from '#core/provider.ts';
import type { Answer, HttpClient, ReadRequest } from '../http/types.ts';

/** What was answered, without the vendor's clock. */
export async function bodyOf<T>(asking: Promise<Answer<T>>): Promise<T> {
  return (await asking).body;
}

/** A refusal of one of these kinds is an answer, too, and says something; every other failure stays an error. */
export async function onRefusal<T, U>(
  kinds: readonly ProviderErrorKind[],
  asking: Promise<T>,
  say: (refusal: ProviderErrorFacts) => U,
): Promise<T | U> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof ProviderError && kinds.includes(error.kind)) return say(error.facts);
    throw error;
  }
}

/** The same where a refusal always says one thing. */
export function unless<T, U>(
  kinds: readonly ProviderErrorKind[],
  asking: Promise<T>,
  instead: U,
): Promise<T | U> {
  return onRefusal(kinds, asking, () => instead);
}

/** The vendor says that it is not there: that is an answer. */
export function orGone<T>(asking: Promise<T>): Promise<T | undefined> {
  return unless(['not-found'], asking, undefined);
}

/** A list that was read whole, and the vendor's clock at its first page. */
export interface Dated<T> {
  readonly items: readonly T[];
  readonly vendorTime: Date | undefined;
}

/** One page of a list; `next` is absent on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** One page of a list whose pages are numbered from 1. */
export interface NumberedPage<T> {
  readonly items: readonly T[];
  /** Of all pages; where the vendor does not say, a page that is not full is the last one. */
  readonly count: number | undefined;
  /** Whether the page says that another one follows. */
  readonly hasNext?: boolean;
}

type Query = NonNullable<ReadRequest<unknown>['query']>;

interface ListRequest<Body> {
  readonly action: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer: z.ZodType<Body>;
}

/** A list that hands out a token for its next page. */
interface TokenList<T> extends ListRequest<Page<T>> {
  /** Items of one page, falling: the largest that is asked for, and what is tried where that is too much. */
  readonly sizes: readonly number[];
  readonly query: (token: string | undefined, size: number) => Query;
  /** Stop reading pages once this many are there. @default all of them */
  readonly enough?: number | undefined;
}

interface NumberedList<T> extends ListRequest<NumberedPage<T>> {
  /** As of a `TokenList`; `whole`: the list has no pages. */
  readonly sizes: readonly number[] | 'whole';
  readonly query: (page: number, size: number) => Query;
  readonly idOf: (item: T) => string;
}

type ListOptions = CallOptions & Pick<ReadRequest<unknown>, 'use'>;

/** Far more than any organization has; beyond it the vendor is sending us in circles. */
const mostPages = 200;

/** Bytes of a list that has no pages. */
export const wholeBytes = 8_000_000;

/** Reads page after page. A list that was read in part never passes for a whole one. */
export function readList<T>(
  http: HttpClient,
  { sizes, query, enough = Number.POSITIVE_INFINITY, ...request }: TokenList<T>,
  options: ListOptions,
): Promise<Dated<T>> {
  return inSmallerPages(sizes, async (size) => {
    const items: T[] = [];
    const seen = new Set<string>();
    let vendorTime: Date | undefined;
    let token: string | undefined;
    do {
      const page = await http.get({ ...request, ...options, query: query(token, size) });
      vendorTime ??= page.vendorTime;
      items.push(...page.body.items);
      token = page.body.next;
      if (token !== undefined && (seen.has(token) || seen.size >= mostPages)) {
        throw endless(http, request.action);
      }
      if (token !== undefined) seen.add(token);
    } while (token !== undefined && items.length < enough);
    return { items, vendorTime };
  });
}

/** The same for numbered pages; an item that slid onto the next page while we read counts once. */
export function readNumbered<T>(
  http: HttpClient,
  { sizes, query, idOf, ...request }: NumberedList<T>,
  options: ListOptions,
): Promise<Dated<T>> {
  const isWhole = sizes === 'whole';
  return inSmallerPages(isWhole ? [] : sizes, async (size) => {
    const found = new Map<string, T>();
    let vendorTime: Date | undefined;
    for (let number = 1; number <= mostPages; number += 1) {
      const how = isWhole ? { maxBytes: wholeBytes } : { query: query(number, size) };
      const page = await http.get({ ...request, ...options, ...how });
      vendorTime ??= page.vendorTime;
      const { items, count, hasNext } = page.body;
      const before = found.size;
      for (const item of items) found.set(idOf(item), item);
      const more = hasNext === true || (count === undefined ? items.length >= size : found.size < count);
      if (!more) return { items: [...found.values()], vendorTime };
      if (isWhole || found.size === before) break;
    }
    throw endless(http, request.action);
  });
}

function endless({ vendor }: HttpClient, action: string): ProviderError {
  return new ProviderError({
    kind: 'contract',
    action,
    detail: `the pages of the list at ${vendor} do not fit together`,
    advice: 'Try again; if it stays like this, report it to the team that runs restorebot.',
  });
}

/** What a page is cut to at once where a larger one made the vendor fail. */
const cheapSize = 20;

/**
 * Reads a whole list by `readAll`, which takes the number of items of one page: the first of `sizes`, and a smaller one
 * from the start where the vendor cannot give such pages, or gives more bytes than are read. `sizes` fall.
 */
async function inSmallerPages<T>(
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
