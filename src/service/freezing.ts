import type { Freezing } from '#core/duty.ts';
import { type Closed, closedBy, closesNext, endsWaiting, type Frozen, frozenBy } from '#core/freeze.ts';
import type { Subject } from '#core/match.ts';
import type { Policy } from '#core/policy.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import type { WhyOf } from '#core/why.ts';
import { subjectOf } from './judgement.ts';

/** The freezes of the configuration. */
export interface Freezes {
  readonly policy: Pick<Policy, 'freezes'>;
}

/** The freeze that keeps a request from starting now. `glass`: somebody starts it alone. */
export function frozenNow(
  { policy }: Freezes,
  request: RestoreRequest,
  now: Date,
  glass = request.glass?.holds === true,
): Frozen | undefined {
  return frozenBy(policy.freezes, subjectOfRequest(request, now), glass);
}

/** What freezes do to a request that waits, as the configuration is now. */
export function freezingOf({ policy }: Freezes, request: RestoreRequest, now: Date): Freezing {
  const { tag } = request.state;
  if (tag !== 'pending-approval' && tag !== 'approved') return {};
  const subject = subjectOfRequest(request, now);
  const endsAt = endsWaiting(policy.freezes, subject, request.glass?.holds === true);
  if (tag === 'approved') return { endsAt };
  const closed = closedBy(policy.freezes, subject);
  return { endsAt, closed, closesAt: closed === undefined ? closesNext(policy.freezes, subject) : undefined };
}

/** Why nobody can approve a request now; `glass`: why nobody can start it alone. */
export function closedNow(
  { policy }: Freezes,
  request: RestoreRequest,
  now: Date,
  glass = false,
): Closed | undefined {
  return closedBy(policy.freezes, subjectOfRequest(request, now), glass);
}

/** Why a request that waited is over. */
export function endedByFreeze({ freeze }: Frozen): WhyOf<'freeze-ends-waiting' | 'start-times-over'> {
  return { code: freeze.effect === 'deny' ? 'freeze-ends-waiting' : 'start-times-over', freeze: freeze.name };
}

/** A request as rules and freezes see it, as it was found when it was asked or planned again. */
export function subjectOfRequest(request: RestoreRequest, now: Date): Subject {
  return subjectOf(request.plan.plan, request, request.channel, now);
}
