import { z } from 'zod';
import { Finding, type Impact } from './impact.ts';

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

/** The same in the record, with the vendor's name as people know it (`MongoDB Atlas`). */
export const RecordedVerification = z.object({
  outcome: z.enum(['passed', 'failed', 'not-possible']),
  findings: z.array(Check),
  vendor: z.string().optional(),
});
export type RecordedVerification = Readonly<z.output<typeof RecordedVerification>>;

/**
 * How a restore that the vendor reports as done has ended. A fourth end, restored and verified, needs a check that
 * reads data from the target, and no provider has one.
 */
export type GoodEnd = 'download-ready' | 'restored' | 'check-failed';

/** The end that a verification stands for; one of an older version says the same. */
export function goodEndOf({ outcome }: Pick<RecordedVerification, 'outcome'>, impact: Impact): GoodEnd {
  if (outcome === 'failed') return 'check-failed';
  return impact.type === 'download' ? 'download-ready' : 'restored';
}
