import type { KnownBlock } from '@slack/types';
import type { Finding } from '#core/finding.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { askedBy } from './asked-by.ts';
import { header, section } from './blocks.ts';
import { lossLine, lossSentence } from './consequence.ts';
import { checksAhead } from './data-checks.ts';
import { aheadOf, aheadText, tally } from './next-step.ts';
import { costLineOf, timeLine } from './objectives.ts';
import { findingLines, impactLines, planLines } from './plan.ts';
import { plainTitle } from './title.ts';
import { wholePlanBlocks } from './whole-plan.ts';

/** What is true at this moment. */
interface RequestFacts {
  readonly findings: readonly Finding[];
  /** Names of the checks that will read the data; absent: nobody looked. */
  readonly checks?: readonly string[] | undefined;
  readonly kind: RestoreKind | undefined;
  readonly now: Date;
}

/** A request as somebody who decides about it must see it, with what is true at this moment. */
export function requestBlocks(
  request: RestoreRequest,
  { findings, checks, kind, now }: RequestFacts,
): readonly KnownBlock[] {
  const shown = { plan: request.plan.plan, impact: request.impact, kind };
  const loss = lossSentence(shown, { type: 'now', at: now });
  const parts = [
    loss === undefined ? '' : lossLine(loss),
    askedBy(request),
    planLines(shown, { type: 'now', at: now }),
    impactLines(shown, 'will'),
    costLineOf(request),
    timeLine(request),
    checksAhead(checks, request.impact),
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
