import type { RateLimiter } from '#core/rate-limiter.ts';

/** An unlimited budget that remembers what was asked of it. */
export interface Unlimited extends RateLimiter {
  readonly taken: readonly { readonly connection: string; readonly use: 'act' | 'look' }[];
  readonly pauses: readonly { readonly connection: string; readonly ms: number }[];
}

/** A limiter for tests that lets every call through. */
export function createUnlimited(): Unlimited {
  const taken: { connection: string; use: 'act' | 'look' }[] = [];
  const pauses: { connection: string; ms: number }[] = [];
  return {
    taken,
    pauses,
    async take({ connection, use, signal }) {
      signal.throwIfAborted();
      taken.push({ connection, use });
    },
    async pause(connection, ms) {
      pauses.push({ connection, ms });
    },
  };
}
