import { z } from 'zod';
import { ProviderError } from '#core/provider-error.ts';
import type { CallOptions } from '#core/provider.ts';
import type { HttpClient } from '../http/types.ts';
import { inSmallerPages, readPages, type Page } from '../kit/pages.ts';

/** The vendor's maximum first. */
const pageSizes = [500, 100, 20, 5] as const;

/** Bytes of a list that has no pages. */
const wholeBytes = 8_000_000;

/** A list as it was read whole, and the vendor's clock at its first page. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly vendorTime: Date | undefined;
}

interface ListRequest<T> {
  readonly action: string;
  readonly path: string;
  readonly accept: string;
  readonly item: z.ZodType<T>;
  /** Some lists take no page number and come whole. @default true */
  readonly paged?: boolean;
}

/**
 * Reads all pages of a list (`pageNum` from 1). An item that slid onto the next page while we read counts once; a list
 * that was read in part never passes for a whole one.
 */
export function readList<T extends { readonly id: string }>(
  http: HttpClient,
  request: ListRequest<T>,
  options: CallOptions,
): Promise<Listed<T>> {
  return inSmallerPages(request.paged === false ? pageSizes.slice(0, 1) : pageSizes, (size) =>
    readBySize(http, request, size, options),
  );
}

async function readBySize<T extends { readonly id: string }>(
  http: HttpClient,
  { action, path, accept, item, paged = true }: ListRequest<T>,
  itemsPerPage: number,
  { signal }: CallOptions,
): Promise<Listed<T>> {
  const answer = z.object({
    results: z.array(item),
    totalCount: z.number().nullish(),
    links: z
      .array(z.object({ rel: z.string() }))
      .nullish()
      .catch(undefined),
  });
  const found = new Map<string, T>();
  let vendorTime: Date | undefined;
  const read = async (token: string | undefined): Promise<Page<T>> => {
    const pageNum = Number(token ?? 1);
    const how = paged ? { query: { pageNum, itemsPerPage } } : { maxBytes: wholeBytes };
    const page = await http.get({ action, path, ...how, headers: { accept }, answer, use: 'act', signal });
    vendorTime ??= page.vendorTime;
    const { results, totalCount, links } = page.body;
    const before = found.size;
    for (const each of results) found.set(each.id, each);
    const more = (totalCount ?? 0) > found.size || (links ?? []).some(({ rel }) => rel === 'next');
    if (more && (!paged || found.size === before)) return endless(action);
    return { items: results, next: more ? String(pageNum + 1) : undefined };
  };
  await readPages(read, () => endless(action));
  return { items: [...found.values()], vendorTime };
}

function endless(action: string): never {
  throw new ProviderError({
    kind: 'contract',
    action,
    detail: 'the pages of the list at MongoDB Atlas do not fit together',
    advice: 'Try again; if it stays like this, report it to the team that runs restorebot.',
  });
}
