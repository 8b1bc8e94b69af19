import type { KnownBlock } from '@slack/types';
import type { Finding } from '#core/finding.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { askedBy } from './asked-by.ts';
import { header, section } from './blocks.ts';
import { estimateLine } from './estimate.ts';
import { aheadOf, aheadText, tally } from './next-step.ts';
import { costLineOf, rtoLine } from './objectives.ts';
import { findingLines, impactLines, lossLine, lossSentence, planLines } from './plan.ts';
import { plainTitle } from './title.ts';
import { wholePlanBlocks } from './whole-plan.ts';

/** A request as somebody who decides about it must see it, with what is true at this moment. */
export function requestBlocks(
  request: RestoreRequest,
  findings: readonly Finding[],
  kind: RestoreKind | undefined,
  now: Date,
): readonly KnownBlock[] {
  const shown = { plan: request.plan.plan, impact: request.impact, kind };
  const loss = lossSentence(shown, { type: 'now', at: now });
  const parts = [
    loss === undefined ? '' : lossLine(loss),
    askedBy(request),
    planLines(shown, { type: 'now', at: now }),
    impactLines(shown, 'will'),
    costLineOf(request),
    rtoLine(request.requirement, request.estimate) || estimateLine(request.estimate),
    findingLines(findings),
    'votes' in request.state
      ? `${tally(request.state.votes, request.requirement.quorum)}. ${aheadText(aheadOf(request))}`
      : '',
  ];
  return [
    header(plainTitle(shown)),
    ...parts.filter((part) => part !== '').map((part) => section(part)),
    ...wholePlanBlocks(shown),
  ];
}
