import type { Vote } from '#core/approval.ts';
import type { EventOf, RequestEvent } from '#core/events.ts';
import { fold } from '#core/evolve.ts';
import { type Acknowledged, unacknowledged } from '#core/objectives.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { RestoreKind } from '#core/provider.ts';
import { restoredTo } from '#core/restore-plan.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { isSameRefusal } from '#core/retries.ts';
import { stoppedBy, whatWasSent } from './attempts.ts';
import { type Rendered, rendered, section } from './blocks.ts';
import { reviewersOf } from './break-glass.ts';
import { waitingFor } from './card-status.ts';
import { duration, lengthUp, timeOfDay, when } from './date.ts';
import { checkLines, endHeadline, endSentence } from './ends.ts';
import { bold, line, name, quote } from './escape.ts';
import { mark } from './headline.ts';
import { failureSentence, leftByStop } from './left-behind.ts';
import { limits } from './limits.ts';
import { aheadOf, aheadText, tally } from './next-step.ts';
import { approvers as approversOf, mentionThose, listed, person } from './people.ts';
import { consoleOf, vendorFirst, vendorOf } from './vendor.ts';
import { plainReason, reasonText } from './why.ts';

/**
 * One line in the thread for an event that matters to somebody; `undefined` for the others, which the card shows
 * or the witness has already told. It says what was true right after the event, however late it is posted.
 */
export function renderLine(
  event: RequestEvent,
  stored: StoredRequest,
  kind?: RestoreKind,
): Rendered | undefined {
  const then = fold(stored.events.slice(0, stored.events.indexOf(event) + 1)) ?? stored.request;
  const said = sentence(event, then, stored.events, kind);
  const text = said === undefined ? undefined : `${said}${toAccept(event, then)}`;
  return text === undefined ? undefined : rendered(text, [section(text)]);
}

/** The requester must act too, once the vote has begun again: they are called where the thread says that it has. */
function toAccept({ type }: RequestEvent, then: RestoreRequest): string {
  const begins = ['votes-voided', 'vote-withdrawn', 'asked-again', 'replanned', 'approvals-opened'];
  if (!begins.includes(type) || unacknowledged(then) === undefined) return '';
  return ` ${person(then.requester)}: before approvals are complete, accept the loss with *Accept the loss…* on the card.`;
}

function accepting({ acknowledged }: Pick<Vote, 'acknowledged'> = {}): string {
  return acknowledged === undefined ? '' : ` and accepted the loss${lossOfTick(acknowledged)}`;
}

function lossOfTick({ loss }: Acknowledged): string {
  return loss === 'all' ? ' of all data of the target' : ` of up to ${lengthUp(loss)} of writes`;
}

