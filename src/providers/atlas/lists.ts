import { z } from 'zod';
import type { CallOptions } from '#core/provider.ts';
import type { HttpClient } from '../http/types.ts';
import { readNumbered, type Dated, type NumberedPage } from '../kit/reads.ts';

/** The vendor's maximum first. */
const sizes = [500, 100, 20, 5] as const;

interface ListRequest<T> {
  readonly action: string;
  readonly path: string;
  readonly accept: string;
  readonly item: z.ZodType<T>;
  /** Some lists take no page number and come whole. @default true */
  readonly paged?: boolean;
}

/** Reads all pages of a list. */
export function readAll<T extends { readonly id: string }>(
  http: HttpClient,
  { action, path, accept, item, paged = true }: ListRequest<T>,
  options: CallOptions,
): Promise<Dated<T>> {
  const answer = z
    .object({
      results: z.array(item),
      totalCount: z.number().nullish(),
      links: z
        .array(z.object({ rel: z.string() }))
        .nullish()
        .catch(undefined),
    })
    .transform(({ results, totalCount, links }): NumberedPage<T> => {
      const hasNext = (links ?? []).some(({ rel }) => rel === 'next');
      return { items: results, count: totalCount ?? 0, hasNext };
    });
  return readNumbered(
    http,
    {
      action,
      path,
      headers: { accept },
      answer,
      sizes: paged ? sizes : 'whole',
      query: (pageNum, itemsPerPage) => ({ pageNum, itemsPerPage }),
      idOf: ({ id }) => id,
    },
    options,
  );
}
