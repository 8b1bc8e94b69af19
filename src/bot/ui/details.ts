import type { KnownBlock, ModalView } from '@slack/types';
import type { StoredRequest } from '#core/ports.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { RestoreRequest, State } from '#core/restore-request.ts';
import { askedBy } from './asked-by.ts';
import { context, section } from './blocks.ts';
import { glassBlocks } from './break-glass.ts';
import { statusLines } from './card-status.ts';
import { consequence, tenseOf } from './consequence.ts';
import { when } from './date.ts';
import { bold, name } from './escape.ts';
import { headline, mark } from './headline.ts';
import { notice } from './modal.ts';
import { tally } from './next-step.ts';
import { person } from './people.ts';
import { findingLines, impactLines, planLines } from './plan.ts';
import { title } from './title.ts';
import { tooLong, wholeBlocks } from './whole-plan.ts';
import { codeOf } from './why.ts';

export const detailsTitle = 'Details';

/** Everything about a request that its card leaves out: the plan and every object, ids, findings, rule, votes. */
export function renderDetails(stored: StoredRequest, kind: RestoreKind | undefined): ModalView {
  const { request } = stored;
  const shown = { plan: request.plan.plan, impact: request.impact, kind };
  const whole = wholeBlocks(shown);
  const parts = [
    `*${headline(request)}*\n${mark(request.state)} ${title(shown)}`,
    statusLines(stored, stored.now, kind),
    consequence(request, shown),
    planLines(shown, { type: 'asked', at: request.askedAt }),
    impactLines(shown, tenseOf(request)),
    findingLines(request.findings),
    askedBy(request),
    ruleLines(request),
  ];
  const blocks: readonly KnownBlock[] = [
    ...parts.filter((part) => part !== '').map((part) => section(part)),
    ...glassBlocks(request),
    ...(whole === 'too-long' ? [section(tooLong)] : whole),
    context(idLines(request)),
  ];
  return { ...notice(detailsTitle, ''), blocks: [...blocks] };
}

function ruleLines({ state, requirement, glass }: RestoreRequest): string {
  const { rule, quorum } = requirement;
  if (glass?.holds === true) return `*Rule:* ${bold(rule)}. ${person(glass.by)} starts it alone.`;
  const votes = 'votes' in state ? state.votes : [];
  return [
    `*Rule:* ${bold(rule)}, ${quorum === 0 ? 'needs no approval' : tally(votes, quorum)}`,
    ...votes.map(({ by, at }) => `• ${person(by)} approved ${when(at)}`),
  ].join('\n');
}

/** What support, the audit and the vendor's console know it by. */
function idLines({ id, plan, state, attempts }: RestoreRequest): string {
  const code = codeIn(state);
  const operation = 'operationId' in state && state.operationId !== undefined ? state.operationId : undefined;
  return [
    `Request ${name(id)}`,
    `plan ${name(plan.digest.slice(0, 12))}`,
    ...(operation === undefined ? [] : [`operation ${name(operation)}`]),
    ...(code === undefined ? [] : [`code ${name(code)}`]),
    ...(attempts.length > 1 ? [`attempt ${attempts.length}`] : []),
  ].join(' · ');
}

/** The code behind the reason that the status tells. */
function codeIn(state: State): string | undefined {
  switch (state.tag) {
    case 'approved':
      return state.hold === undefined ? undefined : codeOf(state.hold);
    case 'submitting':
    case 'restoring':
      return state.trouble === undefined ? undefined : codeOf(state.trouble);
    case 'unknown':
      return codeOf(state.known);
    case 'failed':
      return codeOf(state.reason);
    case 'expired':
      return codeOf(state);
    default:
      return undefined;
  }
}
