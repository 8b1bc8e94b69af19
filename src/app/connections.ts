import { type Config, ConfigError } from '#config/config.ts';
import { presetProblems } from '#config/preset-problems.ts';
import type { Egress } from '#core/egress.ts';
import type { RestoreProvider } from '#core/provider.ts';
import { unlimited } from '#core/rate-limiter.ts';
import { createProviders } from '#providers/index.ts';
import type { Connected } from '#providers/kit/manifest.ts';
import { createRedisRateLimiter, type RedisRateLimiterDeps } from '#store/redis-rate-limiter.ts';

type Redis = RedisRateLimiterDeps['redis'];

/** Throws `ConfigError` where a provider cannot be made of its connection's settings, or a preset fits none. Nothing is called. */
export async function readConnections({
  connections,
  presets,
}: Pick<Config, 'connections' | 'presets'>): Promise<readonly RestoreProvider[]> {
  // Only made to be there.
  const created = await createProviders(connections, { limiter: unlimited });
  if (created.type === 'rejected') throw new ConfigError(created.errors);
  const providers = created.connections.map(({ provider }) => provider);
  const problems = presetProblems(presets, providers);
  if (problems.length > 0) throw new ConfigError(problems);
  return providers;
}

/** The limiter needs the rates that the settings give, and the providers need the limiter. */
export async function connectProviders(
  config: Config,
  redis: Redis,
  egress: Egress,
): Promise<readonly Connected[]> {
  let connections: readonly Connected[] = [];
  const limiter = createRedisRateLimiter({
    redis,
    prefix: config.redis.prefix,
    limitOf: (connection) => {
      const ratePerSecond = rateOf(connections, connection);
      // A burst on top of the rate would break the limit of a vendor that counts by the second.
      return { ratePerSecond, burst: Math.min(2, ratePerSecond) };
    },
  });
  const result = await createProviders(config.connections, { limiter, egress });
  if (result.type === 'rejected') throw new ConfigError(result.errors);
  connections = result.connections;
  return connections;
}

/** How many calls a second a connection allows; one where nobody knows it. */
export function rateOf(connections: readonly Connected[], connection: string): number {
  return connections.find(({ provider }) => provider.connection === connection)?.ratePerSecond ?? 1;
}
