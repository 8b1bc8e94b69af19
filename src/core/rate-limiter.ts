/** A budget of calls that every process of restorebot shares, one for each connection. */
export interface RateLimiter {
  /**
   * Waits for the next free place, then takes it. A look takes from half of the budget, so that asking, approving
   * and submitting always find room. Rejects with the signal's reason when given up.
   */
  take(call: {
    readonly connection: string;
    readonly use: 'act' | 'look';
    readonly signal: AbortSignal;
  }): Promise<void>;
  /** Nobody calls this connection before `ms` milliseconds have passed: the vendor asked for it. */
  pause(connection: string, ms: number): Promise<void>;
}
