import { parseArgs } from 'node:util';
import { counted } from '#core/amounts.ts';
import { rebuildHistory } from '#service/history.ts';
import { createRedisHistory } from '#store/redis-history.ts';
import type { Command } from './command.ts';
import { withAudit } from './with-audit.ts';

/** Adds to the history what the audit knows and the history lacks. */
export const historyRebuild: Command = {
  name: 'history rebuild',
  usage: '',
  what: 'adds to the history of restores what the audit holds and the history lacks or cannot read; changes nothing else',
  async run(args, streams) {
    parseArgs({ args: [...args], options: {} });
    const { found, added, unreadable } = await withAudit(
      streams,
      async ({ audit, signer }, { config, redis }) =>
        rebuildHistory(
          { audit, signer, history: createRedisHistory({ redis, prefix: config.redis.prefix }) },
          config.retention.history,
        ),
    );
    const left =
      unreadable === 0
        ? ''
        : ` Left out: ${counted(unreadable, 'request')} whose first audit entries are gone, do not verify, or are of another version.`;
    streams.stdout.write(
      `The audit holds ${counted(found, 'ended request')}; ${added} ${added === 1 ? 'was' : 'were'} added to the history.${left}\n`,
    );
    return 0;
  },
};
