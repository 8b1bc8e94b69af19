import { type ConnectionHealth, type ConnectionHealthStore, healthAfter } from '#core/connection-health.ts';
import type { Log } from '#core/ports.ts';
import type { RestoreProvider } from '#core/provider.ts';

/** A connection that goes on answering is noted no more often than this, ms. */
const repeatMs = 60_000;

/** Notes how the connection of a provider answers; a call neither waits for that nor fails with it. */
export function noting(provider: RestoreProvider, store: ConnectionHealthStore, log: Log): RestoreProvider {
  let last: ConnectionHealth | undefined;

  function note(health: ConnectionHealth | undefined): void {
    if (health === undefined || (last !== undefined && isOld(last, health))) return;
    last = health;
    store
      .note(provider.connection, health)
      .catch((error: unknown) => log.debug({ err: error }, 'health of a connection not noted'));
  }

  return new Proxy(provider, {
    get(target, key, receiver) {
      const method: unknown = Reflect.get(target, key, receiver);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(method, target, args);
        if (!(result instanceof Promise)) return result;
        return result.then(
          (value: unknown) => {
            note({ type: 'up', at: new Date() });
            return value;
          },
          (error: unknown) => {
            note(healthAfter(error, last, new Date()));
            throw error;
          },
        );
      };
    },
  });
}

/** Whether `next` says no more than what was noted a moment ago. */
function isOld(last: ConnectionHealth, next: ConnectionHealth): boolean {
  if (last.type === 'up' && next.type === 'up') return next.at.getTime() < last.at.getTime() + repeatMs;
  return (
    last.type === 'down' && next.type === 'down' && JSON.stringify(last.call) === JSON.stringify(next.call)
  );
}
