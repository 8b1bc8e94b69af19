import type { StoredRequest } from '#core/ports.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { blocks as blockIds } from '../ids.ts';
import { tally } from './ahead.ts';
import { actions, context, header, type Rendered, rendered, section } from './blocks.ts';
import { cardButtons } from './card-buttons.ts';
import type { CardOptions } from './card-options.ts';
import { statusLines, statusSentence } from './card-status.ts';
import { when } from './date.ts';
import { line, name, plainName, quote } from './escape.ts';
import { glassBlocks } from './glass.ts';
import { headline, mark } from './headline.ts';
import { newerBlocks, newerShown } from './newer-backup.ts';
import { person } from './people.ts';
import {
  findingLines,
  impactLines,
  type LossMoment,
  lossSentence,
  planLines,
  planSentence,
  type ShownPlan,
  subjectOf,
  type Tense,
} from './plan.ts';
import { secretLines, secretSentence } from './secret.ts';
import { cutNote } from './whole-plan.ts';

/** The one card of a request in its present state: a decided one is the same card, its buttons replaced by the outcome. */
export function renderCard(stored: StoredRequest, options: CardOptions): Rendered {
  const { request } = stored;
  const { state } = request;
  const shown: ShownPlan = { plan: request.plan.plan, impact: request.impact, kind: options.kind };
  const heading = headline(request);
  const moment = lossMoment(request);
  const loss = moment === undefined ? undefined : lossSentence(shown, moment);
  const impact = impactLines(shown, tenseOf(request));
  const secret = secretLines(stored, options.kind, options.now);
  const findings = beforeStart(request) ? findingLines(request.findings) : '';
  return rendered(
    cardText(request, shown, heading, [loss, secretSentence(request, options.now)], options.now),
    [
      header(`${heading}: ${plainName(subjectOf(shown))}`),
      section(`${mark(state)} ${statusLines(stored, options.now)}`),
      ...glassBlocks(request),
      ...(secret === undefined ? [] : [section(secret)]),
      section(planLines(shown, { type: 'asked', at: request.askedAt })),
      ...(loss === undefined ? [] : [section(`:rotating_light: *${loss}*`)]),
      ...newerBlocks(request, newerShown(stored)),
      ...(impact === '' ? [] : [section(impact)]),
      ...(findings === '' ? [] : [section(findings)]),
      ...cutNote(shown),
      section(
        `*Asked by* ${person(request.requester)} at ${when(request.askedAt)}, because:\n${quote(request.reason)}`,
      ),
      ...actions(cardButtons(stored, options), blockIds.card),
      context(footer(request)),
    ],
  );
}

function cardText(
  request: RestoreRequest,
  shown: ShownPlan,
  heading: string,
  more: readonly (string | undefined)[],
  now: Date,
): string {
  const parts = [
    `${heading}: ${planSentence(shown, now)}.`,
    statusSentence(request, now),
    ...more,
    `Asked by ${person(request.requester)}: ${line(request.reason)}`,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

/** Whether what the plan does is still to come, done, in doubt, or off. */
function tenseOf({ state }: RestoreRequest): Tense {
  switch (state.tag) {
    case 'pending-approval':
    case 'approved':
    case 'submitting':
    case 'restoring':
      return 'will';
    case 'verifying':
    case 'succeeded':
      return 'did';
    case 'unknown':
      return 'may-have';
    case 'failed':
      return state.reason.code === 'refused-by-vendor' ? 'never' : 'may-have';
    case 'cancelled':
      return state.by === 'vendor' ? 'may-have' : 'never';
    case 'denied':
    case 'expired':
      return 'never';
  }
}

/** Up to when the loss is counted; `undefined` where this request has overwritten nothing and never will. */
function lossMoment(request: RestoreRequest): LossMoment | undefined {
  const { state, askedAt } = request;
  switch (tenseOf(request)) {
    case 'will':
      return state.tag === 'restoring'
        ? { type: 'submitted', at: state.submittedAt }
        : { type: 'asked', at: askedAt };
    case 'did':
      return { type: 'restored', at: 'submittedAt' in state ? state.submittedAt : askedAt };
    case 'may-have':
      return { type: 'unsure', at: askedAt };
    case 'never':
      return undefined;
  }
}

function beforeStart({ state }: RestoreRequest): boolean {
  return state.tag === 'pending-approval' || state.tag === 'approved';
}

function footer(request: RestoreRequest): string {
  const { state, requirement, glass } = request;
  const decided =
    'votes' in state && requirement.quorum > 0 && glass?.holds !== true
      ? ` · ${tally(state.votes, requirement.quorum)}`
      : '';
  const attempts = request.attempts.length > 1 ? ` · attempt ${request.attempts.length}` : '';
  return `Request ${name(request.id)} · rule ${name(requirement.rule)}${decided}${attempts} · plan ${name(request.plan.digest.slice(0, 12))}`;
}
