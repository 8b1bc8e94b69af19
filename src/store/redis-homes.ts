import type { Redis } from 'ioredis';
import type { Homes } from '#core/homes.ts';
import { whileAvailable } from './availability.ts';
import { keysOf } from './keys.ts';

/** So many people's home tabs are kept up to date: those who opened theirs last. */
const most = 200;

/** Who has opened the home tab, and what it shows, for all processes. */
export function createRedisHomes({
  redis,
  prefix,
}: {
  readonly redis: Redis;
  readonly prefix: string;
}): Homes {
  const { opened, drawn } = keysOf(prefix).homes;
  return {
    async open(user, at, sequence) {
      await whileAvailable(() =>
        redis.multi().zadd(opened, at.getTime(), user).zadd(drawn, sequence, user).exec(),
      );
    },
    outdated: (since, sequence) =>
      whileAvailable(async () => {
        const gone = await redis.zrange(opened, '-inf', `(${since.getTime()}`, 'BYSCORE');
        if (gone.length > 0) {
          await redis
            .multi()
            .zrem(opened, ...gone)
            .zrem(drawn, ...gone)
            .exec();
        }
        const users = await redis.zrange(
          opened,
          '+inf',
          String(since.getTime()),
          'BYSCORE',
          'REV',
          'LIMIT',
          0,
          most,
        );
        if (users.length === 0) return [];
        const shown = await redis.zmscore(drawn, ...users);
        return users.filter((_, at) => Number(shown[at] ?? 0) < sequence);
      }),
    claim: (user, sequence) =>
      whileAvailable(async () => (await redis.zadd(drawn, 'GT', 'CH', sequence, user)) === 1),
    async release(user) {
      await whileAvailable(() => redis.zadd(drawn, 'XX', 0, user));
    },
  };
}
