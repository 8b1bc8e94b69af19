import { annotate, keepSecrets } from './annotations.ts';
import { openAttempts } from './attempts.ts';
import { breakGlass } from './break-glass.ts';
import type { Command, CommandOf, Context } from './commands.ts';
import { accept, base, type Decision, excluded, refuse } from './decision.ts';
import { defined } from './defined.ts';
import { deny, endOfOperation, expire, stopRunning, tooLate, whyExpired, withdraw } from './ending.ts';
import { holdBack } from './gate.ts';
import { after, earliest } from './instant.ts';
import { escalate, remind } from './nudges.ts';
import { endedBy, isIn, type RequestIn, type RestoreRequest } from './restore-request.ts';
import { recordSetback } from './setback.ts';
import { isSameReason, withText } from './stored-reason.ts';
import { takeOver } from './take-over.ts';
import { reportRecovery, reportTrouble } from './trouble.ts';
import {
  approve,
  closeApprovals,
  acknowledge,
  isAgreed,
  openApprovals,
  replan,
  voidVotes,
  withdrawVote,
} from './voting.ts';

/** What a command does to a request, decided from the two and the context alone. */
export function decide(request: RestoreRequest, command: Command, context: Context): Decision {
  return (
    annotate(request, command, context) ??
    keepSecrets(request, command, context, decideInState(request, command, context))
  );
}

function decideInState(request: RestoreRequest, command: Command, context: Context): Decision {
  if (command.type === 'leave-undetermined' && (command.version ?? request.version) !== request.version)
    return refuse({ code: 'outdated' });
  if (isIn(request, 'pending-approval')) return pending(request, command, context);
  if (isIn(request, 'approved')) return approved(request, command, context);
  if (isIn(request, 'submitting')) return submitting(request, command, context);
  if (isIn(request, 'restoring')) return restoring(request, command, context);
  if (isIn(request, 'verifying')) return verifying(request, command, context);
  if (isIn(request, 'unknown')) return unknown(request, command, context);
  return refuse({ code: 'ended', state: request.state.tag, ...endedBy(request.state) });
}

function pending(request: RequestIn<'pending-approval'>, command: Command, context: Context): Decision {
  const { state } = request;
  const over = context.now >= state.expiresAt;
  switch (command.type) {
    case 'approve':
      return over ? refuse({ code: 'window-over' }) : approve(request, command, context);
    case 'break-glass':
      return over ? refuse({ code: 'window-over' }) : breakGlass(request, command, context);
    case 'close-approvals':
      return closeApprovals(request, command, context);
    case 'open-approvals':
      return openApprovals(request, command, context);
    case 'remind':
      return remind(request, context);
    case 'escalate':
      return escalate(request, context);
    case 'use-newer-backup':
      return over ? refuse({ code: 'window-over' }) : replan(request, command, context);
    case 'end-for-freeze':
      return expire(request, command.why, command, context);
    case 'acknowledge':
      return over ? refuse({ code: 'window-over' }) : acknowledge(request, command, context);
    case 'withdraw-vote':
      return withdrawVote(request, command, context);
    case 'deny':
      return over ? refuse({ code: 'window-over' }) : deny(request, command, context);
    case 'cancel':
      return withdraw(request, command, context);
    case 'expire':
      if (!over) return refuse({ code: 'not-due' });
      return expire(request, whyExpired(state), command, context);
    case 'record-submission':
      return recordSubmission(command, context);
    case 'leave-undetermined':
      if (openAttempts(request).length === 0) return refuse({ code: 'not-in-state', state: state.tag });
      return accept({ type: 'became-unknown', ...base(context), known: command.known });
    case 'record-setback':
      return recordSetback(request, command, context);
    default:
      return refuse({ code: 'not-in-state', state: state.tag });
  }
}

