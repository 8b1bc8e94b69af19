import type { ListenerDeps } from '../deps.ts';
import { reviewedAgreement } from '../review-draft.ts';
import { say, tickedIn, type SubmissionCall, type ViewAnswer } from '../submission.ts';
import { answerTo } from './answer.ts';

const reviewedAgain =
  'This form was checked again elsewhere, so it would ask something else than you saw here. Nothing was asked. Begin again with `/restore`.';

/** Asks exactly what the review showed; the view's id makes the same submission the same command. */
export async function submitReview(deps: ListenerDeps, call: SubmissionCall): Promise<ViewAnswer> {
  const { service } = deps;
  const { requestId, agreement } = call.ref;
  const stored = reviewedAgreement(await service.loadReviewed(requestId));
  if (stored !== undefined && stored !== agreement) return say(reviewedAgain);
  const acknowledged = tickedIn(call);
  const outcome = await service.ask({ requestId, by: call.user, commandId: call.view.id, acknowledged });
  return answerTo(deps, call, outcome, 'Asked. The card is in the channel.');
}
