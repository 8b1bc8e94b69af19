import { endsWaiting, type Frozen, frozenBy } from '#core/freeze.ts';
import type { Subject } from '#core/match.ts';
import type { Policy } from '#core/policy.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { subjectOf } from './judgement.ts';

interface Freezing {
  readonly policy: Pick<Policy, 'freezes'>;
}

/** The freeze that keeps a request from starting now. `glass`: somebody starts it alone. */
export function frozenNow(
  { policy }: Freezing,
  request: RestoreRequest,
  now: Date,
  glass = request.glass?.holds === true,
): Frozen | undefined {
  return frozenBy(policy.freezes, subjectOfRequest(request, now), glass);
}

/** When a freeze ends a request that waits; absent: none will, as the configuration is now. */
export function endsAtOf({ policy }: Freezing, request: RestoreRequest, now: Date): Date | undefined {
  const { tag } = request.state;
  if (tag !== 'pending-approval' && tag !== 'approved') return undefined;
  return endsWaiting(policy.freezes, subjectOfRequest(request, now), request.glass?.holds === true);
}

/** Why a request that waited is over, for its card. */
export function endedByFreeze({ freeze }: Frozen): string {
  return freeze.effect === 'deny'
    ? `The freeze “${freeze.name}” began, and it ends what waits. Ask again after it.`
    : `The time in which restores may start (“${freeze.name}”) is over, and that ends what waits. Ask again in the next.`;
}

/** A request as rules and freezes see it, as it was found when it was asked or planned anew. */
export function subjectOfRequest(request: RestoreRequest, now: Date): Subject {
  return subjectOf(request.plan.plan, request, request.channel, now);
}
