import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '#core/ports.ts';

/** Bolt's and socket-mode's own words; their debug lines hold whole payloads and are left out. */
export function boltLogger(log: Log): Logger {
  return {
    debug: () => undefined,
    info: (...args) => log.debug(words(args), 'bolt message'),
    warn: (...args) => log.warn(words(args), 'bolt warning'),
    error: (...args) => log.error(words(args), 'bolt error'),
    getLevel: () => LogLevel.INFO,
    setLevel: () => undefined,
    setName: () => undefined,
  };
}

function words(args: readonly unknown[]): object {
  return { words: args.map(String) };
}
