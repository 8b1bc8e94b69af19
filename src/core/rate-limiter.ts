/** A budget of calls that every process of restorebot shares, one for each connection. */
export interface RateLimiter {
  /**
   * Takes the next free place and waits until it comes. A look takes from half of the budget, so that asking, approving
   * and submitting always find room; where many wait already it takes nothing and rejects with `Crowded`. Rejects with
   * the signal's reason when given up; the place is free again then.
   */
  take(call: {
    readonly connection: string;
    readonly use: 'act' | 'look';
    readonly signal: AbortSignal;
  }): Promise<void>;
  /** Nobody calls this connection before `ms` milliseconds have passed: the vendor asked for it. */
  pause(connection: string, ms: number): Promise<void>;
}

/** Too many looks wait for a place: one that waits here keeps a worker from everything else. */
export class Crowded extends Error {
  override readonly name = 'Crowded';
  /** When a place will be free, if nobody else takes it. */
  readonly ms: number;

  constructor(ms: number) {
    super(`the next place is free in ${ms} ms`);
    this.ms = ms;
  }
}

/** For a command that calls each vendor a few times: it needs no share of the budget that the processes keep. */
export const unlimited: RateLimiter = { take: () => Promise.resolve(), pause: () => Promise.resolve() };
