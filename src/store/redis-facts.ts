import type { Redis } from 'ioredis';
import { blocker, type Finding, ok, warning } from '#core/finding.ts';
import { whileAvailable } from './availability.ts';
import type { RedisPlace } from './redis-place.ts';
import { replyCode } from './script.ts';

/** What restorebot needs to know of its Redis; `undefined` where Redis does not tell. */
export interface RedisFacts {
  /** `7.0.15`; Valkey gives the version it is compatible with. */
  readonly version: string | undefined;
  /** Whether it is a node of a Redis Cluster. */
  readonly isCluster: boolean;
  /** Whether it is a replica, which takes no writes. */
  readonly isReplica: boolean | undefined;
  /** `maxmemory-policy`. */
  readonly evictionPolicy: string | undefined;
  readonly appendOnly: boolean | undefined;
  readonly usedBytes: number | undefined;
  /** 0: no limit. */
  readonly maxBytes: number | undefined;
  /** How far Redis's clock is ahead of ours, ms. */
  readonly clockAheadMs: number;
}

/** Asks Redis. Throws `StoreUnavailable` where it does not answer. */
export async function readRedisFacts(redis: Redis, now: () => Date): Promise<RedisFacts> {
  return whileAvailable(async () => {
    const info = readInfo((await ifAllowed(() => redis.info())) ?? '');
    const policy = info.get('maxmemory_policy') ?? (await readConfig(redis, 'maxmemory-policy'));
    const appendOnly = info.get('aof_enabled');
    const role = info.get('role');
    return {
      version: info.get('redis_version'),
      isCluster: await readCluster(redis, info),
      isReplica: role === undefined ? undefined : role === 'slave',
      evictionPolicy: policy,
      appendOnly: appendOnly === undefined ? undefined : appendOnly === '1',
      usedBytes: numberOf(info.get('used_memory')),
      maxBytes: numberOf(info.get('maxmemory')),
      clockAheadMs: await readClockAhead(redis, now),
    };
  });
}

/** `CLUSTER INFO` is an error where cluster mode is off. */
async function readCluster(redis: Redis, info: ReadonlyMap<string, string>): Promise<boolean> {
  const mode = info.get('redis_mode') ?? info.get('server_mode');
  if (mode !== undefined) return mode === 'cluster';
  return (await ifAllowed(() => redis.cluster('INFO'))) !== undefined;
}

/** How far Redis's clock is ahead of ours, ms; the way there and back counts half. */
async function readClockAhead(redis: Redis, now: () => Date): Promise<number> {
  const before = now().getTime();
  const [seconds, micros] = await redis.time();
  const ours = (before + now().getTime()) / 2;
  return Math.round(Number(seconds) * 1_000 + Number(micros) / 1_000 - ours);
}

const maxClockDifferenceMs = 30_000;
const highMemory = 0.7;

/** A blocker keeps restorebot from starting or being ready; a warning is worth an operator's while. */
export function judgeRedis(facts: RedisFacts, mode: RedisPlace['mode'] = 'single'): readonly Finding[] {
  return [
    judgeVersion(facts),
    judgeCluster(facts, mode),
    judgeRole(facts),
    judgeEviction(facts),
    judgePersistence(facts),
    judgeMemory(facts),
    judgeClock(facts),
  ];
}

/** 6.2 is the first whose `ZRANGE` takes `REV` and `BYSCORE`, and the oldest that BullMQ recommends. */
function judgeVersion({ version }: RedisFacts): Finding {
  const code = 'redis-version';
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  if (version === undefined)
    return warning(code, 'Redis does not tell its version; it must be 6.2 or newer.');
  if (major > 6 || (major === 6 && minor >= 2)) return ok(code, `Redis ${version}.`);
  return blocker(code, `Redis is ${version}; use 6.2 or newer.`);
}

function judgeCluster({ isCluster }: RedisFacts, mode: RedisPlace['mode']): Finding {
  const code = 'redis-cluster';
  if (mode === 'cluster') {
    return ok(code, 'Redis is reached as a cluster: restorebot follows the node that holds its slot.');
  }
  if (!isCluster) return ok(code, 'Redis is not known to be a cluster.');
  const text =
    'Redis is a node of a Redis Cluster. Write redis.mode: cluster, and more of its nodes in redis.nodes.';
  return blocker(code, text);
}

function judgeRole({ isReplica }: RedisFacts): Finding {
  const code = 'redis-role';
  return isReplica === true
    ? blocker(code, 'Redis is a read-only replica: finish the failover, or point redis.url at the primary.')
    : ok(code, 'Redis is not known to be a replica.');
}

function judgeEviction({ evictionPolicy: policy }: RedisFacts): Finding {
  const code = 'redis-eviction';
  if (policy === 'noeviction') return ok(code, 'Redis never throws a record away.');
  return policy === undefined
    ? warning(code, 'Redis does not tell its maxmemory-policy; make sure that it is noeviction.')
    : blocker(code, `Redis may throw records away: its maxmemory-policy is ${policy}. Set it to noeviction.`);
}

function judgePersistence({ appendOnly }: RedisFacts): Finding {
  const code = 'redis-append-only';
  if (appendOnly === true) return ok(code, 'Redis keeps an append-only file.');
  const text =
    appendOnly === undefined
      ? 'Redis does not tell whether it keeps an append-only file; make sure that appendonly is yes.'
      : 'Redis keeps no append-only file and forgets the newest requests in a crash. Set appendonly to yes.';
  return warning(code, text);
}

function judgeMemory({ usedBytes, maxBytes }: RedisFacts): Finding {
  const code = 'redis-memory';
  if (usedBytes === undefined || maxBytes === undefined || maxBytes === 0) {
    return ok(code, 'Redis has no memory limit that it tells of.');
  }
  const share = usedBytes / maxBytes;
  const text = `Redis uses ${Math.round(share * 100)} % of its memory limit.`;
  if (share < highMemory) return ok(code, text);
  return warning(code, `${text} When it is full, nothing can be asked or approved: raise maxmemory.`);
}

function judgeClock({ clockAheadMs }: RedisFacts): Finding {
  const code = 'redis-clock';
  const seconds = Math.round(Math.abs(clockAheadMs) / 1_000);
  if (Math.abs(clockAheadMs) <= maxClockDifferenceMs) {
    return ok(code, `The clocks of this process and of Redis differ by ${seconds} s.`);
  }
  const direction = clockAheadMs > 0 ? 'ahead of' : 'behind';
  const text = `Redis's clock is ${seconds} s ${direction} ours; at most 30 s are safe. Set both by NTP.`;
  return blocker(code, text);
}

async function readConfig(redis: Redis, name: string): Promise<string | undefined> {
  const reply = await ifAllowed(() => redis.config('GET', name));
  const value: unknown = Array.isArray(reply) ? reply[1] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Managed services forbid or rename INFO and CONFIG; that is no outage. */
export async function ifAllowed<Reply>(ask: () => Promise<Reply>): Promise<Reply | undefined> {
  try {
    return await ask();
  } catch (error) {
    const code = replyCode(error);
    if (code === 'NOPERM' || code === 'ERR') return undefined;
    throw error;
  }
}

export function readInfo(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
