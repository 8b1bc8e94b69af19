import type { KnownBlock, ModalView } from '@slack/types';
import type { Draft } from '#core/draft.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { Review } from '#service/api.ts';
import { blocks, formActions, type PostIn, views } from '../ids.ts';
import { aboutBlocks } from './asked-by.ts';
import { actions, button, context, header, section } from './blocks.ts';
import { lossLine, lossSentence } from './consequence.ts';
import { checksAhead } from './data-checks.ts';
import { bold, quote } from './escape.ts';
import { modal } from './modal.ts';
import { type Ahead, aheadText } from './next-step.ts';
import { costLine, tickBlocks, timeLine } from './objectives.ts';
import { mentionThose, channel } from './people.ts';
import { findingLines, impactLines, planLines } from './plan.ts';
import { requestName } from './request-name.ts';
import { plainTitle } from './title.ts';
import { canBeShown, idsLine, wholePlanBlocks } from './whole-plan.ts';

export interface ReviewFacts {
  readonly draft: Draft;
  readonly review: Review;
  readonly kind: RestoreKind | undefined;
  /** What was looked up; asking takes exactly this. */
  readonly agreement: string;
  readonly postIn: PostIn | undefined;
  readonly now: Date;
}

/** Everything that will be asked, before it is asked. With a blocker there is nothing to submit. */
export function renderReview(facts: ReviewFacts): ModalView {
  const { draft, review, kind, agreement, postIn, now } = facts;
  const shown = { plan: review.plan.plan, impact: review.impact, kind };
  const isBlocked = review.findings.some(({ level }) => level === 'blocker') || !canBeShown(shown);
  const loss = lossSentence(shown, { type: 'now', at: now });
  const impact = impactLines(shown, 'will');
  const findings = findingLines(review.findings);
  const numbers = [costLine(review.cost), timeLine(review), checksAhead(review.checks, review.impact)].filter(
    (each) => each !== '',
  );
  return modal({
    callbackId: views.review,
    title: 'Check this request',
    submit: isBlocked || draft.checkOnly === true ? undefined : submitLabel(review),
    ref: { requestId: draft.requestId, agreement, postIn },
    blocks: [
      ...(isBlocked
        ? [section(':no_entry: *This cannot be asked yet.* Fix what is named below, or change the request.')]
        : []),
      header(plainTitle(shown)),
      ...(loss === undefined ? [] : [section(lossLine(loss))]),
      section(planLines(shown, { type: 'now', at: now })),
      ...(impact === '' ? [] : [section(impact)]),
      ...numbers.map((each) => section(each)),
      ...(findings === '' ? [] : [section(findings)]),
      ...wholePlanBlocks(shown),
      ...heldBlocks(review),
      ...(draft.reason.trim() === '' ? [] : [section(`*Because:*\n${quote(draft.reason)}`)]),
      ...aboutBlocks(draft),
      ...(draft.checkOnly === true
        ? [section('*Check only.* Nothing was asked. Choose *Change it* to ask for this restore.')]
        : [section(whatFollows(draft, review)), ...(isBlocked ? [] : tickBlocks(review.cost))]),
      ...actions(
        [
          button('Change it', { actionId: formActions.edit, value: draft.requestId }),
          ...(draft.checkOnly === true && draft.channel !== undefined
            ? [button('Post the result', { actionId: formActions.postCheck, value: draft.requestId })]
            : []),
        ],
        blocks.review,
      ),
      context(
        ...[
          `Rule ${bold(review.requirement.rule)} · request ${requestName(draft.requestId)}`,
          idsLine(shown.plan, shown.kind),
        ].filter((text) => text !== ''),
      ),
    ],
  });
}

function submitLabel({ requirement, closed }: Review): string {
  if (requirement.quorum > 0) return 'Ask for approval';
  return closed === undefined ? 'Start the restore' : 'Ask for the restore';
}

function heldBlocks({ heldBy }: Review): readonly KnownBlock[] {
  if (heldBy === undefined) return [];
  return [
    section(
      `:lock: Request ${requestName(heldBy)} is restoring this target now. You can ask. The last approval counts only after that one has ended.`,
    ),
  ];
}

function aheadOfReview(draft: Draft, { requirement, closed }: Review): Ahead {
  const { quorum, windowMs } = requirement;
  if (closed !== undefined) return { type: 'closed', closed, quorum, windowMs };
  if (quorum === 0) return { type: 'start-at-once' };
  const people = quorum === 1 ? 'One person' : `${quorum} people`;
  const approvers = mentionThose(requirement.approvers, { requirement, requester: draft.requester });
  return { type: 'window', who: approvers === '' ? '' : `${people} of ${approvers}`, windowMs };
}

function whatFollows(draft: Draft, review: Review): string {
  const place = draft.channel === undefined ? '' : ` It is posted in ${channel(draft.channel)}.`;
  const sign = review.closed === undefined ? '' : ':snowflake: ';
  return `${sign}${aheadText(aheadOfReview(draft, review))}${place}`;
}
