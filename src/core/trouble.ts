import type { CommandOf, Context } from './commands.ts';
import { accept, base, type Decision } from './decision.ts';
import type { ProviderError, ProviderErrorKind } from './provider-error.ts';
import type { Trouble } from './restore-request.ts';
import { isSameReason, withText } from './stored-reason.ts';
import { callFailed } from './why.ts';

/** Errors that usually recover without a person. */
const passing: ReadonlySet<ProviderErrorKind> = new Set(['unavailable', 'rate-limited', 'indeterminate']);

/** A state in which the vendor is looked at. */
interface Looking {
  readonly trouble?: Trouble | undefined;
}

/**
 * What a look that failed says about following a restore; nothing about the restore. What a person must fix is
 * announced at once, what may recover only after it has lasted. Trouble that was announced is not announced again.
 */
export function troubleCommand(
  { trouble }: Looking,
  error: ProviderError,
  failingMs: number,
  troubleAfterMs: number,
): CommandOf<'report-trouble'> | undefined {
  const isPassing = passing.has(error.kind);
  if (isPassing && (trouble !== undefined || failingMs < troubleAfterMs)) return undefined;
  // A vendor's sentence may name each call; the kind of error stays the same.
  return { type: 'report-trouble', why: callFailed(error), cause: isPassing ? 'passing' : error.kind };
}

/** The same trouble is announced once, even if the vendor words it differently. */
export function reportTrouble(
  { trouble }: Looking,
  { why, cause }: CommandOf<'report-trouble'>,
  context: Context,
): Decision {
  if (trouble?.cause === cause || isSameReason(trouble, why)) return accept();
  return accept({ type: 'trouble-began', ...base(context), ...withText(why), cause });
}

export function reportRecovery({ trouble }: Looking, context: Context): Decision {
  return trouble === undefined ? accept() : accept({ type: 'trouble-ended', ...base(context) });
}