function sentence(
  event: RequestEvent,
  then: RestoreRequest,
  all: readonly RequestEvent[],
  kind: RestoreKind | undefined,
): string | undefined {
  const approvers = approversOf(then);
  const ahead = aheadText(aheadOf(then));
  const who = event.by === undefined ? 'restorebot' : person(event.by);
  const vendor = vendorOf(kind);
  const first = vendorFirst(kind);
  switch (event.type) {
    case 'asked':
    /** The witness posts its own line, before the write leaves. */
    case 'dispatched':
      return undefined;
    case 'vote-cast':
      if (completed(event, all)) return undefined;
      return `:ballot_box_with_check: ${who} approved${accepting(event.vote)}: ${count(then)}.`;
    case 'vote-withdrawn':
      return `:leftwards_arrow_with_hook: ${who} withdrew their approval. ${votes(then)}. ${ahead}`;
    case 'acknowledged':
      return `:ballot_box_with_check: ${who} accepted the loss${lossOfTick(event.acknowledged)}.`;
    case 'reminded':
      return `:bell: Still waiting: ${votes(then)}. ${ahead}`;
    case 'escalated':
      return `:bell: Nobody has decided yet, so ${mentionThose(event.to, then)} can decide as well. ${ahead}`;
    case 'glass-broken':
      return `:fire_extinguisher: *${who} used break-glass and starts this restore alone*, because:\n${quote(event.reason)}\n${reviewersOf(then)} must review it afterwards.`;
    case 'replanned':
      return `:repeat: ${who} chose another backup: this now restores the one of ${when(restoredTo(then.plan.plan.point))}. It is a new plan, so earlier approvals do not count. ${ahead} Asked by ${person(then.requester)}.`;
    case 'glass-reviewed':
      return `:mag: ${who} reviewed the break-glass:\n${quote(event.note)}`;
    case 'review-reminded':
      return `:bell: Break-glass was used here and nobody has reviewed it yet. ${reviewersOf(then)}: use *Review…* on the card.`;
    case 'approved':
      return approvedLine(event, then);
    case 'votes-voided':
      return voidedLine(event, then);
    case 'approvals-closed':
      return closedLine(event, then, all);
    case 'approvals-opened':
      return then.requirement.quorum === 0
        ? undefined
        : `:bell: *Approvals are open:* the freeze is over, and the target was checked again. ${ahead}`;
    case 'denied':
      return `:no_entry_sign: ${who} denied it:\n${quote(event.reason)}`;
    case 'cancelled':
      return `:octagonal_sign: ${who} withdrew the request. ${whatWasSent(then, kind)}`;
    case 'expired':
      return `:alarm_clock: ${reasonText(event, kind)} ${whatWasSent(then, kind)}`;
    case 'held':
      return `:hourglass: Waiting: ${waitingFor(event)}`;
    case 'answer-lost':
      return `:warning: *No answer from ${vendor}:* ${lostText(event, kind)} restorebot is looking for it there, and does not send it again until that is clear.`;
    case 'not-accepted':
      return isSameRefusal(all, event) ? undefined : notAcceptedLine(event, then, kind);
    case 'refused':
      return `:x: ${failureSentence(event.reason, kind)}\n${quote(plainReason(event.reason, kind))}`;
    case 'submitted':
      return event.found
        ? `:mag: Found at ${vendor}: the restore was accepted. restorebot follows it.`
        : `:arrows_counterclockwise: ${first} accepted the restore.`;
    case 'became-unknown':
      return unknownLine(event, approvers, kind);
    case 'trouble-began':
      return then.state.tag === 'submitting'
        ? `:warning: *restorebot cannot look for the restore right now:* ${reasonText(event, kind)} It does not send the restore again until it can.`
        : `:warning: *restorebot cannot follow the restore right now:* ${reasonText(event, kind)} It may still be running at ${vendor}.`;
    case 'trouble-ended':
      return `:white_check_mark: restorebot can ${then.state.tag === 'submitting' ? 'look for' : 'follow'} the restore again.`;
    case 'stalled':
      return stalledLine(event, then, approvers, kind);
    case 'moving-again':
      return ':arrow_forward: The restore is making progress again.';
    case 'cancel-asked':
      if (event.freeze !== undefined) {
        return `:octagonal_sign: The freeze ${bold(event.freeze.freeze)} stops running restores, so restorebot asked ${vendor} to stop this one. It may still finish.`;
      }
      return `:octagonal_sign: ${who} asked ${vendor} to stop the restore. It may still finish.${event.reason === undefined ? '' : `\n${quote(event.reason)}`}`;
    case 'cancelled-at-vendor':
      return `:octagonal_sign: ${first} stopped it. ${leftByStop(then.impact, kind)}`;
    case 'failed':
      return `:x: ${failureSentence(event.reason, kind)}\n${quote(plainReason(event.reason, kind))}`;
    case 'restored':
      return `:mag: ${first} finished ${when(event.finishedAt)}. restorebot is checking the target now.`;
    case 'verified':
      return verifiedLine(event, then);
    case 'adopted':
      return `:link: ${who} decided that operation ${name(event.operationId)} at ${vendor} is this restore. restorebot follows it.`;
    case 'asked-again':
      return `:repeat: ${who} asked to submit it again. It needs new approvals. ${ahead}`;
    case 'closed':
      return `:x: ${event.by === undefined ? 'restorebot' : who} closed it without an outcome:\n${quote(plainReason(event, kind))}`;
    case 'secret-received':
      return `:key: A secret came with it (${listed(event.labels.map(name))}). ${person(then.requester)} can show it with the button on the card until ${when(event.until)}. Nobody else can.`;
    /** The card says how long it can still be shown; that it was is in the audit. */
    case 'secret-revealed':
    case 'secret-shown':
    case 'secret-forgotten':
      return undefined;
  }
}

/** What failed, without what a person would do about it: restorebot does that. */
function lostText(event: EventOf<'answer-lost'>, kind: RestoreKind | undefined): string {
  const { why } = event;
  const what = why?.code === 'vendor-call-failed' ? `${line(why.detail)}.` : reasonText(event, kind);
  return `${what} The restore may have started.`;
}

/** Whether this vote was the last one needed: then the line of `approved` tells it. */
function completed(event: EventOf<'vote-cast'>, all: readonly RequestEvent[]): boolean {
  return all.some((other) => other.type === 'approved' && other.commandId === event.commandId);
}

function votes({ state, requirement }: RestoreRequest): string {
  return tally('votes' in state ? state.votes : [], requirement.quorum);
}

/** `1 of 2` */
function count({ state, requirement }: RestoreRequest): string {
  return `${'votes' in state ? state.votes.length : 0} of ${requirement.quorum}`;
}

