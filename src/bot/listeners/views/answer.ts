import type { ModalView } from '@slack/types';
import type { Outcome } from '#service/outcome.ts';
import { blocks } from '../../ids.ts';
import type { CheckedFacts } from '../../ui/checked-form.ts';
import { notice } from '../../ui/modal.ts';
import { refusalText } from '../../ui/refusals.ts';
import type { ListenerDeps } from '../deps.ts';
import { asksFor } from '../payloads.ts';
import { kindOf, refusalAbout } from '../refuse.ts';
import { say, type SubmissionCall, type ViewAnswer } from '../submission.ts';

/** The modal closes where it is done, and says why where it is not. */
export async function answerTo(
  deps: ListenerDeps,
  { ref }: SubmissionCall,
  outcome: Outcome,
  done: string,
): Promise<ViewAnswer> {
  if (outcome.type === 'done') return { type: 'close', done };
  return say(await refusalAbout(deps, ref.requestId, outcome.refusal));
}

const vendorMs = 20_000;

/**
 * The same; what a typed name lacks is said below it, and nothing else that was typed is lost. A form that did not ask
 * for the name is drawn again.
 */
export async function typedAnswer(
  deps: ListenerDeps,
  call: SubmissionCall,
  outcome: Outcome,
  { done, render }: { readonly done: string; readonly render: (facts: CheckedFacts) => ModalView },
): Promise<ViewAnswer> {
  const { view, ref } = call;
  if (outcome.type === 'done' || outcome.refusal.code !== 'wrong-name') {
    return answerTo(deps, call, outcome, done);
  }
  const text = refusalText(outcome.refusal);
  if (asksFor(view, blocks.typed)) {
    return { type: 'errors', errors: { [blocks.typed]: text }, late: notice('restorebot', text) };
  }
  const recheck = await deps.service.recheck(ref.requestId, AbortSignal.timeout(vendorMs));
  if (recheck === undefined) return say(text);
  const kind = kindOf(deps, recheck.stored.request);
  return { type: 'show', view: render({ recheck, kind, clicked: ref.agreement ?? '' }), words: text };
}
