/** Figures of one turn, by name. */
export type Figures = Readonly<Record<string, number>>;

/** The value below which this share of them is; 0 where there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

/** The one in the middle, or between the two there. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = [(sorted.length - 1) / 2, sorted.length / 2].map((at) => sorted[Math.floor(at)] ?? 0);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
