import type { Middleware, AnyMiddlewareArgs } from '@slack/bolt';

/** Counts listeners at work: Bolt's `stop()` waits for none of them. */
export interface InFlight {
  readonly middleware: Middleware<AnyMiddlewareArgs>;
  count(): number;
  /** Resolves when nothing is at work, or after `ms`; gives how many still are. */
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
