import { z } from 'zod';
import { CheckResult, type Passed } from './data-check.ts';
import { Finding } from './finding.ts';
import type { Impact } from './impact.ts';

/**
 * What a provider's check looked at: the vendor's status of the target, its list of what is there, or how many there
 * are; `nothing`: it could not look. None of these is the data. That is why no provider can call a restore verified:
 * there is no value for it here.
 */
export const Looked = z.enum(['status', 'list', 'counts', 'nothing']);
export type Looked = z.output<typeof Looked>;

/** One check of a restored target; `looked` is absent where an older restorebot wrote it. */
export const Check = Finding.extend({ looked: Looked.optional() });
export type Check = Readonly<z.output<typeof Check>>;

/** What a provider says of a restored target: a check with what it looked at, or something else worth knowing. */
export type ProviderCheck = Finding &
  ({ readonly looked: Looked } | { readonly level: 'warning'; readonly looked?: never });

/** What a provider found of a restored target. */
export interface Verification {
  /** `passed`: nothing that the vendor shows contradicts its report of success. `not-possible`: a look failed. */
  readonly outcome: 'passed' | 'failed' | 'not-possible';
  readonly findings: readonly ProviderCheck[];
}

/**
 * The same in the record, with the vendor's name as people know it (`MongoDB Atlas`), and what the configuration's
 * own checks found in the data; `checks` is absent where there were none, or an older restorebot wrote it.
 */
export const RecordedVerification = z.object({
  outcome: z.enum(['passed', 'failed', 'not-possible']),
  findings: z.array(Check),
  vendor: z.string().optional(),
  checks: z.array(CheckResult).optional(),
});
export type RecordedVerification = Readonly<z.output<typeof RecordedVerification>>;

/**
 * How a restore that the vendor reports as done has ended. There is no verified end without a check that read data,
 * and no such check without what it saw.
 */
export type GoodEnd =
  | { readonly type: 'download-ready' }
  | { readonly type: 'restored' }
  | { readonly type: 'verified'; readonly read: readonly [Passed, ...Passed[]] }
  | { readonly type: 'check-failed' };

/** The end that a verification stands for; one of an older version says the same. */
export function goodEndOf(
  { outcome, checks = [] }: Pick<RecordedVerification, 'outcome' | 'checks'>,
  impact: Impact,
): GoodEnd {
  if (outcome === 'failed' || checks.some(({ result }) => result === 'failed')) {
    return { type: 'check-failed' };
  }
  if (impact.type === 'download') return { type: 'download-ready' };
  const [first, ...more] = checks.filter((check): check is Passed => check.result === 'passed');
  return first === undefined ? { type: 'restored' } : { type: 'verified', read: [first, ...more] };
}
