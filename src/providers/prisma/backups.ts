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
