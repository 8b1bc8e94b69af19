import { answerLost, openAttempts, type WithAttempts } from './attempts.ts';
import type { CommandOf, Context } from './commands.ts';
import { accept, base, type Decision, excluded, refuse } from './decision.ts';
import { defined } from './defined.ts';
import type { EventOf } from './events.ts';
import type { Known, RequestIn, RestoreRequest, StateOf } from './restore-request.ts';
import { withText } from './stored-reason.ts';
import { plainOf, type Why } from './why.ts';

/* How a request ends without a restore: a person ends it, it expires, or the vendor ends it. */

type EndWithout = EventOf<'denied' | 'cancelled' | 'expired'>;

/**
 * An end without a restore. While the vendor may have an attempt, the request becomes `unknown` instead, and people
 * decide.
 */
export function endWithout(request: WithAttempts, end: EndWithout): Decision {
  const open = openAttempts(request);
  if (open.length === 0) return accept(end);
  const { type, at, commandId, by } = end;
  const who = by === undefined ? {} : { by };
  const stopped = { how: type, ...who, ...reasonOf(end) };
  const known: Known = { ...answerLost(open), stopped };
  return accept({ type: 'became-unknown', at, commandId, ...who, known });
}

export function deny(request: RestoreRequest, command: CommandOf<'deny'>, context: Context): Decision {
  if (command.by === request.requester) return refuse({ code: 'own-request' });
  if (command.reason.trim() === '') return refuse({ code: 'reason-missing' });
  return (
    excluded(command.entitlement) ??
    endWithout(request, { type: 'denied', ...base(context, command.by), reason: command.reason })
  );
}

/** Takes a request back before it is sent: its requester alone. */
export function withdraw(request: RestoreRequest, { by }: CommandOf<'cancel'>, context: Context): Decision {
  if (by !== request.requester) return refuse({ code: 'not-your-request' });
  return endWithout(request, { type: 'cancelled', ...base(context, by) });
}

/** Stops a running one: the requester may, and those who decide, with a reason. */
export function stopRunning(
  request: RestoreRequest,
  { by, entitlement, reason = '' }: CommandOf<'cancel'>,
  context: Context,
): Decision {
  const barred = by === request.requester ? undefined : excluded(entitlement);
  if (barred !== undefined) return barred;
  const given = reason.trim();
  if (by !== request.requester && given === '') return refuse({ code: 'reason-missing' });
  return accept({ type: 'cancel-asked', ...base(context, by), ...(given === '' ? {} : { reason: given }) });
}

/** As somebody typed it, or why the time was over. */
function reasonOf(end: EndWithout): Pick<NonNullable<Known['stopped']>, 'reason' | 'why'> {
  if (end.type === 'denied') return { reason: end.reason };
  if (end.type === 'cancelled') return {};
  return { reason: end.text, ...defined({ why: end.why }) };
}

/**
 * A waiting request has expired. `targetHeld`: another request holds the target, so this one cannot become `unknown`.
 */
export function expire(
  request: WithAttempts,
  why: Why,
  { targetHeld }: Pick<CommandOf<'expire'>, 'targetHeld'>,
  context: Context,
): Decision {
  const ended = { type: 'expired', ...base(context), ...withText(why) } as const;
  if (targetHeld !== true || openAttempts(request).length === 0) return endWithout(request, ended);
  return accept({ type: 'closed', ...base(context), ...withText(why) });
}

/** Our operation ended without a restore. While an earlier attempt may have made another one, people decide. */
export function endOfOperation(
  request: RequestIn<'restoring'>,
  end: EventOf<'failed'> | EventOf<'cancelled-at-vendor'>,
): Decision {
  const open = openAttempts(request);
  if (open.length === 0) return accept(end);
  const known = answerLost(open, [request.state.operationId]);
  return accept({ type: 'became-unknown', at: end.at, commandId: end.commandId, known });
}

/** Why a request that people did not approve is over. */
export function whyExpired({ closed }: StateOf<'pending-approval'>): Why {
  if (closed === undefined) return { code: 'not-approved-in-time' };
  return { code: 'freeze-outlasted', freeze: closed.freeze };
}

/** Why a request that was approved, and never started, is over. */
export function tooLate({ hold }: StateOf<'approved'>): Why {
  return { code: 'not-started-in-time', ...defined({ hold: hold && plainOf(hold) }) };
}
