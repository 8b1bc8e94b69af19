import type { Choice } from '#core/provider.ts';
import { backupLabel, isBackupSought, type BackupFacts } from './words.ts';

/** The source first: most restores go back where the data came from. */
export function sourceFirst<T>(
  items: readonly T[],
  isSource: (item: T) => boolean,
  choiceOf: (item: T, remark: string | undefined) => Choice,
): readonly Choice[] {
  return items
    .toSorted((one, other) => Number(isSource(other)) - Number(isSource(one)))
    .map((item) => choiceOf(item, isSource(item) ? 'the source itself' : undefined));
}

export interface BackupOffer extends Omit<BackupFacts, 'isNewest'> {
  readonly id: string;
  readonly description?: string;
}

interface Offering {
  /** What “latest” stands for; absent: it cannot be offered. */
  readonly latest: BackupOffer | undefined;
  /** The id of the newest one. @default that of `latest` */
  readonly newest?: string | undefined;
  readonly search: string;
  readonly now: Date;
  /** @default 'backup' */
  readonly noun?: string;
}

/** Whether a search may be the beginning of “latest backup”; an empty one is. */
export function asksLatest(search: string, noun = 'backup'): boolean {
  return `latest ${noun}`.startsWith(search.trim().toLowerCase());
}

/** The latest backup, and those that are searched for, in the order given: newest first. */
export function backupChoices(
  backups: readonly BackupOffer[],
  { latest, newest = latest?.id, search, now, noun = 'backup' }: Offering,
): readonly Choice[] {
  const all = backups.map(({ id, description, ...facts }) => ({
    value: id,
    label: backupLabel({ ...facts, isNewest: id === newest }, now),
    description,
    at: facts.at,
  }));
  if (!asksLatest(search, noun)) {
    return all.filter(
      ({ value, label, description = '', at }) =>
        isBackupSought(`${label} ${description}`, at, search) || value === search.trim(),
    );
  }
  if (latest === undefined) return all;
  const label = `Latest ${noun}: ${backupLabel(latest, now)}`;
  return [{ value: 'latest', label, at: latest.at }, ...all];
}
