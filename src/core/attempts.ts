import type { Attempt, Known, RestoreRequest } from './restore-request.ts';
import { withText } from './stored-reason.ts';

/** What tells which attempts are open. */
export type WithAttempts = Pick<RestoreRequest, 'attempts' | 'state'>;

/** Attempts that may be at the vendor: nothing proves that it does not have them, or which operation they became. */
export function openAttempts({ attempts, state }: WithAttempts): readonly Attempt[] {
  const open = attempts.filter(({ proof }) => proof === undefined);
  const hasOperation = 'operationId' in state && state.operationId !== undefined;
  // An older restorebot kept no proof. Where it recorded an operation, that was the last attempt's.
  const unsaid = hasOperation && !attempts.some(({ proof }) => proof === 'accepted');
  return unsaid ? open.slice(0, -1) : open;
}

/** The last attempt, with what proves what became of it. */
export function withProof(
  attempts: RestoreRequest['attempts'],
  proof: Attempt['proof'],
): RestoreRequest['attempts'] {
  const last = attempts.findLastIndex((attempt) => attempt.proof === undefined);
  return proof === undefined
    ? attempts
    : attempts.map((each, at) => (at === last ? { ...each, proof } : each));
}

/** What is known where the vendor's list does not show an attempt: a list that does not show it yet proves nothing. */
export function answerLost(open: readonly Attempt[], candidates: readonly string[] = []): Known {
  const attempts = open.map(({ number }) => number);
  return {
    because: 'answer-lost',
    ...withText({ code: 'no-refusal', attempts }),
    candidates: [...candidates],
  };
}
