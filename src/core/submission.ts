import { defined } from './defined.ts';
import type { ProviderError, ProviderErrorKind } from './provider-error.ts';
import type { Duplicate, FindResult } from './provider.ts';
import type { FailureReason, Known } from './restore-request.ts';
import { withText } from './stored-reason.ts';
import { callFailed, type Why } from './why.ts';

/** No more than this many tries to submit one request, whatever the vendor answers. */
const maxAttempts = 3;

/**
 * Clocks of vendors and ours differ: what was created this long before a request was asked may still belong to it.
 * Milliseconds.
 */
export const lookBackMs = 5 * 60_000;

/** What an error of a submission means. */
export type SubmissionFailure =
  /** The vendor may have it: find before anything else. */
  | { readonly type: 'lost'; readonly why: Why }
  /** The vendor certainly has nothing of this attempt, and the same request may be accepted later. */
  | {
      readonly type: 'not-accepted';
      readonly why: Why;
      readonly proof: 'refused' | 'not-sent';
      /** When the vendor says it may be accepted, where it says so. */
      readonly retryAfterMs?: number;
    }
  /** The vendor refused, and would refuse again. */
  | { readonly type: 'refused'; readonly reason: FailureReason };

/** The attempts before this one: none, only ones that the vendor certainly does not have, or one that it may have. */
export type Earlier = 'none' | 'proven' | 'open';

type Fates = Readonly<Record<Earlier, SubmissionFailure['type']>>;

const looks: Fates = { none: 'lost', proven: 'lost', open: 'lost' };
const waits: Fates = { none: 'not-accepted', proven: 'not-accepted', open: 'not-accepted' };
/** A no to a later attempt ends nothing while an earlier one is open. */
const ends: Fates = { none: 'refused', proven: 'refused', open: 'lost' };

/**
 * What becomes of a request, by what the vendor answered and by what is known of the attempts before. On a later
 * attempt, what is in the way may be our own restore. docs/adding-a-provider.md is generated from it.
 */
export const fates: Readonly<Record<ProviderErrorKind, Fates>> = {
  unauthorized: ends,
  forbidden: ends,
  'not-found': ends,
  conflict: { none: 'refused', proven: 'lost', open: 'lost' },
  busy: { none: 'not-accepted', proven: 'lost', open: 'lost' },
  invalid: ends,
  'rate-limited': waits,
  unavailable: waits,
  indeterminate: looks,
  retired: ends,
  contract: looks,
};

/** Reads an error of a submission. */
export function readSubmissionError(error: ProviderError, earlier: Earlier): SubmissionFailure {
  const why = callFailed(error);
  const { kind } = error;
  const type = fates[kind][earlier];
  switch (type) {
    case 'lost':
      return { type, why };
    case 'refused':
      return { type, reason: { code: 'refused-by-vendor', ...withText(why) } };
    case 'not-accepted': {
      const proof = kind === 'unavailable' ? 'not-sent' : 'refused';
      const { retryAfterMs } = error.facts;
      return { type, why, proof, ...(kind === 'rate-limited' ? defined({ retryAfterMs }) : {}) };
    }
  }
}

/** What a find at the vendor says about one attempt. */
export type FindVerdict =
  | { readonly type: 'adopt'; readonly operationId: string }
  | { readonly type: 'undetermined'; readonly known: Known }
  /** Nothing yet; read again. */
  | { readonly type: 'read-again' }
  /** Nothing, often enough: another attempt is allowed, because the vendor refuses a second one. */
  | { readonly type: 'not-there' };

interface FindFacts {
  readonly result: FindResult;
  /** Operations that existed before the attempt, and those recorded for other requests. */
  readonly notOurs: ReadonlySet<string>;
  readonly readsSoFar: number;
  readonly readsNeeded: number;
  readonly duplicate: Duplicate;
  /** Attempts that the vendor may have, this one included. */
  readonly attempts: number;
}

/** Judges one read of the vendor's operations after an attempt whose answer did not reach us. */
export function judgeFind(facts: FindFacts): FindVerdict {
  const { result, notOurs, duplicate } = facts;
  if (result.type === 'undecidable') {
    return undetermined('undecidable', { code: 'undecidable', detail: result.reason });
  }
  const ours = result.operations.map((found) => found.operationId).filter((id) => !notOurs.has(id));
  const [first, ...more] = ours;
  if (first !== undefined && more.length === 0) return { type: 'adopt', operationId: first };
  if (first !== undefined) {
    return undetermined('several-match', { code: 'several-match', count: ours.length }, ours);
  }
  if (facts.readsSoFar < facts.readsNeeded) return { type: 'read-again' };
  if (duplicate === 'acts') {
    return undetermined('answer-lost', { code: 'not-in-list-yet' });
  }
  if (facts.attempts >= maxAttempts) {
    return undetermined('answer-lost', { code: 'answers-lost', times: facts.attempts });
  }
  return { type: 'not-there' };
}

function undetermined(because: Known['because'], why: Why, candidates: readonly string[] = []): FindVerdict {
  return { type: 'undetermined', known: { because, ...withText(why), candidates: [...candidates] } };
}
