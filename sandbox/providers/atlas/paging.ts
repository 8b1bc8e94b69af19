import { badRequest } from './refusal.ts';

/** Cuts a list to a page, as `pageNum` and `itemsPerPage` ask, with the vendor's members around it. */
export function pageOf(items: readonly object[], query: URLSearchParams, mostPerPage: number): object {
  const read = (name: string, usual: number): number => {
    const number = Number(query.get(name) ?? usual);
    if (!Number.isInteger(number) || number < 1) {
      throw badRequest('INVALID_QUERY_PARAMETER', `Invalid query parameter ${name} specified.`);
    }
    return number;
  };
  const pageNum = read('pageNum', 1);
  const size = Math.min(read('itemsPerPage', 100), mostPerPage);
  const start = (pageNum - 1) * size;
  return {
    links: [
      link('self', pageNum),
      ...(start + size < items.length ? [link('next', pageNum + 1)] : []),
      ...(pageNum > 1 ? [link('previous', pageNum - 1)] : []),
    ],
    results: items.slice(start, start + size),
    totalCount: items.length,
  };
}

function link(rel: string, page: number): object {
  return { href: `https://cloud.mongodb.com/api/atlas?pageNum=${page}`, rel };
}
