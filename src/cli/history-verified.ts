import { parseArgs } from 'node:util';
import { loadConfig } from '#config/config.ts';
import { counted } from '#core/amounts.ts';
import { type DatabaseHistory, summaries } from '#core/history-summary.ts';
import { connectRedis } from '#store/connect.ts';
import { createRedisHistory } from '#store/redis-history.ts';
import type { Command } from './command.ts';

/** So many of the newest ended requests are read, as for the metric. */
const most = 2_000;

/** Lists every database with a past by its last verified restore, the one that waits longest first. */
export const historyVerified: Command = {
  name: 'history verified',
  usage: '',
  what: 'lists the last verified restore of each database that was restored, the longest ago first',
  async run(args, { stdout, stderr }) {
    parseArgs({ args: [...args], options: {} });
    const config = loadConfig();
    const { prefix } = config.redis;
    const redis = await connectRedis(config.redis, { name: 'restorebot:cli', onError: () => undefined });
    try {
      const { records, unreadable } = await createRedisHistory({ redis, prefix }).newest({ limit: most });
      const found = summaries(records, new Date()).toSorted(
        (a, b) => a.unverifiedSince.getTime() - b.unverifiedSince.getTime(),
      );
      if (unreadable.length > 0) {
        stderr.write(
          `${counted(unreadable.length, 'restore')} cannot be read and ${unreadable.length === 1 ? 'is' : 'are'} not in this list: ${unreadable.join(', ')}. restorebot history rebuild reads them again from the audit.\n`,
        );
      }
      stdout.write(
        found.length === 0 && unreadable.length === 0
          ? 'No restore has ended yet.\n'
          : found.map((each) => `${lineOf(each)}\n`).join(''),
      );
      return 0;
    } finally {
      redis.disconnect();
    }
  },
};

function lineOf({ connection, database, verifiedAt, unverifiedSince, restores }: DatabaseHistory): string {
  const since = `${unverifiedSince.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const state =
    verifiedAt === undefined ? `never verified, restored since ${since}` : `last verified ${since}`;
  return `${connection} ${database.name}: ${state}, restores: ${restores.length}`;
}
