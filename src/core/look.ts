import { z } from 'zod';
import { Instant } from './instant.ts';

/**
 * The newest look at the vendor. Written without a version, an event or an audit entry, because most looks find
 * nothing new; lost without harm.
 */
export const Look = z.object({
  /** What was looked at (`stateKey`); a look of an earlier state says nothing about this one. */
  of: z.string(),
  at: Instant,
  /** When the next one is due. */
  next: Instant,
  /** How many looks this state has had, this one included. */
  count: z.int(),
  fraction: z.number().optional(),
  /** What the vendor says of it, as text. */
  detail: z.string(),
  /** Since when looks fail without a good one between. */
  failingSince: Instant.optional(),
  /** Since when the vendor's fraction has not changed; absent where it moves, or there is none. */
  stillSince: Instant.optional(),
  /** How many looks in a row did not find the operation, this one included. */
  gone: z.int().positive().optional(),
  /** When the vendor's newest backup was taken, where it is newer than the plan's. */
  newerBackup: Instant.optional(),
  /** The audit knew more about the request than its record did; no event can say so. */
  olderThanAudit: z.literal(true).optional(),
  /** What the provider wants to be told at the next look. */
  mark: z.string().optional(),
});
export type Look = Readonly<z.output<typeof Look>>;

/** When somebody would like to look at a restore again. */
export interface LookWish {
  readonly now: Date;
  /** Until then it is counted among those that are looked at on its connection. */
  readonly until: Date;
  /** It is looked at then, unless so many are looked at that they stand in line. */
  readonly earliest: Date;
  /** How far apart those in line are, ms. A line begins where all of them would not find room before `earliest`. */
  readonly gapMs: number;
  /** It stands in line in any case: there was no room for it. */
  readonly inLine: boolean;
}
