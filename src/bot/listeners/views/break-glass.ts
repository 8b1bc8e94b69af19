import { blocks } from '../../ids.ts';
import { renderBreakGlass } from '../../ui/break-glass-forms.ts';
import { failures } from '../../ui/refusals.ts';
import type { ListenerDeps } from '../deps.ts';
import { actIn, say, type SubmissionCall, type ViewAnswer } from '../submission.ts';
import { answerTo, typedAnswer } from './answer.ts';

/** Takes exactly what the modal showed upon one person; what was typed is compared in core, as it is. */
export async function submitBreakGlass(deps: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  const { ref, state } = call;
  const { agreement } = ref;
  if (agreement === undefined) return say(failures.oldView);
  const reason = state.get(blocks.reason)?.value?.trim() ?? '';
  const typed = state.get(blocks.typed)?.value ?? undefined;
  const outcome = await actIn(deps, call, { type: 'break-glass', agreement, reason, typed });
  return typedAnswer(deps, call, outcome, {
    done: 'Break-glass is recorded. The restore starts now. The card shows what follows.',
    render: renderBreakGlass,
  });
}

export async function submitGlassReview(deps: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  const note = call.state.get(blocks.reason)?.value?.trim() ?? '';
  const outcome = await actIn(deps, call, { type: 'review-glass', note });
  return answerTo(deps, call, outcome, 'Reviewed. The thread shows your note.');
}
