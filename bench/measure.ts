import { performance } from 'node:perf_hooks';

/** How long something took, many times over, ms. */
export interface Times {
  readonly count: number;
  readonly median: number;
  readonly p99: number;
  readonly longest: number;
}

export function timesOf(ms: readonly number[]): Times {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return { count: sorted.length, median: at(0.5), p99: at(0.99), longest: at(1) };
}

/** Does something so many times at once; how long each took, and all of them together, ms. */
export async function atOnce(
  count: number,
  act: (index: number) => Promise<unknown>,
): Promise<Times & { readonly together: number }> {
  const from = performance.now();
  const ms = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      await act(index);
      return performance.now() - from;
    }),
  );
  return { ...timesOf(ms), together: Math.round(performance.now() - from) };
}

export function say(what: string, figures: object): void {
  const words = Object.entries(figures).map(([name, value]) => `${name} ${String(value)}`);
  process.stdout.write(`${what}: ${words.join(', ')}\n`);
}
