import { readTypedInstant } from '#core/instant.ts';
import type { Choice } from '#core/provider.ts';

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `2h`, `90 min`, `3 days ago` before now; `undefined`: it is no length of time. */
export function readAge(text: string, now: Date): Date | undefined {
  const read = /^(\d{1,5})\s*(m|h|d)(?:in|ins|inutes?|r|rs|ours?|ays?)?(?:\s+ago)?$/iu.exec(text.trim());
  const unit = units[(read?.[2] ?? '').toLowerCase()];
  return read === null || unit === undefined ? undefined : new Date(now.getTime() - Number(read[1]) * unit);
}

/** An instant as a person types it: with its zone, or as an age. */
export function readInstantOrAge(text: string, now: Date): Date | undefined {
  return readTypedInstant(text) ?? readAge(text, now);
}

/**
 * The newest backup that was taken at or before the instant: a later one may hold the damage already. `undefined`: none
 * is that old, or the vendor gives no times.
 */
export function newestBefore(choices: readonly Choice[], instant: Date): Choice | undefined {
  const [newest] = choices
    .flatMap((choice) =>
      choice.at === undefined || choice.value === 'latest' ? [] : [{ choice, at: choice.at }],
    )
    .filter(({ at }) => at.getTime() <= instant.getTime())
    .toSorted((one, other) => other.at.getTime() - one.at.getTime());
  return newest?.choice;
}

/** The backup that was taken in the very minute that was typed: menus show no seconds. */
export function takenInMinute(choices: readonly Choice[], typed: string): Choice | undefined {
  const minute = readTypedInstant(typed)?.getTime();
  if (minute === undefined) return undefined;
  return choices.find(({ at, value }) => {
    const off = (at?.getTime() ?? 0) - minute;
    return value !== 'latest' && off >= 0 && off < 60_000;
  });
}