function approvedLine({ by }: RequestEvent, then: RestoreRequest): string {
  const { requirement, glass, requester, state } = then;
  const ahead = aheadText(aheadOf(then));
  if (glass?.holds === true) {
    return `:ballot_box_with_check: ${person(glass.by)} starts it alone. Nobody approved it. ${person(requester)}: ${ahead}`;
  }
  if (requirement.quorum === 0) {
    return `:ballot_box_with_check: The rule ${bold(requirement.rule)} requires no approval. ${ahead}`;
  }
  // Votes that waited for the requester's word are complete with it: nobody approves then.
  const vote = 'votes' in state ? state.votes.find((each) => each.by === by) : undefined;
  const how = by === undefined ? 'Approved' : `${person(by)} approved${accepting(vote)}`;
  return `:ballot_box_with_check: ${how}: ${count(then)}. ${person(requester)}: ${ahead}`;
}

/** A freeze that was in force when it was asked is on the card from the start. */
function closedLine(
  event: EventOf<'approvals-closed'>,
  then: RestoreRequest,
  all: readonly RequestEvent[],
): string | undefined {
  if (all.some(({ type, commandId }) => type === 'asked' && commandId === event.commandId)) return undefined;
  const before = fold(all.slice(0, all.indexOf(event)));
  const agreed = before !== undefined && 'votes' in before.state && before.state.votes.length > 0;
  const takenBack = agreed || before?.glass?.holds === true ? ' *Earlier approvals no longer count.*' : '';
  return `:snowflake:${takenBack} ${aheadText(aheadOf(then))} ${person(then.requester)}`;
}

/** Told once for one reason, however often it is tried. */
function notAcceptedLine(
  event: EventOf<'not-accepted'>,
  { state }: RestoreRequest,
  kind: RestoreKind | undefined,
): string {
  const why = reasonText(event, kind);
  const again =
    state.tag === 'approved' ? ` restorebot tries again until ${timeOfDay(state.dispatchBy)}.` : '';
  if (event.proof === undefined) return `:warning: ${why}${again}`;
  return event.proof === 'not-sent'
    ? `:warning: It was not sent: ${why}${again}`
    : `:warning: ${vendorFirst(kind)} did not accept it: ${why}${again}`;
}

function voidedLine(event: EventOf<'votes-voided'>, then: RestoreRequest): string {
  const more = event.differences.length - limits.list;
  const changes = event.differences
    .slice(0, limits.list)
    .map(({ label, before, after }) => `• ${line(label)}: ${name(before)} → ${name(after)}`);
  return [
    `:warning: *The approvals no longer count:* ${reasonText(event)}`,
    ...changes,
    ...(more > 0 ? [`• and ${more} more`] : []),
    `${aheadText(aheadOf(then))} ${person(then.requester)}`,
  ].join('\n');
}

function unknownLine(
  { by, known }: EventOf<'became-unknown'>,
  approvers: string,
  kind: RestoreKind | undefined,
): string {
  const stopped = stoppedBy(known);
  if (stopped.length > 0) {
    return `:grey_question: *The outcome is unknown.* ${stopped.join('\n')}\n${reasonText(known, kind)} ${approvers}: check the target in ${consoleOf(kind)}, then decide with the buttons on the card.`;
  }
  const why =
    by === undefined
      ? 'The outcome is unknown. restorebot does nothing until somebody decides.'
      : `${person(by)} took it over. restorebot does nothing until somebody decides.`;
  return `:grey_question: *${why}* ${reasonText(known, kind)} ${approvers}: check the target in ${consoleOf(kind)}, then decide with the buttons on the card.`;
}

/** For the requester, and for those who may take it over. */
function stalledLine(
  event: EventOf<'stalled'>,
  then: RestoreRequest,
  approvers: string,
  kind: RestoreKind | undefined,
): string {
  const { state, requester } = then;
  const operation = 'operationId' in state ? ` (operation ${name(state.operationId ?? '')})` : '';
  const who = approvers === '' ? person(requester) : `${person(requester)}, ${approvers}`;
  return [
    `:hourglass: *No progress for ${duration(event.at.getTime() - event.since.getTime())}:* ${vendorOf(kind)} has shown the same status since ${timeOfDay(event.since)}. That is not a failure, and restorebot keeps checking.`,
    `${who}: check it in ${consoleOf(kind)}${operation}. If it is stuck there too, contact ${vendorOf(kind)} support. If it will never finish, use *Take it over* on the card.`,
  ].join('\n');
}

function verifiedLine(event: EventOf<'verified'>, then: RestoreRequest): string {
  const { impact, state, requester } = then;
  return [
    `${mark(state)} *${endHeadline(event, impact)}.* ${endSentence(event, impact)} ${person(requester)}`,
    checkLines(event),
  ]
    .filter((part) => part !== '')
    .join('\n');
}
