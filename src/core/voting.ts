import type { CommandOf, Context } from './commands.ts';
import { accept, base, type Decision, excluded, refuse } from './decision.ts';
import { isDestructive } from './impact.ts';
import { after } from './instant.ts';
import { currentAgreement, type RequestIn, type RestoreRequest } from './restore-request.ts';

export function approve(
  request: RequestIn<'pending-approval'>,
  command: CommandOf<'approve'>,
  context: Context,
): Decision {
  const { state, requirement } = request;
  if (command.by === request.requester) return refuse({ code: 'own-request' });
  const barred = excluded(command.entitlement);
  if (barred !== undefined) return barred;
  if (state.votes.some((vote) => vote.by === command.by)) return refuse({ code: 'already-voted' });
  const agreement = currentAgreement(request);
  if (command.agreement !== agreement) return refuse({ code: 'outdated' });
  const { name, id } = request.plan.plan.target;
  if (isDestructive(request.impact) && command.typed !== name && command.typed !== id) {
    return refuse({ code: 'wrong-name', expected: name, typed: command.typed ?? '' });
  }
  const common = base(context, command.by);
  const cast = {
    type: 'vote-cast',
    ...common,
    vote: { by: command.by, at: context.now, agreement },
  } as const;
  if (state.votes.length + 1 < requirement.quorum) return accept(cast);
  return accept(cast, {
    type: 'approved',
    ...common,
    dispatchBy: after(context.now, requirement.startWithinMs),
  });
}

export function withdrawVote(
  request: RequestIn<'pending-approval'> | RequestIn<'approved'>,
  command: CommandOf<'withdraw-vote'>,
  context: Context,
): Decision {
  if (!request.state.votes.some((vote) => vote.by === command.by))
    return refuse({ code: 'no-vote-of-yours' });
  const { state } = request;
  const expiresAt =
    state.tag === 'pending-approval' ? state.expiresAt : after(context.now, request.requirement.windowMs);
  return accept({ type: 'vote-withdrawn', ...base(context, command.by), expiresAt });
}

export function deny(request: RestoreRequest, command: CommandOf<'deny'>, context: Context): Decision {
  if (command.by === request.requester) return refuse({ code: 'own-request' });
  if (command.reason.trim() === '') return refuse({ code: 'reason-missing' });
  return (
    excluded(command.entitlement) ??
    accept({ type: 'denied', ...base(context, command.by), reason: command.reason })
  );
}

export function cancel(request: RestoreRequest, command: CommandOf<'cancel'>, context: Context): Decision {
  return mayCancel(request, command) ?? accept({ type: 'cancelled', ...base(context, command.by) });
}

/** The requester always may; an approver may. */
export function mayCancel(request: RestoreRequest, command: CommandOf<'cancel'>): Decision | undefined {
  return command.by === request.requester ? undefined : excluded(command.entitlement);
}
