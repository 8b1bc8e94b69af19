import { shortId } from '#core/short-id.ts';
import { name } from './escape.ts';
import { limits } from './limits.ts';
import { listed } from './people.ts';

/** A request as people name it, mrkdwn: the short id, in code because it is typed and copied. */
export function requestName(id: string): string {
  return name(shortId(id));
}

/** For somebody whose words fit more than one request; whole ids, because the short ones may be the same. */
export function severalMeant(typed: string, ids: readonly string[]): string {
  const more = ids.length - limits.list;
  const shown = [...ids.slice(0, limits.list).map(name), ...(more > 0 ? [`${more} more`] : [])];
  return `Several requests match ${name(typed)}: ${listed(shown)}. Write more of the id.`;
}
