import type { Config } from '#config/config.ts';
import type { Finding } from '#core/finding.ts';
import { StoreUnavailable } from '#core/ports.ts';
import { createAuditSigner } from '#keys/audit-signer.ts';
import { connectRedis } from '#store/connect.ts';
import { judgeAccess, readRedisAccess } from '#store/redis-access.ts';
import { judgeRedis, readRedisFacts } from '#store/redis-facts.ts';
import { createRedisPause } from '#store/redis-pause.ts';
import { textOf } from '../pause.ts';
import { type DoctorFinding, findingsOf } from './finding.ts';

const finding = findingsOf('redis');

const connectWithinMs = 5_000;
const pings = 10;
/** One request takes about a dozen round trips, and Slack waits 3 s for an answer. */
const slowMs = 50;

/** Looks at Redis. The only thing written is one key of the prefix that expires after 5 s. */
export async function checkRedis({ redis: place, audit, slack }: Config): Promise<DoctorFinding[]> {
  try {
    const { prefix } = place;
    const redis = await connectRedis(place, {
      name: 'restorebot:doctor',
      onError: () => undefined,
      readyWithinMs: connectWithinMs,
    });
    try {
      const facts = judgeRedis(await readRedisFacts(redis, () => new Date()), place.mode);
      // What must not hold the record is asked nothing more: a replica would refuse each write.
      if (facts.some(({ level }) => level === 'blocker')) return facts.map(asFound);
      const access = await readRedisAccess(redis, prefix);
      const took: number[] = [];
      for (let ping = 0; ping < pings; ping += 1) {
        const before = performance.now();
        await redis.ping();
        took.push(performance.now() - before);
      }
      const signer = createAuditSigner({ keys: audit.keys, credential: slack.botToken });
      const paused = await createRedisPause({ redis, prefix, signer }).paused();
      return [
        ...[...facts, ...judgeAccess(access, prefix)].map(asFound),
        judgeLatency(took),
        ...(paused === undefined
          ? []
          : [finding.warning('paused', `${textOf(paused)} Nothing is submitted until restorebot resume.`)]),
      ];
    } finally {
      redis.disconnect();
    }
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return [finding.problem('redis-reachable', `${error.message} ${remedyOf(error)}`)];
  }
}

function asFound({ level, code, text }: Finding): DoctorFinding {
  return finding[level === 'ok' || level === 'warning' ? level : 'problem'](code, text);
}

function remedyOf({ message }: Error): string {
  if (/WRONGPASS|NOAUTH|password/u.test(message)) return 'Correct the user and password in redis.url.';
  if (/certificate|TLS|Cluster|NOPERM|permission/u.test(message)) return '';
  return 'Start Redis, or correct redis.url.';
}

/** `took`: each round trip, ms. The median counts, because one slow answer is nobody's fault. */
export function judgeLatency(took: readonly number[]): DoctorFinding {
  const median = took.toSorted((one, other) => one - other)[Math.floor(took.length / 2)] ?? 0;
  const text = `A round trip to Redis takes ${median.toFixed(1)} ms.`;
  return median <= slowMs
    ? finding.ok('redis-latency', text)
    : finding.warning(
        'redis-latency',
        `${text} More than ${slowMs} ms slows every click: move restorebot closer to Redis, or lower its load.`,
      );
}
