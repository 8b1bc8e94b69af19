import { Redis } from 'ioredis';
import type { OwnRedis } from './redis-own.ts';

/** What a Redis was asked, by INFO commandstats: inside scripts too. */
export interface RedisCalls {
  readonly commands: number;
  readonly scripts: number;
  /** Of each command, by its name. */
  readonly byName: ReadonlyMap<string, number>;
}

export interface RedisMeter extends Disposable {
  /** What was asked since the start, without this reading itself. */
  read(): Promise<RedisCalls>;
}

/** Meters a Redis that nobody else uses. */
export function meterRedis({ url }: Pick<OwnRedis, 'url'>): RedisMeter {
  const redis = new Redis(url);
  return {
    async read() {
      const byName = new Map<string, number>();
      for (const [, name = '', calls] of (await redis.info('commandstats')).matchAll(
        /^cmdstat_([^:]+):calls=(\d+)/gm,
      )) {
        // Asked by this meter, and while connecting.
        if (name !== 'info' && !name.startsWith('client')) byName.set(name, Number(calls));
      }
      return callsOf(byName);
    },
    [Symbol.dispose]: () => redis.disconnect(),
  };
}

/** What was asked between two readings. */
export function callsBetween(before: RedisCalls, now: RedisCalls): RedisCalls {
  const byName = [...now.byName].map(
    ([name, calls]) => [name, calls - (before.byName.get(name) ?? 0)] as const,
  );
  return callsOf(new Map(byName.filter(([, calls]) => calls > 0)));
}

function callsOf(byName: ReadonlyMap<string, number>): RedisCalls {
  return {
    commands: [...byName.values()].reduce((sum, calls) => sum + calls, 0),
    scripts: (byName.get('evalsha') ?? 0) + (byName.get('eval') ?? 0),
    byName,
  };
}
