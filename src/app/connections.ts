import { type Config, ConfigError } from '#config/config.ts';
import { presetProblems } from '#config/preset-problems.ts';
import { settingProblems, shownPath } from '#config/setting-sentence.ts';
import type { Egress } from '#core/egress.ts';
import type { RestoreProvider } from '#core/provider.ts';
import { unlimited } from '#core/rate-limiter.ts';
import { type ConnectionProblem, createProviders } from '#providers/index.ts';
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
  if (created.type === 'rejected') throw new ConfigError(connectionSentences(created.problems, connections));
  const providers = created.connections.map(({ provider }) => provider);
  const problems = presetProblems(presets, providers);
  if (problems.length > 0) throw new ConfigError(problems);
  return providers;
}

/** Why connections cannot be made, a sentence each. */
export function connectionSentences(
  problems: readonly ConnectionProblem[],
  connections: Config['connections'],
): readonly string[] {
  return problems.flatMap((problem) => {
    const { type, connection } = problem;
    const at = ['connections', connection];
    if (type === 'name-taken')
      return [`${shownPath(at)}: two connections have this name; give each its own.`];
    if (type === 'no-provider') {
      return [
        `${shownPath([...at, 'provider'])}: there is no such provider; write one of ${problem.known.join(', ')}.`,
      ];
    }
    const value = connections.find(({ name }) => name === connection)?.settings;
    return problem.issues
      .flatMap((issue) => settingProblems(issue, { schema: problem.schema, value }))
      .map(({ path, text }) => `${shownPath([...at, ...path])}: ${text}.`);
  });
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
  if (result.type === 'rejected') {
    throw new ConfigError(connectionSentences(result.problems, config.connections));
  }
  connections = result.connections;
  return connections;
}

/** How many calls a second a connection allows; one where nobody knows it. */
export function rateOf(connections: readonly Connected[], connection: string): number {
  return connections.find(({ provider }) => provider.connection === connection)?.ratePerSecond ?? 1;
}
