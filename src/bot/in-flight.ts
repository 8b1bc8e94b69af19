import type { Middleware, AnyMiddlewareArgs } from '@slack/bolt';

/** Counts running listeners: Bolt's `stop()` does not wait for them. */
export interface InFlight {
  readonly middleware: Middleware<AnyMiddlewareArgs>;
  count(): number;
  /** Resolves when no listener runs, or after `ms`, with the number that still run. */
  drain(ms: number): Promise<number>;
}

export function createInFlight(): InFlight {
  let count = 0;
  let idle = Promise.withResolvers<void>();
  idle.resolve();
  return {
    async middleware({ next }) {
      if (count === 0) idle = Promise.withResolvers<void>();
      count += 1;
      try {
        await next();
      } finally {
        count -= 1;
        if (count === 0) idle.resolve();
      }
    },
    count: () => count,
    async drain(ms) {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      await Promise.race([idle.promise, late]);
      clearTimeout(timer);
      return count;
    },
  };
}
