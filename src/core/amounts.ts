/** `under 1 MB`, `4.2 MB`, `41 GB`; decimal units. */
export function sized(bytes: number): string {
  const units = ['MB', 'GB', 'TB'];
  let amount = bytes / 1e6;
  if (amount < 1) return 'under 1 MB';
  let unit = 0;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1_000;
    unit += 1;
  }
  return `${amount < 9.95 ? amount.toFixed(1).replace('.0', '') : Math.round(amount)} ${units[unit] ?? ''}`;
}

/** `1 table`, `12 tables`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
