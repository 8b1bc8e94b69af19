import type { KnownBlock } from '@slack/types';
import type { StoredRequest } from '#core/ports.ts';
import { hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import { blocks as blockIds } from '../ids.ts';
import { askedBy } from './asked-by.ts';
import { actions, context, header, type Rendered, rendered, section } from './blocks.ts';
import { glassBlocks } from './break-glass.ts';
import { cardButtons } from './card-buttons.ts';
import type { CardOptions } from './card-options.ts';
import { statusLines, statusSentence } from './card-status.ts';
import { consequence, lossMoment, lossSentence } from './consequence.ts';
import { checksAhead } from './data-checks.ts';
import { bold, line, plainName } from './escape.ts';
import { estimateLine } from './estimate.ts';
import { headline, mark } from './headline.ts';
import { saysLoss } from './left-behind.ts';
import { newerBlocks, newerShown } from './newer-backup.ts';
import { lateLine, objectiveLine } from './objectives.ts';
import { pausedBlocks, pausedSentence } from './paused.ts';
import { person } from './people.ts';
import { planSentence, restorePointOf, type ShownPlan, subjectOf, warningLines } from './plan.ts';
import { requestName } from './request-name.ts';
import { secretLines, secretSentence } from './secret.ts';
import { plainTitle } from './title.ts';
import { consoleLink } from './vendor.ts';
import { cutNote } from './whole-plan.ts';

/**
 * The one card of a request in its present state: what it does, what that costs, who must act, the buttons, who asked
 * and why. All else is under Details.
 */
export function renderCard(stored: StoredRequest, options: CardOptions): Rendered {
  const { request } = stored;
  const { state } = request;
  const shown: ShownPlan = { plan: request.plan.plan, impact: request.impact, kind: options.kind };
  const heading = headline(request);
  const moment = lossMoment(request);
  const loss = moment === undefined ? undefined : lossSentence(shown, moment);
  const secret = secretLines(stored, options.kind, options.now);
  return rendered(
    cardText(
      request,
      shown,
      heading,
      [
        loss,
        isDecided(request) ? '' : objectiveLine(request),
        secretSentence(request, options.now),
        pausedSentence(request.state, stored.paused),
      ],
      options.now,
    ),
    [
      header(saysState(state) ? `${heading}: ${plainName(subjectOf(shown))}` : plainTitle(shown)),
      ...pausedBlocks(request.state, stored.paused),
      ...told(consequence(request, shown), statusOf(stored, heading, options), request),
      ...leftToDo(request, options),
      ...glassBlocks(request),
      ...(secret === undefined ? [] : [section(secret)]),
      ...newerBlocks(request, newerShown(stored)),
      ...cutNote(shown),
      ...actions(cardButtons(stored, options), blockIds.card),
      section(askedBy(request)),
      context([...factsBelow(request, options), footer(request, shown, options)].join('\n')),
    ],
  );
}

/** While somebody may still say no, what it costs comes first; later, what is happening. */
function told(costs: string, status: string, request: RestoreRequest): readonly KnownBlock[] {
  const parts = isDecided(request)
    ? later(costs, status, request)
    : [costs, objectiveLine(request), lateLine(request), warningLines(request.findings), status];
  return parts.filter((part) => part !== '').map((part) => section(part));
}

function isDecided({ state }: RestoreRequest): boolean {
  return state.tag !== 'pending-approval' && state.tag !== 'approved';
}

/**
 * Lines over the ids: they do not change what a person decides, so they take little of a phone. Those who configured no
 * check read on every form, not on every card, that nothing reads the data.
 */
function factsBelow(request: RestoreRequest, { checks = [] }: CardOptions): readonly string[] {
  if (isDecided(request)) return [];
  const usual = lateLine(request) === '' ? estimateLine(request.estimate) : '';
  return [usual, checks.length === 0 ? '' : checksAhead(checks, request.impact)].filter(
    (part) => part !== '',
  );
}

/** A person who must decide reads what may be lost first; what ended badly says that itself. */
function later(costs: string, status: string, request: RestoreRequest): readonly string[] {
  const { state } = request;
  if (state.tag === 'unknown') return [costs, status];
  const endedBadly = state.tag === 'failed' || state.tag === 'cancelled';
  return endedBadly && saysLoss(request, state.at) ? [status] : [status, costs];
}

/** Whether the heading says how it ended, or that a person must look, and not what it does. */
function saysState(state: RestoreRequest['state']): boolean {
  return hasEnded(state) || state.tag === 'unknown';
}

/** What is happening, and its name where the heading does not have it. */
function statusOf(stored: StoredRequest, heading: string, { now, kind }: CardOptions): string {
  const { state } = stored.request;
  const isClear = saysState(state) || (state.tag === 'pending-approval' && state.closed === undefined);
  return `${mark(state)} ${isClear ? '' : `*${heading}*\n`}${statusLines(stored, now, kind)}`;
}

/** What the vendor leaves to do, for as long as the card is there. */
function leftToDo({ state }: RestoreRequest, { leftToDo: tasks = [] }: CardOptions): readonly KnownBlock[] {
  if (state.tag !== 'succeeded' || tasks.length === 0) return [];
  return [section(['*Left to do:*', ...tasks.map((text) => `• ${line(text)}`)].join('\n'))];
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
    statusSentence(request, now, shown.kind),
    ...more,
    `Asked by ${person(request.requester)}: ${line(request.reason)}`,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

function footer(request: RestoreRequest, { plan, kind }: ShownPlan, options: CardOptions): string {
  return [
    line(kind?.vendor ?? plan.provider),
    bold(plan.connection),
    restorePointOf(plan, request.askedAt),
    `request ${requestName(request.id)}`,
    ...consoleLink(options),
  ].join(' · ');
}
