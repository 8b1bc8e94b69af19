/** Why a call to a vendor did not give what was asked for. */
export const errorKinds = [
  /** The credential is wrong or revoked. */
  'unauthorized',
  /** The credential is good and may not do this. */
  'forbidden',
  'not-found',
  /** The vendor refuses because of what is there. */
  'conflict',
  /** The vendor refuses now and may accept the same later: a locked project, another operation running. */
  'busy',
  /** The vendor refuses what was sent. */
  'invalid',
  'rate-limited',
  /** Nothing was done: not reached, refused before sending, or a failing read. */
  'unavailable',
  /** A write may or may not have happened: no answer, or one that proves no refusal. Never retried blindly. */
  'indeterminate',
  /** The vendor has shut this endpoint. */
  'retired',
  /** The answer is not what the vendor's document promises; `detail` names the path. */
  'contract',
] as const;
export type ProviderErrorKind = (typeof errorKinds)[number];

export interface ProviderErrorFacts {
  readonly kind: ProviderErrorKind;
  /** What was attempted, for the sentence: `read the backups of cluster “orders-prod”`. */
  readonly action: string;
  /** The vendor's own sentence, or what we saw instead of one. Redacted and bounded. */
  readonly detail: string;
  /** What a person can do about it, one sentence. */
  readonly advice: string;
  /** The vendor's code (`7`, `PERMISSION_DENIED`), or that of the failed connection (`ECONNREFUSED`). */
  readonly code?: string;
  readonly httpStatus?: number;
  /** How long the vendor asked us to wait. */
  readonly retryAfterMs?: number;
  /** The vendor was not asked: other looks come first, and this one finds a place after `retryAfterMs`. */
  readonly crowded?: true;
  /** The vendor's id of the call, for a support ticket. */
  readonly vendorRequestId?: string;
  /** The answer had more bytes than are read; a list may be asked for in smaller pages. */
  readonly tooLarge?: true;
  readonly cause?: unknown;
}

/**
 * The only error a provider throws for something the vendor or the network did. Outside the family: an aborted
 * signal (rejects with the signal's reason) and our own bugs.
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly facts: ProviderErrorFacts;

  constructor(facts: ProviderErrorFacts) {
    super(`could not ${facts.action}: ${facts.detail}`, { cause: facts.cause });
    this.facts = facts;
  }

  get kind(): ProviderErrorKind {
    return this.facts.kind;
  }
}
