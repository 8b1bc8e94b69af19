import type { Redis } from 'ioredis';
import { blocker, type Finding, warning } from '#core/finding.ts';
import { whileAvailable } from './availability.ts';

type Command = readonly [name: string, ...args: string[]];

/**
 * One call of each command that the record and BullMQ's scripts need (a script has no more permissions than its user),
 * on one key that holds a text: most are of another type, so they change nothing.
 */
export function commandsOn(key: string): readonly Command[] {
  return [
    ['SET', key, '', 'PX', '5000'],
    ['GET', key],
    ['INCR', key],
    ['EXISTS', key],
    ['TYPE', key],
    ['PERSIST', key],
    ['PEXPIRE', key, '5000'],
    ['PTTL', key],
    ['SCAN', '0', 'COUNT', '1'],
    ['TIME'],
    ['EVAL', 'return 1', '0'],
    ['EVALSHA', '0'.repeat(40), '0'],
    ['HSET', key, 'a', 'b'],
    ['HMSET', key, 'a', 'b'],
    ['HSETNX', key, 'a', 'b'],
    ['HGET', key, 'a'],
    ['HGETALL', key],
    ['HMGET', key, 'a'],
    ['HEXISTS', key, 'a'],
    ['HDEL', key, 'a'],
    ['HINCRBY', key, 'a', '1'],
    ['HINCRBYFLOAT', key, 'a', '1'],
    ['LPUSH', key, 'a'],
    ['RPUSH', key, 'a'],
    ['LPOP', key],
    ['RPOP', key],
    ['RPOPLPUSH', key, key],
    ['LINDEX', key, '0'],
    ['LLEN', key],
    ['LRANGE', key, '0', '0'],
    ['LREM', key, '0', 'a'],
    ['LTRIM', key, '0', '0'],
    ['LPOS', key, 'a'],
    ['SADD', key, 'a'],
    ['SREM', key, 'a'],
    ['SCARD', key],
    ['SISMEMBER', key, 'a'],
    ['SMEMBERS', key],
    ['ZADD', key, '0', 'a'],
    ['ZREM', key, 'a'],
    ['ZCARD', key],
    ['ZCOUNT', key, '0', '0'],
    ['ZSCORE', key, 'a'],
    ['ZMSCORE', key, 'a'],
    ['ZRANGE', key, '0', '0'],
    ['ZRANGEBYSCORE', key, '0', '0'],
    ['ZREVRANGE', key, '0', '0'],
    ['ZREVRANGEBYSCORE', key, '0', '0'],
    ['ZREMRANGEBYSCORE', key, '0', '0'],
    ['ZPOPMIN', key],
    ['BZPOPMIN', key, '1'],
    ['XADD', key, '*', 'a', 'b'],
    ['XTRIM', key, 'MAXLEN', '1'],
    ['PEXPIREAT', key, '0'],
    ['UNLINK', key],
    ['DEL', key],
    ['MULTI'],
    ['EXEC'],
  ];
}

/** What the user of a Redis may not do, for somebody who grants it. */
export interface RedisAccess {
  /** Commands by name that would fail for ever. */
  readonly forbidden: readonly string[];
  readonly keysForbidden: boolean;
  /** Whether `INFO` is allowed; without it Redis does not say when it was started again. */
  readonly info: boolean;
}

/** Tries what is needed. Throws `StoreUnavailable` where Redis does not answer. */
export async function readRedisAccess(redis: Redis, prefix: string): Promise<RedisAccess> {
  return whileAvailable(async () => {
    const commands: readonly Command[] = [['INFO', 'server'], ...commandsOn(`${prefix}:probe`)];
    const replies = await redis.pipeline(commands.map((command) => ['call', ...command])).exec();
    const errors = commands.map(([name], at) => ({ name, error: replies?.[at]?.[0] ?? undefined }));
    const refused = errors.filter(({ name, error }) => isForbidden(name, error));
    const aboutKeys = refused.filter(({ error }) => error?.message.includes('key') === true);
    const forbidden = refused.filter((one) => !aboutKeys.includes(one)).map(({ name }) => name);
    return {
      forbidden: forbidden.filter((name) => name !== 'INFO'),
      keysForbidden: aboutKeys.length > 0,
      info: !forbidden.includes('INFO'),
    };
  });
}

/** A service that renames a command away says that it does not know it; an embedded Redis lacks some, and works. */
function isForbidden(name: string, error: Error | undefined): boolean {
  if (error === undefined) return false;
  // EXEC says it as `EXECABORT … because of: NOPERM …`.
  if (/^(?:EXECABORT .*)?NOPERM /u.test(error.message)) return true;
  return name.startsWith('EVAL') && /unknown command/iu.test(error.message);
}

export function judgeAccess(
  { forbidden, keysForbidden, info }: RedisAccess,
  prefix: string,
): readonly Finding[] {
  const code = 'redis-permissions';
  const rights = forbidden.map((name) => `+${name.toLowerCase()}`).join(' ');
  const commands = `The Redis user may not run ${forbidden.join(', ')}: ${grant(rights)}.`;
  const keys = `The Redis user may not use the keys that begin with ${prefix}: ${grant(`~${prefix}*`)}.`;
  const noInfo = `The Redis user may not run INFO, so restorebot does not notice when an older copy of the record is put back: ${grant('+info')}.`;
  return [
    ...(forbidden.length === 0 ? [] : [blocker(code, commands)]),
    ...(keysForbidden ? [blocker(code, keys)] : []),
    ...(info ? [] : [warning(code, noInfo)]),
  ];
}

function grant(what: string): string {
  return `grant it with ACL SETUSER <user> ${what}`;
}
