import type { Writable } from 'node:stream';
import { ownCode } from '#core/connection-failure.ts';

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

/** nodejs.org/api/errors.html#common-system-errors: why a file cannot be read or written. */
const fileWords: Readonly<Record<string, string>> = {
  EACCES: 'you may not do that there',
  EEXIST: 'it exists, and stays as it is; name another file',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is not a folder',
  EPERM: 'you may not do that there',
  EROFS: 'the disk is read-only',
};

/** What is wrong with a file, for a sentence. */
export function fileReason(error: unknown): string {
  return fileWords[ownCode(error) ?? ''] ?? 'the disk does not let it';
}

/** Whether the reader of our output has gone: `restorebot audit export | head`. */
export function isClosedPipe(error: unknown): boolean {
  return ownCode(error) === 'EPIPE';
}

/** For an error that nobody expects. What it says itself, and its stack, may hold a setting's value. */
export function unforeseen(error: unknown): string {
  if (!(error instanceof Error)) return 'restorebot stopped because of an unexpected error.';
  const code = ownCode(error);
  // Node reads the address when it loads its own client, before any check of ours.
  if (code === 'ERR_PROXY_INVALID_CONFIG') {
    return 'HTTPS_PROXY or HTTP_PROXY is no address of a proxy, such as http://proxy.example:3128. Take spaces, line ends, and quotation marks off it.';
  }
  const place = /\/((?:src|node_modules)\/[\w@./-]+:\d+)/u.exec(error.stack ?? '')?.[1];
  const where = place === undefined ? '' : ` at ${place}`;
  return `restorebot stopped because of an unexpected error (${error.name}${code === undefined ? '' : `, ${code}`})${where}. Report it with this line.`;
}
