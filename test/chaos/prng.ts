/** Random numbers of one seed: the same ones each time. Nothing else here is random. */
export interface Prng {
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** True in so many of a hundred cases. */
  chance(percent: number): boolean;
  pick<Value>(values: readonly [Value, ...(readonly Value[])]): Value;
  /** So many of them, each once, in their order. */
  some<Value>(values: readonly Value[], count: number): readonly Value[];
}

/** mulberry32 (Tommy Ettinger's, public domain): 32 bits of state, good enough for stories. */
export function createPrng(seed: number): Prng {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    int,
    chance: (percent) => next() * 100 < percent,
    pick: (values) => values[int(0, values.length - 1)] ?? values[0],
    some(values, count) {
      const left = values.map((_, index) => index);
      while (left.length > count) left.splice(int(0, left.length - 1), 1);
      return values.filter((_, index) => left.includes(index));
    },
  };
}
