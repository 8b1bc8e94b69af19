import { type Logger, LogLevel } from '@slack/web-api';
import type { Log } from '#core/ports.ts';

/** WebClient's own words go to the debug log: the caller knows what a failure means, and says so. */
export function quietLogger(log: Log): Logger {
  const write = (...words: readonly unknown[]) =>
    log.debug({ words: words.map(String) }, 'slack client message');
  return {
    // Debug lines contain request bodies, which must not be logged.
    debug: () => undefined,
    info: write,
    warn: write,
    error: write,
    getLevel: () => LogLevel.INFO,
    setLevel: () => undefined,
    setName: () => undefined,
  };
}
