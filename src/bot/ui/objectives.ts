import type { KnownBlock } from '@slack/types';
import type { Estimate } from '#core/asked.ts';
import { runsSince } from '#core/history.ts';
import { type Cost, costNow, costOf, rtoOf, tickOf, unacknowledged } from '#core/objectives.ts';
import type { RestoreRequest, StateOf } from '#core/restore-request.ts';
import { goodEndOf } from '#core/verification.ts';
import { blocks, formActions } from '../ids.ts';
import { plainText } from './blocks.ts';
import { clock, duration, lengthUp, whenMinute } from './date.ts';
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
  return `It loses at most ${lengthUp(loss)} of writes if it starts by ${by}. ${objectiveSentence(cost)}`;
}

/** The same below a consequence, which has the number. */
function objectiveSentence({ loss, objective }: Cost): string {
  const is = loss === 'all' ? 'protects this target' : `is ${duration(objective.rpoMs ?? 0)}`;
  return `The objective ${bold(objective.name)} ${is}.`;
}

const follows: Readonly<Record<Cost['effect'], string>> = {
  within: '',
  warn: ' *The loss is over it.*',
  acknowledge: ' *Requester and approvers must accept the loss.*',
  refuse: ' *It refuses the loss, so nobody can approve this.* Choose a newer restore point.',
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
export function costLineOf(request: RestoreRequest, sentence = costSentence): string {
  const cost = costNow(request);
  if (cost === undefined) return '';
  const { effect } = cost;
  if (request.glass?.holds === true && effect !== 'within') {
    return `${signs.warn} ${sentence(cost)} *Break-glass passes the objective.*`;
  }
  const then = effect === 'acknowledge' ? ` ${whoAccepted(request)}` : follows[effect];
  return `${signs[effect]} ${sentence(cost)}${then}`;
}

/** The objective and what follows from it, below the consequence of a request that waits, which has the number. */
export function objectiveLine(request: RestoreRequest): string {
  return costLineOf(request, objectiveSentence);
}

/** Of a request, one knows who has accepted the loss, and who must. */
function whoAccepted(request: RestoreRequest): string {
  const requester = person(request.requester);
  if (unacknowledged(request) !== undefined) return `${requester} and *approvers must accept the loss.*`;
  return request.state.tag === 'pending-approval'
    ? `${requester} accepted the loss. *Approvers must accept it, too.*`
    : '*Requester and approvers accepted the loss.*';
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

/** An objective for the time that may be missed, for a card above its buttons; empty where none may. */
export function lateLine({ requirement, estimate }: RestoreRequest): string {
  const rto = rtoOf(requirement);
  return rto !== undefined && isLate(rto, estimate) ? rtoLine(requirement, estimate) : '';
}

function isLate(rto: number, estimate: Estimate | undefined): boolean {
  return estimate !== undefined && estimate.highMs > rto;
}

/** Whether its objectives were met, next to what it lost and took; empty where there are none. */
export function metLine(request: RestoreRequest, state: StateOf<'succeeded'>): string {
  const cost = costOf(request, runsSince(request, state));
  const rto = rtoOf(request.requirement);
  return [
    ...(cost === undefined || cost.loss === 'all' ? [] : [lossMet(cost.objective, cost.loss)]),
    ...(rto === undefined ? [] : [timeMet(request, state, rto)]),
  ].join(' ');
}

function lossMet({ name, rpoMs = 0 }: Cost['objective'], loss: number): string {
  return `The objective ${bold(name)} allows ${duration(rpoMs)} of lost writes: *${loss > rpoMs ? 'missed' : 'met'}*.`;
}

function timeMet({ impact, askedAt }: RestoreRequest, state: StateOf<'succeeded'>, rto: number): string {
  const took = state.at.getTime() - askedAt.getTime();
  return goodEndOf(state.verification, impact).type === 'verified'
    ? `Verified within ${duration(rto)} of asking: *${took > rto ? 'missed' : 'met'}*.`
    : `Not verified. The objective is to be verified within ${duration(rto)} of asking.`;
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
