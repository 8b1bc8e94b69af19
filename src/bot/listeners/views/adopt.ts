import { blocks } from '../../ids.ts';
import { readAdopt } from '../../ui/adopt-form.ts';
import { notice } from '../../ui/modal.ts';
import type { ListenerDeps } from '../deps.ts';
import { refusalAbout } from '../refuse.ts';
import { actIn, type SubmissionCall, type ViewAnswer } from '../submission.ts';
import { answerTo } from './answer.ts';

/** Follows the operation that a person named, once the vendor shows that it matches. */
export async function submitAdopt(deps: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  const operationId = readAdopt(call.state);
  if (operationId === undefined) return underId('Choose an operation, or type its id.');
  const outcome = await actIn(deps, call, { type: 'adopt', operationId });
  if (outcome.type === 'refused' && outcome.refusal.code === 'operation-not-ours') {
    return underId(await refusalAbout(deps, call.ref.requestId, outcome.refusal));
  }
  return answerTo(deps, call, outcome, 'restorebot follows it now. The card shows how far it is.');
}

function underId(text: string): ViewAnswer {
  return { type: 'errors', errors: { [blocks.operation]: text }, late: notice('restorebot', text) };
}
