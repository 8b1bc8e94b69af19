import type { CommandOf } from './commands.ts';
import { explain, type ProviderError, type ProviderErrorKind } from './provider-error.ts';
import type { StateOf } from './restore-request.ts';

/** What mends itself more often than not. */
const passing: ReadonlySet<ProviderErrorKind> = new Set(['unavailable', 'rate-limited', 'indeterminate']);

/**
 * What a look that failed says about following a restore; nothing about the restore. What a person must mend is told
 * at once, what may pass by itself once it has lasted, and never in the middle of trouble that is told already.
 */
export function troubleCommand(
  { trouble }: StateOf<'restoring'>,
  error: ProviderError,
  failingMs: number,
  troubleAfterMs: number,
): CommandOf<'report-trouble'> | undefined {
  const isPassing = passing.has(error.kind);
  if (isPassing && (trouble !== undefined || failingMs < troubleAfterMs)) return undefined;
  // A vendor's sentence may name each call; the kind of error stays the same.
  return { type: 'report-trouble', text: explain(error), cause: isPassing ? 'passing' : error.kind };
}
