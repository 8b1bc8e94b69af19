import type { Outcome } from '#service/outcome.ts';
import { blocks } from '../../ids.ts';
import { refusalText } from '../../ui/refusals.ts';
import { notice } from '../../ui/view.ts';
import { say, type ViewAnswer } from '../submission.ts';

/** The modal closes where it is done, and says why where it is not. */
export function answerTo(outcome: Outcome, done: string): ViewAnswer {
  return outcome.type === 'done' ? { type: 'close', done } : say(refusalText(outcome.refusal));
}

/** The same; what a typed name lacks is said below it, and nothing else that was typed is lost. */
export function typedAnswer(outcome: Outcome, done: string): ViewAnswer {
  if (outcome.type === 'done' || outcome.refusal.code !== 'wrong-name') return answerTo(outcome, done);
  const text = refusalText(outcome.refusal);
  return { type: 'errors', errors: { [blocks.typed]: text }, late: notice('restorebot', text) };
}
