import type { Choice, RestoreKind } from '#core/provider.ts';
import { type Rendered, rendered, section } from './blocks.ts';
import { utc } from './date.ts';
import { line } from './escape.ts';
import { limits } from './limits.ts';

interface Backups {
  readonly connection: string;
  readonly source: string;
  readonly kind: RestoreKind;
  readonly choices: readonly Choice[];
  /** Ages do not change once a message is posted, so it says when they were true. */
  readonly now: Date;
}

/** The backups of one source, newest first, with a command to copy. */
export function renderBackups({ connection, source, kind, choices, now }: Backups): Rendered {
  const all = choices.filter(({ value }) => value !== 'latest');
  if (all.length === 0) {
    const none = `*${line(source)}* on *${line(connection)}* has no backup that can be restored.`;
    return rendered(none, [section(none)]);
  }
  const shown = all.slice(0, limits.list);
  const more = all.length - shown.length;
  const text = [
    `*Backups of ${line(source)}* on *${line(connection)}*, as of ${utc(now)}`,
    ...shown.map(({ label, description }) =>
      description === undefined ? `• ${line(label)}` : `• ${line(label)} (${line(description)})`,
    ),
    ...(more > 0 ? [`and ${more} more`] : []),
    `Restore one: \`/restore ${typeable(connection)} ${kind.id} ${typeable(source)} --backup ${minuteOf(shown[0])}\``,
  ].join('\n');
  return rendered(text, [section(text)]);
}

/** `--backup` takes the minute of a backup; its seconds may matter to nobody but the vendor. */
function minuteOf(choice: Choice | undefined): string {
  return choice?.at === undefined ? 'latest' : `${choice.at.toISOString().slice(0, 16)}Z`;
}

/** A name as one types it: in quotes where it has a space. */
function typeable(text: string): string {
  return /[\s"'“”]/u.test(text) ? `"${line(text)}"` : line(text);
}
