import type { Choice } from '#core/provider.ts';

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

/** The backup that was taken in the minute that begins with the instant: menus show no seconds. */
export function takenInMinute(choices: readonly Choice[], minute: Date): Choice | undefined {
  return choices.find(({ at, value }) => {
    const off = (at?.getTime() ?? 0) - minute.getTime();
    return value !== 'latest' && off >= 0 && off < 60_000;
  });
}
