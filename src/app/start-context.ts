import type { Logger } from 'pino';
import type { Config } from '#config/config.ts';
import type { Around } from './around.ts';

/** `bot`: listens to Slack. `worker`: does the work. Any number of each may run at once. */
export const roles = ['bot', 'worker', 'all'] as const;
export type Role = (typeof roles)[number];

/** What each step of the start is given. */
export interface Starting {
  readonly config: Config;
  readonly role: Role;
  readonly log: Logger;
  readonly around: Around;
  /** Holds what was opened; closes it in reverse. */
  readonly stack: AsyncDisposableStack;
  /** Called when the supervisor should restart this process; the log says why. */
  readonly exit: () => void;
}

/** Milliseconds that only ever grow, whatever is done to the clock. */
export function monotonicMs(): number {
  return performance.now();
}
