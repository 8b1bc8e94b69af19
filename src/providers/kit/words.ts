import { sized } from '#core/amounts.ts';
import { dayMs, hourMs, minuteMs } from '#core/instant.ts';

/** `2026-11-22 13:00 UTC`: for places that cannot show each reader their own zone. */
export function utc(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** How long ago: `just now`, `12 min ago`, `3 h ago`, `5 days ago`; also `in 3 min`, where a clock is off. */
function ago(date: Date, now: Date): string {
  const ms = now.getTime() - date.getTime();
  if (Math.abs(ms) < minuteMs) return 'just now';
  return ms < 0 ? `in ${span(-ms)}` : `${span(ms)} ago`;
}

function span(ms: number): string {
  if (ms < 2 * hourMs) return `${Math.floor(ms / minuteMs)} min`;
  if (ms < 2 * dayMs) return `${Math.floor(ms / hourMs)} h`;
  return `${Math.floor(ms / dayMs)} days`;
}

/** `“a”, “b” and “c”`. */
export function quoted(names: readonly string[]): string {
  return listed(names.map((name) => `“${name}”`));
}

/** `a, b and c`. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** What a menu says of a backup. */
export interface BackupFacts {
  readonly at: Date;
  /** As the vendor counts them; absent: it does not say. */
  readonly bytes?: number | undefined;
  readonly isNewest?: boolean;
  /** Something that a person must know before choosing it, one phrase. */
  readonly remark?: string | undefined;
}

/** `12:00 UTC, 28 min ago, 41 GB, newest`; with its day where that is not today, UTC. */
export function backupLabel({ at, bytes, isNewest = false, remark }: BackupFacts, now: Date): string {
  const isToday = at.toISOString().slice(0, 10) === now.toISOString().slice(0, 10);
  return [
    isToday ? utc(at).slice(11) : utc(at),
    ago(at, now),
    ...(bytes === undefined ? [] : [sized(bytes)]),
    ...(isNewest ? ['newest'] : []),
    ...(remark === undefined ? [] : [remark]),
  ].join(', ');
}

/** Whether a backup is what was searched for: by its day too, where the label leaves it out. */
export function isBackupSought(label: string, at: Date, search: string): boolean {
  const words = search.trim().toLowerCase();
  return `${utc(at)} ${label}`.toLowerCase().includes(words);
}

/** Whether a text has what a person searches for, whatever the case. */
export function includes(text: string, search: string): boolean {
  return text.toLowerCase().includes(search.trim().toLowerCase());
}

/** `v25.2` of `v25.2.3`; `undefined` where the text is no version. */
export function majorOf(version: string | undefined): string | undefined {
  return /^v?\d+\.\d+/.exec(version ?? '')?.[0];
}

/** Negative: the major version of `left` is older. `undefined` where one of them is no version. */
export function compareMajor(left: string | undefined, right: string | undefined): number | undefined {
  const [one, other] = [left, right].map((version) => {
    const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
    return Number(major) * 1_000 + Number(minor);
  });
  const order = (one ?? Number.NaN) - (other ?? Number.NaN);
  return Number.isNaN(order) ? undefined : order;
}

/** The vendors promise no order. */
export function newestFirst<T>(items: readonly T[], takenAt: (item: T) => Date): readonly T[] {
  return items.toSorted((one, other) => takenAt(other).getTime() - takenAt(one).getTime());
}
