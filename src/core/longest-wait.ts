import type { Freeze } from './freeze.ts';
import type { AllowRule, Policy } from './policy.ts';

/**
 * Recovery reads Slack's messages, and a workspace without a paid plan shows those of the last 90 days
 * (slack.com/help/articles/27204752526611): what waits longer could come back from an old record unnoticed.
 */
export const readableMs = 90 * 86_400_000;

/** How long a request of these rules may wait for people and for its start, but for freezes, ms. */
export function longestRuleMs({ rules }: Pick<Policy, 'rules'>): number {
  const allowed = rules.filter((rule): rule is AllowRule => rule.effect === 'allow');
  return Math.max(0, ...allowed.map(({ windowMs, startWithinMs }) => windowMs + startWithinMs));
}

/** How long a request may wait for anything at all, ms; never longer than can be read. */
export function longestWaitMs(policy: Policy): number {
  const holds = policy.freezes.map(longestHoldMs);
  return Math.min(readableMs, longestRuleMs(policy) + Math.max(0, ...holds));
}

/** A year of weeks. */
const mostStretches = 53;

/** How long one freeze may keep a request waiting, ms; no longer than the first stretch that cannot be read. */
export function longestHoldMs({ effect, pending, times }: Freeze): number {
  if (pending === 'end') return 0;
  let longest = 0;
  let next = times.nextAfter(new Date(0));
  for (let seen = 0; next !== undefined && seen < mostStretches && longest <= readableMs; seen += 1) {
    const stretch = times.covering(next);
    if (stretch === undefined) break;
    next = times.nextAfter(stretch.until);
    const until = effect === 'deny' ? stretch.until : next;
    const from = effect === 'deny' ? stretch.from : stretch.until;
    if (until !== undefined) longest = Math.max(longest, until.getTime() - from.getTime());
  }
  return longest;
}
