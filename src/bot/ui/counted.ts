import { boldApart, line } from './escape.ts';
import { limits } from './limits.ts';

/* Lists of which the first `limits.list` items are shown; the rest are counted, never dropped in silence. */

/** Names, bold, the first of them; the rest are counted. */
export function namesCounted(items: readonly string[]): string {
  const more = items.length - limits.list;
  const shown = boldApart(items.slice(0, limits.list)).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** With something between them. */
export function counted(items: readonly string[], show: (item: string) => string, separator: string): string {
  const more = items.length - limits.list;
  const shown = items.slice(0, limits.list).map(show).join(separator);
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** One a line. */
export function bullets(items: readonly string[]): readonly string[] {
  const more = items.length - limits.list;
  const shown = items.slice(0, limits.list).map((item) => `• ${line(item)}`);
  return more > 0 ? [...shown, `• and ${more} more`] : shown;
}
