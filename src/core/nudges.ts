import type { Context } from './commands.ts';
import { accept, base, type Decision, refuse } from './decision.ts';
import { after } from './instant.ts';
import type { RequestIn } from './restore-request.ts';

/** When those who must act are notified again, and when others are as well; absent: not any more. */
export interface Nudges {
  readonly remindAt: Date | undefined;
  readonly escalateAt: Date | undefined;
}

/** Counted from when this vote began; what would come after its end never comes. */
export function nudgesOf({ state, requirement, escalatedAt }: RequestIn<'pending-approval'>): Nudges {
  // Nobody is reminded of what they cannot do yet.
  if (state.closed !== undefined) return { remindAt: undefined, escalateAt: undefined };
  const { windowMs, remindEveryMs, escalation } = requirement;
  const begin = after(state.expiresAt, -windowMs);
  const inTime = (at: Date) => (at < state.expiresAt ? at : undefined);
  return {
    remindAt:
      remindEveryMs === undefined ? undefined : inTime(after(begin, remindEveryMs * (state.reminders + 1))),
    escalateAt:
      escalation === undefined || escalatedAt !== undefined
        ? undefined
        : inTime(after(begin, escalation.afterMs)),
  };
}

/** One reminder replaces all that were missed. */
export function remind(request: RequestIn<'pending-approval'>, context: Context): Decision {
  const { remindAt } = nudgesOf(request);
  const { remindEveryMs, windowMs } = request.requirement;
  if (remindAt === undefined || remindEveryMs === undefined || context.now < remindAt) {
    return refuse({ code: 'not-due' });
  }
  const sinceBegin = context.now.getTime() - after(request.state.expiresAt, -windowMs).getTime();
  return accept({ type: 'reminded', ...base(context), count: Math.floor(sinceBegin / remindEveryMs) });
}

export function escalate(request: RequestIn<'pending-approval'>, context: Context): Decision {
  const { escalateAt } = nudgesOf(request);
  const { escalation } = request.requirement;
  if (escalateAt === undefined || escalation === undefined || context.now < escalateAt) {
    return refuse({ code: 'not-due' });
  }
  return accept({ type: 'escalated', ...base(context), to: escalation.to });
}
