import type { KnownBlock, ModalView } from '@slack/types';
import type { Draft } from '#core/draft.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { Review } from '#service/api.ts';
import { blocks, formActions, type PostIn, views } from '../ids.ts';
import { actions, button, context, section } from './blocks.ts';
import { duration, when } from './date.ts';
import { name, quote } from './escape.ts';
import { callUpon, channel } from './people.ts';
import { findingLines, impactLines, lossSentence, planLines } from './plan.ts';
import { modal } from './view.ts';
import { canBeShown, wholePlanBlocks } from './whole-plan.ts';

export interface ReviewFacts {
  readonly draft: Draft;
  readonly review: Review;
  readonly kind: RestoreKind | undefined;
  /** What was looked up; asking takes exactly this. */
  readonly agreement: string;
  readonly postIn: PostIn | undefined;
  readonly now: Date;
  readonly problems?: readonly string[];
}

/** Everything that will be asked, before it is asked. With a blocker there is nothing to submit. */
export function renderReview(facts: ReviewFacts): ModalView {
  const { draft, review, kind, agreement, postIn, now } = facts;
  const shown = { plan: review.plan.plan, impact: review.impact, kind };
  const isBlocked = review.findings.some(({ level }) => level === 'blocker') || !canBeShown(shown);
  const loss = lossSentence(shown, { type: 'now', at: now });
  const impact = impactLines(shown, 'will');
  const findings = findingLines(review.findings);
  return modal({
    callbackId: views.review,
    title: 'Check this request',
    submit: isBlocked ? undefined : submitLabel(review),
    ref: { requestId: draft.requestId, agreement, postIn },
    blocks: [
      ...(facts.problems ?? []).map((text) => section(`:warning: ${text}`)),
      ...(isBlocked
        ? [section(':no_entry: *This cannot be asked yet.* Mend what is named below, or change the request.')]
        : []),
      section(planLines(shown, { type: 'now', at: now })),
      ...(loss === undefined ? [] : [section(`:rotating_light: *${loss}*`)]),
      ...(impact === '' ? [] : [section(impact)]),
      ...(findings === '' ? [] : [section(findings)]),
      ...wholePlanBlocks(shown),
      ...heldBlocks(review),
      ...frozenBlocks(review),
      section(`*Because:*\n${quote(draft.reason)}`),
      section(whatFollows(draft, review)),
      ...actions(
        [button('Change it', { actionId: formActions.edit, value: draft.requestId })],
        blocks.review,
      ),
      context(`Rule ${name(review.requirement.rule)} · request ${name(draft.requestId)}`),
    ],
  });
}

function submitLabel({ requirement }: Review): string {
  return requirement.quorum === 0 ? 'Start the restore' : 'Ask for approval';
}

function heldBlocks({ heldBy }: Review): readonly KnownBlock[] {
  if (heldBy === undefined) return [];
  return [
    section(
      `:lock: Request ${name(heldBy)} is restoring this target now. You can ask, but the last approval is refused until that one has ended.`,
    ),
  ];
}

function frozenBlocks({ frozen }: Review): readonly KnownBlock[] {
  if (frozen === undefined) return [];
  const { freeze, until } = frozen;
  const end = until === undefined ? '' : when(until);
  const which =
    freeze.effect === 'deny'
      ? `The freeze ${name(freeze.name)} is in force${end === '' ? '' : ` until ${end}`}.`
      : `Restores start only in the times of ${name(freeze.name)}${end === '' ? '' : `, next from ${end}`}.`;
  return [
    section(`:snowflake: ${which} You can ask and others can approve, but it does not start before that.`),
  ];
}

function whatFollows(draft: Draft, { requirement }: Review): string {
  const place = draft.channel === undefined ? '' : ` It is posted in ${channel(draft.channel)}.`;
  if (requirement.quorum === 0) return `*Nobody has to approve this;* it starts at once.${place}`;
  const people = requirement.quorum === 1 ? 'One person' : `${requirement.quorum} people`;
  const approvers = callUpon(requirement.approvers, { requirement, requester: draft.requester });
  const whom =
    approvers === '' ? 'the rule names nobody but you, so nobody can' : `${people} of ${approvers}`;
  return `*${whom} must approve this* within ${duration(requirement.windowMs)}; then it starts by itself.${place}`;
}
