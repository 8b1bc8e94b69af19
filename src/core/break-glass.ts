import type { CommandOf, Context } from './commands.ts';
import { accept, base, type Decision, excluded, refuse } from './decision.ts';
import { defined } from './defined.ts';
import { after, dayMs } from './instant.ts';
import { currentAgreement, type RequestIn, type RestoreRequest } from './restore-request.ts';
import { nameDiffers } from './voting.ts';

/** One person starts a restore alone: only where the rule names them, with a reason, and for exactly what they saw. */
export function breakGlass(
  request: RequestIn<'pending-approval'>,
  command: CommandOf<'break-glass'>,
  context: Context,
): Decision {
  if (request.requirement.breakGlass === undefined) return refuse({ code: 'no-break-glass' });
  const barred = excluded(command.entitlement, 'break-glass');
  if (barred !== undefined) return barred;
  const agreement = currentAgreement(request);
  if (command.agreement !== agreement) return refuse({ code: 'outdated' });
  if (command.reason.trim() === '') return refuse({ code: 'reason-missing' });
  const wrong = nameDiffers(request, command.typed);
  if (wrong !== undefined) return wrong;
  const common = base(context, command.by);
  return accept(
    {
      type: 'glass-broken',
      ...common,
      reason: command.reason,
      agreement,
      ...defined({ card: context.card }),
    },
    // Nobody approved it.
    {
      type: 'approved',
      ...base(context),
      on: 'broken-glass',
      dispatchBy: after(context.now, request.requirement.startWithinMs),
    },
  );
}

/** A second person has reviewed it: neither the person who used break-glass nor the requester. */
export function reviewGlass(
  request: RestoreRequest,
  { by, entitlement, note }: CommandOf<'review-glass'>,
  context: Context,
): Decision {
  const { glass, requester } = request;
  if (glass === undefined || glass.review !== undefined) return refuse({ code: 'nothing-to-review' });
  if (by === glass.by || by === requester) return refuse({ code: 'own-glass' });
  if (note.trim() === '') return refuse({ code: 'reason-missing' });
  return (
    excluded(entitlement, 'review-glass') ?? accept({ type: 'glass-reviewed', ...base(context, by), note })
  );
}

/** When reviewers of break-glass are to be notified (again); `undefined`: there is nothing to review. */
export function reviewDue({ glass, requirement }: RestoreRequest): Date | undefined {
  if (glass === undefined || glass.review !== undefined) return undefined;
  const { breakGlass: rule } = requirement;
  return after(glass.remindedAt ?? glass.at, rule?.reviewWithinMs ?? defaultReviewMs);
}

/** For a rule that no longer has a break-glass section. */
const defaultReviewMs = dayMs;

export function remindReview(request: RestoreRequest, context: Context): Decision {
  const due = reviewDue(request);
  if (due === undefined || context.now < due) return refuse({ code: 'not-due' });
  return accept({ type: 'review-reminded', ...base(context) });
}
