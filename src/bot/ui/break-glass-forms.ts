import type { KnownBlock, ModalView } from '@slack/types';
import { costNow } from '#core/objectives.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { views } from '../ids.ts';
import { section } from './blocks.ts';
import { glassBlocks, reviewersOf } from './break-glass.ts';
import { type CheckedFacts, checkedModal, typedBlocks } from './checked-form.ts';
import { duration } from './date.ts';
import { headline, mark } from './headline.ts';
import { modal } from './modal.ts';
import { costSentence } from './objectives.ts';
import { channel, listed, person } from './people.ts';
import { planLines } from './plan.ts';
import { reasonInput } from './reason-form.ts';
import { wholePlanBlocks } from './whole-plan.ts';

export const breakGlassTitle = 'Use break-glass?';
export const glassReviewTitle = 'Review the break-glass';

/** The form in which one person starts exactly this alone. */
export function renderBreakGlass(facts: CheckedFacts): ModalView {
  const { request } = facts.recheck.stored;
  return checkedModal(facts, {
    callbackId: views.breakGlass,
    title: breakGlassTitle,
    submit: 'Use break-glass',
    before: [section(whatItDoes(request)), ...passes(request)],
    inputs: [
      reasonInput('Why alone, and why now', 'Announced at once, shown in the thread, kept in the audit.'),
      ...typedBlocks(request),
    ],
  });
}

/** One person alone passes an objective, and the form says so. */
function passes(request: RestoreRequest): readonly KnownBlock[] {
  const cost = costNow(request);
  if (cost === undefined || cost.effect === 'within') return [];
  return [section(`:warning: ${costSentence(cost)} *Break-glass passes the objective.*`)];
}

function whatItDoes(request: RestoreRequest): string {
  const { breakGlass } = request.requirement;
  const told = [
    ...(breakGlass?.tell.channels ?? []).map(channel),
    ...(breakGlass?.tell.users ?? []).map(person),
  ];
  const within = breakGlass === undefined ? '' : ` within ${duration(breakGlass.reviewWithinMs)}`;
  return [
    ':fire_extinguisher: *You start this restore alone, without the approvals that the rule asks for.*',
    `This is announced at once${told.length === 0 ? '' : ` in ${listed(told.slice(0, 12))}`} and in the thread, it is marked in the audit, and ${reviewersOf(request)} must review it${within}.`,
  ].join('\n');
}

/** The form in which a second person reviews a break-glass. */
export function renderGlassReview(request: RestoreRequest, kind: RestoreKind | undefined): ModalView {
  const shown = { plan: request.plan.plan, impact: request.impact, kind };
  return modal({
    callbackId: views.reviewGlass,
    title: glassReviewTitle,
    submit: 'Reviewed',
    ref: { requestId: request.id },
    blocks: [
      section(
        'You confirm that you have looked at it. It changes nothing about the restore; your note is shown in the thread and kept in the audit.',
      ),
      ...glassBlocks(request),
      section(`${mark(request.state)} *${headline(request)}*`),
      section(planLines(shown, { type: 'asked', at: request.askedAt })),
      ...wholePlanBlocks(shown),
      reasonInput('What you found', 'Was it right to do this alone? What should be different next time?'),
    ],
  });
}