function approved(request: RequestIn<'approved'>, command: Command, context: Context): Decision {
  const { state } = request;
  const over = context.now >= state.dispatchBy;
  switch (command.type) {
    case 'withdraw-vote':
      return withdrawVote(request, command, context);
    case 'deny':
      return deny(request, command, context);
    case 'cancel':
      return withdraw(request, command, context);
    case 'use-newer-backup':
      return replan(request, command, context);
    case 'end-for-freeze':
      return expire(request, command.why, command, context);
    case 'expire':
      if (!over) return refuse({ code: 'not-due' });
      return expire(request, tooLate(state), command, context);
    case 'hold':
      if (isSameReason(state.hold, command.why) && sameInstant(state.hold?.until, command.until))
        return accept();
      return accept({
        type: 'held',
        ...base(context),
        ...withText(command.why),
        ...defined({ until: command.until }),
      });
    case 'close-approvals':
      return closeApprovals(request, command, context);
    case 'void-votes':
      return voidVotes(request, command, context);
    case 'dispatch':
      return over ? refuse({ code: 'window-over' }) : dispatch(request, command, context);
    case 'leave-undetermined':
      return accept({ type: 'became-unknown', ...base(context), known: command.known });
    case 'record-submission':
      return recordSubmission(command, context);
    case 'record-setback':
      return recordSetback(request, command, context);
    default:
      return refuse({ code: 'not-in-state', state: state.tag });
  }
}

function submitting(request: RequestIn<'submitting'>, command: Command, context: Context): Decision {
  const { state } = request;
  switch (command.type) {
    case 'withdraw-vote':
    case 'deny':
    case 'cancel':
      return refuse({ code: 'may-be-at-vendor' });
    case 'report-lost-answer':
      if (command.token !== state.token) return refuse({ code: 'not-our-attempt' });
      if (state.answer === 'lost') return accept();
      return accept({ type: 'answer-lost', ...base(context), ...withText(command.why) });
    case 'report-refusal':
      if (command.token !== state.token) return refuse({ code: 'not-our-attempt' });
      return accept({ type: 'refused', ...base(context), reason: command.reason });
    case 'report-not-accepted':
      if (command.token !== state.token) return refuse({ code: 'not-our-attempt' });
      return accept({
        type: 'not-accepted',
        ...base(context),
        ...withText(command.why),
        ...defined({ proof: command.proof }),
      });
    case 'hold-back':
      return holdBack(request, command, context, decideInState);
    case 'report-trouble':
      return reportTrouble(state, command, context);
    case 'report-recovery':
      return reportRecovery(state, context);
    case 'take-over':
      return takeOver(request, command, context);
    case 'leave-undetermined':
      return accept({ type: 'became-unknown', ...base(context), known: command.known });
    case 'record-submission':
      return recordSubmission(command, context);
    default:
      return refuse({ code: 'not-in-state', state: state.tag });
  }
}

function restoring(request: RequestIn<'restoring'>, command: Command, context: Context): Decision {
  const { state } = request;
  switch (command.type) {
    case 'withdraw-vote':
    case 'deny':
      return refuse({ code: 'may-be-at-vendor' });
    case 'cancel':
      if (!context.canCancel) return refuse({ code: 'cannot-cancel-running' });
      if (state.cancelAskedAt !== undefined) return refuse({ code: 'cancel-already-asked' });
      return stopRunning(request, command, context);
    case 'stop-for-freeze': {
      if (!context.canCancel) return refuse({ code: 'cannot-cancel-running' });
      if (state.cancelAskedAt !== undefined) return accept();
      const { freeze } = command;
      const { text } = withText({ code: 'freeze-stops', freeze });
      return accept({ type: 'cancel-asked', ...base(context), freeze: { freeze, text } });
    }
    case 'record-submission':
      if (command.operationId === state.operationId) return accept();
      return refuse({ code: 'other-operation-recorded', operationId: state.operationId });
    case 'report-trouble':
      return reportTrouble(state, command, context);
    case 'report-recovery':
      return reportRecovery(state, context);
    case 'report-stall':
      if (command.times !== (state.stalled?.times ?? 0) + 1) return accept();
      return accept({ type: 'stalled', ...base(context), since: command.since, times: command.times });
    case 'report-movement':
      return state.stalled === undefined ? accept() : accept({ type: 'moving-again', ...base(context) });
    case 'report-restored':
      return accept({ type: 'restored', ...base(context), finishedAt: command.finishedAt });
    case 'report-failure':
      return endOfOperation(request, { type: 'failed', ...base(context), reason: command.reason });
    case 'report-cancelled':
      return endOfOperation(request, { type: 'cancelled-at-vendor', ...base(context) });
    case 'report-gone':
      return accept({ type: 'became-unknown', ...base(context), known: command.known });
    case 'take-over':
      return takeOver(request, command, context);
    default:
      return refuse({ code: 'not-in-state', state: state.tag });
  }
}

