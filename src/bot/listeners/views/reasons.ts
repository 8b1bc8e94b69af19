import { blocks } from '../../ids.ts';
import { whyUnconfirmed } from '../confirm-stop.ts';
import type { ListenerDeps } from '../deps.ts';
import { say, type SubmissionCall, type ViewAnswer } from '../submission.ts';
import { answerTo } from './answer.ts';

export async function submitDenial(deps: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  const outcome = await deps.service.deny(withReason(call));
  const unconfirmed = await whyUnconfirmed(deps, outcome);
  return unconfirmed === undefined
    ? answerTo(outcome, 'Denied. The thread shows your reason.')
    : say(unconfirmed);
}

export async function submitClose({ service }: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  return answerTo(await service.close(withReason(call)), 'Closed. The thread shows what you found.');
}

function withReason({ ref, user, view, state }: SubmissionCall) {
  const reason = state.get(blocks.reason)?.value?.trim() ?? '';
  return { requestId: ref.requestId, by: user, commandId: view.id, reason };
}
