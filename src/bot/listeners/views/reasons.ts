import { blocks } from '../../ids.ts';
import { whyUnconfirmed } from '../confirm-stop.ts';
import type { ListenerDeps } from '../deps.ts';
import { actIn, say, type SubmissionCall, type ViewAnswer } from '../submission.ts';
import { answerTo } from './answer.ts';

export async function submitDenial(deps: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  const outcome = await actIn(deps, call, { type: 'deny', reason: reasonIn(call) });
  const unconfirmed = await whyUnconfirmed(deps, outcome);
  return unconfirmed === undefined
    ? answerTo(deps, call, outcome, 'Denied. The thread shows your reason.')
    : say(unconfirmed);
}

export async function submitStop(deps: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  const reason = reasonIn(call);
  return answerTo(
    deps,
    call,
    await actIn(deps, call, { type: 'cancel', ...(reason === '' ? {} : { reason }) }),
    'Asked to stop. The card shows when it has ended.',
  );
}

export async function submitClose(deps: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  return answerTo(
    deps,
    call,
    await actIn(deps, call, { type: 'close', reason: reasonIn(call) }),
    'Closed. The thread shows what you found.',
  );
}

function reasonIn({ state }: SubmissionCall): string {
  return state.get(blocks.reason)?.value?.trim() ?? '';
}
