import { blocks } from '../../ids.ts';
import { failures, refusalText } from '../../ui/refusals.ts';
import { notice } from '../../ui/view.ts';
import type { ListenerDeps } from '../deps.ts';
import { say, type SubmissionCall, type ViewAnswer } from '../submission.ts';
import { answerTo } from './answer.ts';

/** Votes for exactly what the modal showed; what was typed is compared in core, as it is. */
export async function submitApproval(deps: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  const { requestId, agreement } = call.ref;
  if (agreement === undefined) return say(failures.oldView);
  const typed = call.state.get(blocks.typed)?.value ?? undefined;
  const outcome = await deps.service.approve({
    requestId,
    by: call.user,
    commandId: call.view.id,
    agreement,
    ...(typed === undefined ? {} : { typed }),
  });
  if (outcome.type === 'refused' && outcome.refusal.code === 'wrong-name') {
    const text = refusalText(outcome.refusal);
    return { type: 'errors', errors: { [blocks.typed]: text }, late: notice('restorebot', text) };
  }
  return answerTo(outcome, 'Your approval counts. The card shows what follows.');
}
