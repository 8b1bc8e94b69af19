import { remindReview, reviewGlass } from './break-glass.ts';
import type { Command, CommandOf, Context, Refusal } from './commands.ts';
import { accept, base, type Decision, refuse } from './decision.ts';
import type { RequestEvent } from './events.ts';
import { after } from './instant.ts';
import { areKept, shownUntil } from './kept-secrets.ts';
import type { RestoreRequest } from './restore-request.ts';

/**
 * Commands that are decided alike in every state, ended ones included; `undefined`: the command is not one of them.
 */
export function annotate(request: RestoreRequest, command: Command, context: Context): Decision | undefined {
  switch (command.type) {
    case 'reveal':
      return reveal(request, command, context);
    case 'record-shown':
      return recordShown(request, command, context);
    case 'forget-secrets':
      return forget(request, context);
    case 'review-glass':
      return reviewGlass(request, command, context);
    case 'remind-review':
      return remindReview(request, context);
    default:
      return undefined;
  }
}

/** Why this person cannot see the secrets of a request now; `undefined`: they can. */
export function whyNotReveal(request: RestoreRequest, by: string, now: Date): Refusal | undefined {
  const { secrets, requester } = request;
  if (by !== requester) return { code: 'not-your-secret' };
  if (secrets === undefined) return { code: 'no-secret' };
  if (areKept(secrets, now)) return undefined;
  return { code: secrets.shownAt === undefined ? 'secret-gone' : 'secret-window-over' };
}

/** Saved before the text leaves for the screen, so that nothing is shown that the audit does not know. */
function reveal(request: RestoreRequest, { by }: CommandOf<'reveal'>, context: Context): Decision {
  const refusal = whyNotReveal(request, by, context.now);
  return refusal === undefined ? accept({ type: 'secret-revealed', ...base(context, by) }) : refuse(refusal);
}

/** Begins the time in which it can be shown again; a modal that failed to open does not start it. */
function recordShown(request: RestoreRequest, { by }: CommandOf<'record-shown'>, context: Context): Decision {
  const { secrets, requester } = request;
  if (by !== requester) return refuse({ code: 'not-your-secret' });
  if (secrets === undefined || secrets.shownAt !== undefined || secrets.forgottenAt !== undefined) {
    return accept();
  }
  return accept({ type: 'secret-shown', ...base(context, by), until: shownUntil(secrets, context.now) });
}

function forget({ secrets }: RestoreRequest, context: Context): Decision {
  if (secrets === undefined || secrets.forgottenAt !== undefined) return accept();
  if (areKept(secrets, context.now)) return refuse({ code: 'not-due' });
  return accept({ type: 'secret-forgotten', ...base(context) });
}

/**
 * Adds what a vendor returned to the decision about the command that brought it. Another process may have
 * recorded the same operation or its end first, without the secret: the only copy is kept all the same.
 */
export function keepSecrets(
  request: RestoreRequest,
  command: Command,
  context: Context,
  decision: Decision,
): Decision {
  const labels = labelsIn(command);
  if (labels.length === 0) return decision;
  const until = after(context.now, context.secretLifeMs);
  const received: RequestEvent = { type: 'secret-received', ...base(context), labels: [...labels], until };
  const events = decision.type === 'accepted' ? decision.events : [];
  if (events.length > 0) return accept(...events, received);
  const known = request.secrets?.labels ?? [];
  if (!isAboutItsOperation(request, command) || labels.every((label) => known.includes(label))) {
    return decision;
  }
  return accept(received);
}

function labelsIn(command: Command): readonly string[] {
  return 'sealed' in command ? Object.keys(command.sealed ?? {}) : [];
}

/** Whether what came late belongs to the restore that the record follows. */
function isAboutItsOperation({ state }: RestoreRequest, command: Command): boolean {
  if (command.type === 'report-restored') return state.tag === 'verifying' || state.tag === 'succeeded';
  return (
    command.type === 'record-submission' &&
    'operationId' in state &&
    state.operationId === command.operationId
  );
}
