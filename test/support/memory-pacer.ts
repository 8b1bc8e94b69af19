import type { Pacer } from '#core/ports.ts';

/** Token buckets in this process, with the clock it is given. */
export function createMemoryPacer(now: () => Date): Pacer {
  const buckets = new Map<string, { readonly tokens: number; readonly at: number }>();
  const pauses = new Map<string, number>();
  return {
    async tryTake(name, { ratePerSecond, burst }) {
      const ms = now().getTime();
      const pausedFor = (pauses.get(name) ?? 0) - ms;
      if (pausedFor > 0) return { type: 'wait', ms: pausedFor };
      const last = buckets.get(name) ?? { tokens: burst, at: ms };
      const tokens = Math.min(burst, last.tokens + ((ms - last.at) / 1_000) * ratePerSecond);
      buckets.set(name, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: ms });
      return tokens >= 1
        ? { type: 'taken' }
        : { type: 'wait', ms: Math.ceil(((1 - tokens) / ratePerSecond) * 1_000) };
    },
    async pause(name, ms) {
      pauses.set(name, now().getTime() + ms);
    },
  };
}
