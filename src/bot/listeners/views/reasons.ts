import { blocks } from '../../ids.ts';
import type { ListenerDeps } from '../deps.ts';
import type { SubmissionCall, ViewAnswer } from '../submission.ts';
import { answerTo } from './answer.ts';

export async function submitDenial({ service }: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  return answerTo(await service.deny(withReason(call)), 'Denied. The thread shows your reason.');
}

export async function submitClose({ service }: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  return answerTo(await service.close(withReason(call)), 'Closed. The thread shows what you found.');
}

function withReason({ ref, user, view, state }: SubmissionCall) {
  const reason = state.get(blocks.reason)?.value?.trim() ?? '';
  return { requestId: ref.requestId, by: user, commandId: view.id, reason };
}
