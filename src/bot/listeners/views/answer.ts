import type { Outcome } from '#service/outcome.ts';
import { refusalText } from '../../ui/refusals.ts';
import { say, type ViewAnswer } from '../submission.ts';

/** The modal closes where it is done, and says why where it is not. */
export function answerTo(outcome: Outcome, done: string): ViewAnswer {
  return outcome.type === 'done' ? { type: 'close', done } : say(refusalText(outcome.refusal));
}
