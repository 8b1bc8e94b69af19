import type { CommandOf, Context } from './commands.ts';
import { accept, base, type Decision } from './decision.ts';
import type { EventOf } from './events.ts';
import type { Attempt, Known, RequestIn, RestoreRequest } from './restore-request.ts';
import { withText } from './stored-reason.ts';
import type { Why } from './why.ts';

type WithAttempts = Pick<RestoreRequest, 'attempts' | 'state'>;

/** Attempts that may be at the vendor: nothing proves that it does not have them, or which operation they became. */
export function openAttempts({ attempts, state }: WithAttempts): readonly Attempt[] {
  const open = attempts.filter(({ proof }) => proof === undefined);
  const hasOperation = 'operationId' in state && state.operationId !== undefined;
  // An older restorebot kept no proof. Where it recorded an operation, that was the last attempt's.
  const unsaid = hasOperation && !attempts.some(({ proof }) => proof === 'accepted');
  return unsaid ? open.slice(0, -1) : open;
}

/** The last attempt, with what proves what became of it. */
export function withProof(
  attempts: RestoreRequest['attempts'],
  proof: Attempt['proof'],
): RestoreRequest['attempts'] {
  const last = attempts.findLastIndex((attempt) => attempt.proof === undefined);
  return proof === undefined
    ? attempts
    : attempts.map((each, at) => (at === last ? { ...each, proof } : each));
}

type EndWithout = EventOf<'denied' | 'cancelled' | 'expired'>;

/** An end without a restore. While an attempt may be at the vendor it is none: people decide then, as for any other one. */
export function endWithout(request: WithAttempts, end: EndWithout): Decision {
  const open = openAttempts(request);
  if (open.length === 0) return accept(end);
  const { type, at, commandId, by } = end;
  const who = by === undefined ? {} : { by };
  const stopped = { how: type, ...who, ...reasonOf(end) };
  const known: Known = { ...answerLost(open), stopped };
  return accept({ type: 'became-unknown', at, commandId, ...who, known });
}

/** What is known where the vendor's list does not show an attempt: a list that does not show it yet proves nothing. */
export function answerLost(open: readonly Attempt[], candidates: readonly string[] = []): Known {
  const attempts = open.map(({ number }) => number);
  return {
    because: 'answer-lost',
    ...withText({ code: 'no-refusal', attempts }),
    candidates: [...candidates],
  };
}

/** As somebody typed it, or why the time was over. */
function reasonOf(end: EndWithout): Pick<NonNullable<Known['stopped']>, 'reason' | 'why'> {
  if (end.type === 'denied') return { reason: end.reason };
  if (end.type === 'cancelled') return {};
  return { reason: end.text, ...(end.why === undefined ? {} : { why: end.why }) };
}

/** The time of what waits is over. `targetHeld`: another request has the target, so that this one cannot wait for people. */
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
