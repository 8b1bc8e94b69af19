import { ago, utc } from '../kit/words.ts';
import type { Backup, BackupList } from './schema.ts';

/** Newest first; the vendor promises no order. */
function newestFirst(backups: readonly Backup[]): readonly Backup[] {
  return backups.toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
}

/** What can be restored, newest first. Only `completed` is: the vendor refuses a backup that is “not usable”. */
export function usable({ backups }: BackupList): readonly Backup[] {
  return newestFirst(backups.filter(({ status }) => status === 'completed'));
}

/**
 * The newest usable backup; `unknowable` where the list was cut off and does not begin with the newest one, so that a
 * newer one may be among those that the vendor does not show.
 */
export function latestOf(list: BackupList): Backup | 'unknowable' | undefined {
  const times = list.backups.map(({ createdAt }) => createdAt.getTime());
  const descending = times.every((time, at) => at === 0 || time <= (times[at - 1] ?? time));
  return list.cutOff && !descending ? 'unknowable' : usable(list)[0];
}

/** `2026-11-22 02:00 UTC · 3 h ago · 12 MB` */
export function backupLabel({ createdAt, size, backupType }: Backup, now: Date): string {
  const parts = [
    utc(createdAt),
    ago(createdAt, now),
    ...(size === undefined ? [] : [megabytes(size)]),
    ...(backupType === 'full' ? [] : [backupType]),
  ];
  return parts.join(' · ');
}

function megabytes(bytes: number): string {
  const mb = bytes / 1_000_000;
  return mb < 1 ? 'under 1 MB' : `${mb < 10 ? mb.toFixed(1) : Math.round(mb)} MB`;
}
