import type { Around } from '#app/around.ts';
import { after } from '#core/instant.ts';

/** A clock that can be set forward for a running restorebot: all windows depend on the record's time alone. */
export interface SandboxTime {
  readonly around: Around;
  /** Lets this many milliseconds pass at once. */
  advance(ms: number): void;
}

export function createSandboxTime(): SandboxTime {
  let passedMs = 0;
  const later = (real: Date) => after(real, passedMs);
  /** Jobs wait by the machine's clock. */
  const real = (shown: Date) => after(shown, -passedMs);
  return {
    around: {
      store: (store) => ({
        ...store,
        now: async () => later(await store.now()),
        async load(id) {
          const stored = await store.load(id);
          return stored === undefined ? undefined : { ...stored, now: later(stored.now) };
        },
      }),
      service: (service) => ({
        ...service,
        async advance(id, signal) {
          const { next } = await service.advance(id, signal);
          return next === undefined ? {} : { next: real(next) };
        },
      }),
      announcer: (announcer) => ({
        ...announcer,
        async converge(id) {
          const { retryAt } = await announcer.converge(id);
          return retryAt === undefined ? {} : { retryAt: real(retryAt) };
        },
      }),
    },
    advance(ms) {
      passedMs += ms;
    },
  };
}
