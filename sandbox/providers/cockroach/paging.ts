import { invalid } from './refusal.ts';

/** Cuts a list to a time and to a page, as the dotted parameters ask. */
export function pageOf<T>(
  items: readonly T[],
  query: URLSearchParams,
  options: { readonly mostPerPage: number; readonly timeOf?: (item: T) => Date },
): { readonly items: readonly T[]; readonly pagination: object | null } {
  const order = query.get('pagination.sort_order') ?? 'ASC';
  if (order !== 'ASC' && order !== 'DESC') throw invalid('pagination.sort_order must be ASC or DESC');
  const limit = Number(query.get('pagination.limit') ?? options.mostPerPage);
  if (!Number.isInteger(limit) || limit < 1) throw invalid('pagination.limit must be a positive number');
  const size = Math.min(limit, options.mostPerPage);
  const start = readToken(query.get('pagination.page'));
  const inRange = options.timeOf === undefined ? items : withinTimes(items, query, options.timeOf);
  const sorted = order === 'DESC' ? inRange.toReversed() : inRange;
  const more = start + size < sorted.length;
  const pagination = {
    ...(more ? { next_page: token(start + size) } : {}),
    ...(start > 0 ? { previous_page: token(Math.max(0, start - size)) } : {}),
  };
  return { items: sorted.slice(start, start + size), pagination: more || start > 0 ? pagination : null };
}

function withinTimes<T>(
  items: readonly T[],
  query: URLSearchParams,
  timeOf: (item: T) => Date,
): readonly T[] {
  const [from, to] = ['start_time', 'end_time'].map((name) => {
    const text = query.get(name);
    return text === null ? undefined : Date.parse(text);
  });
  if (from === undefined && to === undefined) return items;
  if (from === undefined || to === undefined) throw invalid('start_time and end_time must be given together');
  if (Number.isNaN(from) || Number.isNaN(to)) throw invalid('start_time and end_time must be RFC 3339 times');
  return items.filter((item) => timeOf(item).getTime() >= from && timeOf(item).getTime() < to);
}

function token(start: number): string {
  return Buffer.from(`page:${start}`).toString('base64url');
}

function readToken(text: string | null): number {
  if (text === null || text === '') return 0;
  const start = /^page:(\d+)$/.exec(Buffer.from(text, 'base64url').toString())?.[1];
  if (start === undefined) throw invalid('pagination.page is no page of this list');
  return Number(start);
}
