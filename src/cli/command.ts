import type { Writable } from 'node:stream';

/** Where a command of the command line writes. */
export interface Streams {
  /** What was asked for, and nothing else: it may be piped on. */
  readonly stdout: Writable;
  /** What a person should read. */
  readonly stderr: Writable;
}

/** One command of the command line: `audit verify`. */
export interface Command {
  /** The words it is called by, which no other command begins with. */
  readonly name: string;
  /** What may come after the name. */
  readonly usage: string;
  /** One sentence for the help. */
  readonly what: string;
  /**
   * Resolves to the exit code. `args` are those after the name. Throws `UsageError`, `ConfigError` or
   * `StoreUnavailable` where a sentence is all that a person needs; anything else is a bug.
   */
  run(args: readonly string[], streams: Streams): Promise<number>;
}

/** The command line cannot be understood; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What went wrong, for a sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
