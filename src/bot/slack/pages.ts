import { z } from 'zod';
import { type SlackFailure, unreadable } from './slack-failure.ts';

/** One page of a list of Slack's; `next` is absent on the last one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** docs.slack.dev/apis/web-api/pagination: an empty cursor, or none, is that of the last page. */
export const More = z.object({ next_cursor: z.string().optional() }).optional();

export function nextOf(more: z.output<typeof More>): string | undefined {
  return more?.next_cursor === '' ? undefined : more?.next_cursor;
}

type Read<Value> = { readonly type: 'ok'; readonly value: Value };

/**
 * Reads page after page, up to the first that is none. A cursor that comes again would go on for ever: then the list
 * counts as not read.
 */
export async function allPages<Item, No extends { readonly type: string }>(
  read: (cursor: string | undefined) => Promise<Read<Page<Item>> | No>,
): Promise<Read<readonly Item[]> | No | SlackFailure> {
  const items: Item[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    if (!('value' in page)) return page;
    items.push(...page.value.items);
    cursor = page.value.next;
    if (cursor !== undefined && seen.has(cursor)) return unreadable;
    if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined);
  return { type: 'ok', value: items };
}
