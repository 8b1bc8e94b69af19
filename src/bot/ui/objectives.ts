import type { KnownBlock } from '@slack/types';
import type { Estimate } from '#core/asked.ts';
import { type Cost, costNow, costOf, rtoOf, tickOf, unacknowledged } from '#core/objectives.ts';
import type { RestoreRequest, StateOf } from '#core/restore-request.ts';
import { goodEndOf } from '#core/verification.ts';
import { blocks, formActions } from '../ids.ts';
import { plainText } from './blocks.ts';
import { clock, duration, whenMinute } from './date.ts';
import { bold } from './escape.ts';
import { estimateLine } from './estimate.ts';
import { limits } from './limits.ts';
import { person } from './people.ts';

/*
 * What a restore costs at most against its objectives: the same sentence on the form, the review, the card, and the
 * approval form. The number is that of the latest possible start, so that it cannot grow while people decide.
 */

/** `It loses at most 66 min of writes if it starts by …. The objective is 15 min.`, mrkdwn. */
export function costSentence(cost: Cost): string {
  const { loss, startsBy, objective } = cost;
  if (loss === 'all') {
    return `It replaces all data of a target that the objective ${bold(objective.name)} protects.`;
  }
  const by = `${whenMinute(startsBy)} (${clock(startsBy, startsBy)})`;
  const lost = `It loses at most ${lengthUp(loss)} of writes if it starts by ${by}`;
  return `${lost}. The objective ${bold(objective.name)} is ${duration(objective.rpoMs ?? 0)}.`;
}

const follows: Readonly<Record<Cost['effect'], string>> = {
  within: '',
  warn: ' *That is over the objective.*',
  acknowledge: ' *Requester and approvers must accept that.*',
  refuse: ' *The objective refuses that, so nobody can approve it.* Choose a newer restore point.',
};

const signs: Readonly<Record<Cost['effect'], string>> = {
  within: ':white_check_mark:',
  warn: ':warning:',
  acknowledge: ':warning:',
  refuse: ':no_entry:',
};

/** What it costs and what follows from that, mrkdwn; empty where no objective is about it. */
export function costLine(cost: Cost | undefined): string {
  return cost === undefined ? '' : `${signs[cost.effect]} ${costSentence(cost)}${follows[cost.effect]}`;
}

/** The same for a request: while it waits; once it runs, what was known of its start. */
export function costLineOf(request: RestoreRequest): string {
  const { glass } = request;
  const cost = costNow(request);
  if (glass?.holds === true && cost !== undefined && cost.effect !== 'within') {
    return `${signs.warn} ${costSentence(cost)} *Break-glass passes the objective.*`;
  }
  if (cost?.effect !== 'acknowledge') return costLine(cost);
  return `${signs.acknowledge} ${costSentence(cost)} ${whoAccepted(request)}`;
}

/** Of a request, one knows who has accepted the loss, and who must. */
function whoAccepted(request: RestoreRequest): string {
  const requester = person(request.requester);
  if (unacknowledged(request) !== undefined) return `${requester} and *approvers must accept that.*`;
  return request.state.tag === 'pending-approval'
    ? `${requester} accepted that, and *approvers must accept it, too.*`
    : '*Requester and approvers accepted that.*';
}

/** How long it usually takes, and how that compares with the objective for the time, mrkdwn; empty: nobody knows. */
export function timeLine({
  requirement,
  estimate,
}: Pick<RestoreRequest, 'requirement' | 'estimate'>): string {
  return rtoLine(requirement, estimate) || estimateLine(estimate);
}

/** Information, and it decides nothing. */
function rtoLine(requirement: RestoreRequest['requirement'], estimate: Estimate | undefined): string {
  const rto = rtoOf(requirement);
  if (rto === undefined) return '';
  const most = `The objective is to be verified within ${duration(rto)} of asking.`;
  if (estimate === undefined) return `${most} Nobody knows yet how long it takes.`;
  const usual = estimateLine(estimate);
  return isLate(rto, estimate) ? `:warning: ${usual} ${most} It may miss that.` : `${usual} ${most}`;
}

/** The same for a card, which has room for an objective that may be missed, and for no other. */
export function timeOnCard({ requirement, estimate }: RestoreRequest): string {
  const rto = rtoOf(requirement);
  return rto !== undefined && isLate(rto, estimate) ? rtoLine(requirement, estimate) : estimateLine(estimate);
}

function isLate(rto: number, estimate: Estimate | undefined): boolean {
  return estimate !== undefined && estimate.highMs > rto;
}

/** What a restore has cost against its objectives, measured; empty where there is none. */
export function measuredLine(request: RestoreRequest, state: StateOf<'succeeded'>): string {
  const cost = costOf(request, request.attempts.at(-1)?.at ?? state.submittedAt);
  const rto = rtoOf(request.requirement);
  const took = state.at.getTime() - request.askedAt.getTime();
  const isVerified = goodEndOf(state.verification, request.impact).type === 'verified';
  const parts = [
    ...(cost === undefined || cost.loss === 'all'
      ? []
      : [
          `It lost ${duration(cost.loss)} of writes. The objective ${bold(cost.objective.name)} is ${duration(cost.objective.rpoMs ?? 0)}.`,
        ]),
    ...(rto === undefined
      ? []
      : [
          isVerified
            ? `Verified ${duration(took)} after it was asked. The objective is ${duration(rto)}.`
            : `Not verified. The objective is to be verified within ${duration(rto)} of asking.`,
        ]),
  ];
  return parts.join(' ');
}

/** The sentence that is ticked, with its number; nothing where nothing has to be. */
export function tickBlocks(cost: Cost | undefined): readonly KnownBlock[] {
  if (cost?.effect !== 'acknowledge') return [];
  return [
    {
      type: 'input',
      block_id: blocks.acknowledge,
      label: plainText('Accept the loss', limits.typedLabel),
      element: {
        type: 'checkboxes',
        action_id: formActions.input,
        options: [{ text: plainText(tickText(cost), limits.optionText), value: tickOf(cost) }],
      },
    },
  ];
}

/** `I accept the loss of up to 66 min of writes. The objective is 15 min.` */
export function tickText({ loss, objective }: Cost): string {
  if (loss === 'all') return 'I accept that all data of the target is replaced.';
  return `I accept losing up to ${lengthUp(loss)} of writes (objective: ${duration(objective.rpoMs ?? 0)}).`;
}

/** Rounded up: what is acknowledged is never less than what may be lost. */
export function lengthUp(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  return minutes < 120 ? `${minutes} min` : duration(minutes * 60_000);
}
