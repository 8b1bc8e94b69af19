import { agreementOf } from '#core/approval.ts';
import type { Draft, ReviewedDraft } from '#core/draft.ts';
import { readPlan } from '#core/restore-plan.ts';
import type { Offer } from '#service/api.ts';
import { line } from '../ui/escape.ts';
import { blockOf, type FormOf, type KnownChoices } from '../ui/form/fields.ts';
import { renderForm } from '../ui/form/form.ts';
import type { Notes } from '../ui/form/notes.ts';
import { refusalText } from '../ui/refusals.ts';
import { renderReview } from '../ui/review.ts';
import type { ListenerDeps } from './deps.ts';
import { say, type SubmissionCall, type ViewAnswer } from './submission.ts';

/** Planning and checking may read many pages of a vendor's lists; after this a person should try again. */
const vendorMs = 30_000;

interface FilledForm {
  readonly draft: Draft;
  readonly form: FormOf;
  readonly offers: readonly Offer[];
  readonly known: KnownChoices;
  /** Nothing can be asked from the review. */
  readonly checkOnly: boolean;
}

/** Has a stored draft planned and checked, and shows the review, or the form with what must be changed. */
export async function reviewDraft(
  { service, now }: ListenerDeps,
  call: SubmissionCall,
  { draft, form, offers, known, checkOnly }: FilledForm,
): Promise<ViewAnswer> {
  const { postIn } = call.ref;
  const again = (problems: readonly string[], errors: Notes = {}): ViewAnswer => ({
    type: 'show',
    view: renderForm({ draft, offers, postIn, problems, known, errors }),
    words: [
      'Nothing was asked; open the form again with /restore.',
      ...problems,
      ...Object.values(errors),
    ].join('\n'),
  });
  const outcome = await service.review(draft, call.user, AbortSignal.timeout(vendorMs));
  if (outcome.type === 'rejected') {
    const said = Object.entries(outcome.errors).map(
      ([id, text]) => [blockOf(form, draft.input, id), line(text)] as const,
    );
    const unplaced = said.flatMap(([block, text]) => (block === undefined ? [text] : []));
    const placed = said.flatMap(([block, text]) => (block === undefined ? [] : [[block, text] as const]));
    return again(unplaced, Object.fromEntries(placed));
  }
  if (outcome.type === 'refused') return again([refusalText(outcome.refusal, form.kind)]);
  const agreement = reviewedAgreement(await service.loadReviewed(draft.requestId));
  if (agreement === undefined) return say(refusalText({ code: 'form-gone' }));
  const view = renderReview({
    draft: checkOnly ? { ...draft, checkOnly } : draft,
    review: outcome.review,
    kind: form.kind,
    agreement,
    postIn,
    now: now(),
  });
  return {
    type: 'show',
    view,
    words: 'The check is done, but you had closed the form, so nothing was asked.',
  };
}

/** What the review of a draft showed. */
export function reviewedAgreement(draft: ReviewedDraft | undefined): string | undefined {
  if (draft === undefined) return undefined;
  const { planJson, fingerprint } = draft.reviewed;
  return agreementOf(readPlan(planJson).digest, fingerprint);
}
