import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Fingerprint } from './impact.ts';
import { Instant } from './instant.ts';

/** Slack user ids and user group ids; together they are one set of people. */
export const People = z.object({ users: z.array(z.string()), groups: z.array(z.string()) });
export type People = Readonly<z.output<typeof People>>;

/** What the rule that decides demands of one request; fixed when it is asked, compared again at dispatch. */
export const Requirement = z.object({
  /** The rule's name in the configuration. */
  rule: z.string().min(1),
  /** How many distinct approvers other than the requester; 0: nobody needs to agree. */
  quorum: z.int().min(0),
  approvers: People,
  /** How long people have to agree. */
  windowMs: z.int().positive(),
  /** How long after the last vote the restore may still start. */
  startWithinMs: z.int().positive(),
});
export type Requirement = Readonly<z.output<typeof Requirement>>;

/** One person's yes to one agreement. */
export const Vote = z.object({ by: z.string().min(1), at: Instant, agreement: z.string().min(1) });
export type Vote = Readonly<z.output<typeof Vote>>;

/**
 * What exactly a vote agrees to: the plan's digest and what target and backup were like. Sixteen hex digits of
 * SHA-256, short enough to travel in a button.
 */
export function agreementOf(planDigest: string, fingerprint: Fingerprint): string {
  const facts = Object.entries(fingerprint).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([planDigest, facts]))
    .digest('hex')
    .slice(0, 16);
}

/**
 * Whether somebody may decide about a request, found out at the click and again at dispatch. Who could not be
 * looked up may not.
 */
export type Entitlement =
  | { readonly type: 'entitled' }
  | { readonly type: 'refused'; readonly because: Exclusion };

/** Why somebody's word does not count; each has its own sentence. */
export type Exclusion =
  | 'not-in-the-rule'
  | 'deactivated'
  | 'bot'
  | 'guest'
  | 'from-another-workspace'
  | 'nobody-knows-them'
  | 'lookup-failed';

/** Whether the requirements are the same for this plan: the rule's name may change, what it demands may not. */
export function sameDemands(a: Requirement, b: Requirement): boolean {
  const demands = ({ quorum, approvers }: Requirement) =>
    JSON.stringify([quorum, approvers.users.toSorted(), approvers.groups.toSorted()]);
  return demands(a) === demands(b);
}
