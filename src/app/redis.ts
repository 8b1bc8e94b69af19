import type { Logger } from 'pino';
import { type Config, ConfigError } from '#config/config.ts';
import { connectRedis } from '#store/connect.ts';
import { judgeAccess, readRedisAccess } from '#store/redis-access.ts';
import { judgeRedis, readRedisFacts } from '#store/redis-facts.ts';
import { startStep } from './start-steps.ts';

type Redis = Awaited<ReturnType<typeof connectRedis>>;

/** A Redis that may hold the record. */
export interface OpenRedis {
  readonly redis: Redis;
  /** Whether its user may ask it `INFO`. */
  readonly mayAskInfo: boolean;
  /** For readiness: what somebody should grant, though everything works. */
  readonly warnings: readonly string[];
}

/** Several commands, each with its own deadline. */
const judgeWithinMs = 15_000;

/**
 * Connects. Throws `StoreUnavailable` where Redis cannot be reached, and `ConfigError` where it must not hold the
 * record or its user may not do what is needed. What is only worth a word is logged.
 */
export async function openRedis({ redis: place }: Config, role: string, log: Logger): Promise<OpenRedis> {
  const redis = await connectRedis(place, {
    name: `restorebot:${role}`,
    onError: (err) => log.debug({ err }, 'redis connection error'),
  });
  try {
    const facts = judgeRedis(await asked(readRedisFacts(redis, () => new Date())), place.mode);
    refuse(facts);
    const access = await asked(readRedisAccess(redis, place.prefix));
    const findings = judgeAccess(access, place.prefix);
    refuse(findings);
    for (const { level, code, text } of [...facts, ...findings]) {
      if (level === 'warning') log.warn({ code, text }, 'redis configuration warning');
    }
    return { redis, mayAskInfo: access.info, warnings: findings.map(({ text }) => text) };
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

function asked<Result>(work: Promise<Result>): Promise<Result> {
  const lookAt = 'Look at the load of Redis and at the network to it.';
  return startStep({ what: 'asking Redis about itself', lookAt, withinMs: judgeWithinMs }, work);
}

type Findings = ReturnType<typeof judgeRedis>;

function refuse(findings: Findings): void {
  const blockers = blockersOf(findings);
  if (blockers !== undefined) throw new ConfigError([`redis: ${blockers}`]);
}

function blockersOf(findings: Findings): string | undefined {
  const blockers = findings.filter(({ level }) => level === 'blocker');
  return blockers.length === 0 ? undefined : blockers.map(({ text }) => text).join(' ');
}

/** Why this Redis must not hold the record any more; `undefined` where it may. */
export async function redisProblem(redis: Redis, { mode }: Config['redis']): Promise<string | undefined> {
  return blockersOf(judgeRedis(await readRedisFacts(redis, () => new Date()), mode));
}
