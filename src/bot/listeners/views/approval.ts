import { blocks } from '../../ids.ts';
import { renderApproval } from '../../ui/approval-form.ts';
import { failures } from '../../ui/refusals.ts';
import type { ListenerDeps } from '../deps.ts';
import { actIn, say, tickedIn, type SubmissionCall, type ViewAnswer } from '../submission.ts';
import { answerTo, typedAnswer } from './answer.ts';

/** The requester's own tick, for what it may cost since the vote began again. */
export async function submitAcknowledge(deps: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  const acknowledged = tickedIn(call) ?? '';
  return answerTo(deps, call, await actIn(deps, call, { type: 'acknowledge', acknowledged }), 'Accepted.');
}

/** Votes for exactly what the modal showed; what was typed is compared in core, as it is. */
export async function submitApproval(deps: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  const { agreement } = call.ref;
  if (agreement === undefined) return say(failures.oldView);
  const typed = call.state.get(blocks.typed)?.value ?? undefined;
  const acknowledged = tickedIn(call);
  const outcome = await actIn(deps, call, { type: 'approve', agreement, typed, acknowledged });
  return typedAnswer(deps, call, outcome, {
    done: 'Your approval counts. The card shows what follows.',
    render: renderApproval,
  });
}
