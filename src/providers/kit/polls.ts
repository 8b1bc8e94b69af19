import { ProviderError } from '#core/provider-error.ts';
import type { Poll } from '#core/provider.ts';
import { onRefusal } from './reads.ts';

/** A look at an operation; one that the vendor no longer knows is gone. `what` it no longer knows: `restore 7f…`. */
export function orGonePoll(vendor: string, what: string, look: Promise<Poll>): Promise<Poll> {
  return onRefusal(['not-found'], look, ({ detail }) => ({
    type: 'gone',
    detail: `${vendor} no longer knows ${what} (${detail})`,
  }));
}

/** A word that nobody knows concludes nothing, and somebody must look. */
export function strangeStatus(
  vendor: string,
  status: string,
  why = 'a status that restorebot does not know',
): Poll {
  const word = status.slice(0, 60);
  return {
    type: 'running',
    detail: `Status at ${vendor}: ${word}.`,
    alarm: `${vendor} says ${word}, ${why}.`,
  };
}

/** The part that is done, of a number that is `whole` at the end. The first and the last number say nothing. */
export function fractionOf(done: number | null | undefined, whole: number): number | undefined {
  return typeof done === 'number' && done > 0 && done < whole ? done / whole : undefined;
}

/** An answer about another operation must not end ours; `detail` says what is not ours. */
export function notOurs(action: string, detail: string, advice: string): ProviderError {
  return new ProviderError({ kind: 'contract', action, detail, advice });
}