function verifying(request: RequestIn<'verifying'>, command: Command, context: Context): Decision {
  switch (command.type) {
    case 'withdraw-vote':
    case 'deny':
      return refuse({ code: 'may-be-at-vendor' });
    case 'cancel':
      return refuse({ code: 'cannot-cancel-running' });
    case 'record-submission':
      if (command.operationId === request.state.operationId) return accept();
      return refuse({ code: 'other-operation-recorded', operationId: request.state.operationId });
    case 'record-verification': {
      const { verification, vendor, checks } = command;
      const read = checks === undefined ? {} : { checks: [...checks] };
      const findings = [...verification.findings];
      return accept({ type: 'verified', ...base(context), ...verification, findings, vendor, ...read });
    }
    default:
      return refuse({ code: 'not-in-state', state: request.state.tag });
  }
}

function unknown(request: RequestIn<'unknown'>, command: Command, context: Context): Decision {
  switch (command.type) {
    case 'withdraw-vote':
    case 'deny':
    case 'cancel':
      return refuse({ code: 'may-be-at-vendor' });
    case 'record-submission':
      return recordSubmission(command, context);
    case 'leave-undetermined': {
      if (openAttempts(request).length === 0)
        return refuse({ code: 'not-in-state', state: request.state.tag });
      const seen = new Set(request.state.known.candidates);
      if (command.known.candidates.every((id) => seen.has(id))) return accept();
      return accept({ type: 'became-unknown', ...base(context), known: command.known });
    }
    case 'adopt':
      return (
        excluded(command.entitlement) ??
        accept({ type: 'adopted', ...base(context, command.by), operationId: command.operationId })
      );
    case 'submit-again':
      return (
        excluded(command.entitlement) ??
        accept({
          type: 'asked-again',
          ...base(context, command.by),
          fingerprint: command.fingerprint,
          expiresAt: after(context.now, request.requirement.windowMs),
        })
      );
    case 'close':
      if (command.reason.trim() === '') return refuse({ code: 'reason-missing' });
      return (
        excluded(command.entitlement) ??
        accept({ type: 'closed', ...base(context, command.by), text: command.reason })
      );
    default:
      return refuse({ code: 'not-in-state', state: request.state.tag });
  }
}

function dispatch(
  request: RequestIn<'approved'>,
  command: CommandOf<'dispatch'>,
  context: Context,
): Decision {
  if (command.version !== request.version || !isAgreed(request)) return refuse({ code: 'outdated' });
  const attempt = (request.attempts.at(-1)?.number ?? 0) + 1;
  // What was acknowledged is true of what starts by then.
  const postBy = earliest(after(context.now, context.postWithinMs), request.state.dispatchBy) ?? context.now;
  const { token, baseline } = command;
  return accept({ type: 'dispatched', ...base(context), attempt, token, baseline, postBy });
}

function recordSubmission(command: CommandOf<'record-submission'>, context: Context): Decision {
  const { operationId, found } = command;
  return accept({ type: 'submitted', ...base(context), operationId, found });
}

function sameInstant(a: Date | undefined, b: Date | undefined): boolean {
  return a?.getTime() === b?.getTime();
}
