import { openAttempts } from '#core/attempts.ts';
import { currentLook, tookMs } from '#core/duty.ts';
import type { Look } from '#core/look.ts';
import type { StoredRequest } from '#core/ports.ts';
import { type RequestIn, type RestoreRequest, type State, type StateOf } from '#core/restore-request.ts';
import { canBeTakenOver } from '#core/take-over.ts';
import type { Reason } from '#core/why.ts';
import { stoppedBy, whatWasSent } from './attempts.ts';
import { clock, duration, timeOfDay, when } from './date.ts';
import { checkLines, endSentence, failedChecks } from './ends.ts';
import { line, name, quote } from './escape.ts';
import { etaLine } from './estimate.ts';
import { failureSentence, leftByStop, maybeLost } from './left-behind.ts';
import { aheadOf, aheadText, tally } from './next-step.ts';
import { measuredLine } from './objectives.ts';
import { deciders, person } from './people.ts';
import { plainReason, reasonText } from './why.ts';

/** A number that has not changed for less than this is nothing to mention. */
const stillMs = 10 * 60_000;
/** Looks further apart than this are worth explaining. */
const rareMs = 90_000;

/** What has happened and who must act, mrkdwn: the part of the card that changes with the state. */
export function statusLines(stored: StoredRequest, now: Date): string {
  const { request } = stored;
  const { state } = request;
  switch (state.tag) {
    case 'pending-approval':
      return pending(request, state);
    case 'approved':
      return approved(stored, state);
    case 'submitting':
      return submitting(request, state);
    case 'restoring':
      return restoring(stored, state, now);
    case 'verifying':
      return `The vendor finished ${when(state.finishedAt)}. restorebot is checking the target now.`;
    case 'unknown':
      return unknown(request, state);
    case 'succeeded':
      return succeeded(request, state);
    case 'failed':
      return failed(request, state);
    case 'denied':
      return `${person(state.by)} denied it ${when(state.at)}:\n${quote(state.reason)}${request.attempts.length === 0 ? '' : `\n${whatWasSent(request)}`}`;
    case 'cancelled':
      return cancelled(request, state);
    case 'expired':
      return `${reasonText(state)} ${whatWasSent(request)}`;
  }
}

function pending(request: RestoreRequest, state: StateOf<'pending-approval'>): string {
  const ahead = aheadText(aheadOf(request));
  return state.closed === undefined ? `*${tally(state.votes, request.requirement.quorum)}.* ${ahead}` : ahead;
}

function approved({ request, look }: StoredRequest, state: StateOf<'approved'>): string {
  const voted = approvedBy(request.requirement.quorum, state, request.glass);
  const ahead = aheadText(aheadOf(request));
  // A record that was set back takes no event that says so.
  if (currentLook(request, look)?.olderThanAudit === true) {
    return [voted, `*Waiting:* ${olderThanAudit}`, ahead].join('\n');
  }
  // The pause has its own block on the card, which says more.
  if (state.hold === undefined || state.hold.why?.code === 'paused') return `${voted} ${ahead}`;
  return [voted, `*Waiting:* ${waitingFor(state.hold)}`, ahead].join('\n');
}

const olderThanAudit =
  'The audit knows more about this request than its record does: the record was set back, so it does not start. Run `restorebot audit verify`.';

/** Why it does not start yet, and when that is over, where anybody knows. */
export function waitingFor({ until, ...reason }: Reason & { readonly until?: Date | undefined }): string {
  return until === undefined ? reasonText(reason) : `${reasonText(reason)} Until ${when(until)}.`;
}

function approvedBy(quorum: number, { votes }: StateOf<'approved'>, glass: RestoreRequest['glass']): string {
  if (glass?.holds === true) return `*${person(glass.by)} starts it alone.*`;
  return quorum === 0 ? 'The rule asks for nobody’s approval.' : `*${tally(votes, quorum)}.*`;
}

function submitting(request: RestoreRequest, state: StateOf<'submitting'>): string {
  const sent =
    state.answer === 'awaited'
      ? [`Attempt ${state.attempt}: sending it to the vendor. It can no longer be withdrawn.`]
      : [
          `Attempt ${state.attempt}: the vendor’s answer was lost, so the restore may or may not have begun.`,
          'restorebot looks for it there before anything else; it does not send it a second time blindly.',
        ];
  return [...sent, ...troubleLines(request, state)].join('\n');
}

function restoring(stored: StoredRequest, state: StateOf<'restoring'>, now: Date): string {
  const look = currentLook(stored.request, stored.look);
  const eta = etaLine(stored.request);
  const share = look?.fraction === undefined ? '' : `${bar(look.fraction)} *${percent(look.fraction)}* · `;
  const detail = look === undefined || look.detail === '' ? 'Accepted by the vendor.' : line(look.detail);
  return [
    `${share}${detail}`,
    `Running since ${when(state.submittedAt)}.${look === undefined ? '' : ` ${looked(look, state.submittedAt)}`}`,
    ...(eta === '' ? [] : [eta]),
    ...(look?.stillSince === undefined || isShort(now.getTime() - look.stillSince.getTime(), state)
      ? []
      : [`:hourglass: *No progress since ${timeOfDay(look.stillSince)}.*`]),
    ...troubleLines(stored.request, state),
    ...(state.cancelAskedAt === undefined
      ? []
      : [
          `${state.cancelAskedBy === undefined ? 'The vendor was asked' : `${person(state.cancelAskedBy)} asked the vendor`} to stop it ${when(state.cancelAskedAt)}; it may still finish.`,
        ]),
  ].join('\n');
}

/** A stall that was told shows, however soon that was. */
function isShort(stillForMs: number, { stalled }: StateOf<'restoring'>): boolean {
  return stalled === undefined && stillForMs < stillMs;
}

/** What keeps restorebot from seeing it, and who can take it over. */
function troubleLines(
  request: RestoreRequest,
  state: StateOf<'submitting'> | StateOf<'restoring'>,
): readonly string[] {
  const { trouble } = state;
  const cannot = state.tag === 'submitting' ? 'look for it' : 'follow it';
  return [
    ...(trouble === undefined
      ? []
      : [
          `:warning: *restorebot cannot ${cannot} since ${timeOfDay(trouble.since)}:* ${reasonText(trouble)}`,
        ]),
    ...(canBeTakenOver(state)
      ? [
          `If restorebot cannot see it to its end, ${deciders(request)} can use Take it over, and decide what becomes of it.`,
        ]
      : []),
  ];
}

/**
 * An instant and no age: a card is not drawn again until something changes. Where looks are far between, because many
 * restores share a vendor's limit, the next one is said too.
 */
function looked({ at, next }: Look, since: Date): string {
  const rare = next.getTime() - at.getTime() > rareMs;
  const after = duration(at.getTime() - since.getTime());
  return `Last checked ${timeOfDay(at)}, after ${after}.${rare ? ` Next check ${timeOfDay(next)} (many restores run).` : ''}`;
}

/** Ten parts, filled as far as the vendor says. */
function bar(fraction: number): string {
  const full = Math.floor(Math.min(1, Math.max(0, fraction)) * 10);
  return `${'▰'.repeat(full)}${'▱'.repeat(10 - full)}`;
}

function percent(fraction: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, fraction)) * 100)} %`;
}

function unknown(request: RestoreRequest, state: StateOf<'unknown'>): string {
  const { candidates } = state.known;
  const shown = candidates.slice(0, 10).map((id) => `• ${name(id)}`);
  const left = candidates.length - shown.length;
  return [
    ...stoppedBy(state.known),
    `*What is known:* ${reasonText(state.known)}`,
    ...(shown.length === 0
      ? ['restorebot found nothing at the vendor that could be it.']
      : ['*Possible matches at the vendor:*', ...shown]),
    ...(left > 0 ? [`• and ${left} more`] : []),
    'Nobody else can restore this target until this is decided.',
    `${deciders(request)} must look at the vendor’s console, then choose: follow the restore that runs there, submit it again (new approvals), or close it.`,
  ].join('\n');
}

function succeeded(request: RestoreRequest, state: StateOf<'succeeded'>): string {
  const { impact, askedAt } = request;
  const made = impact.type === 'download' ? 'Ready' : 'Restored';
  const { verification } = state;
  const took = duration(tookMs(state) ?? 0);
  return [
    endSentence(verification, impact),
    checkLines(verification),
    `${made} ${duration(state.finishedAt.getTime() - askedAt.getTime())} after it was asked; the vendor took ${took}, until ${when(state.finishedAt)}.`,
    measuredLine(request, state),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function failureText({ reason, by }: StateOf<'failed'>): string {
  if (reason.code !== 'outcome-unknown') return failureSentence(reason);
  const who = by === undefined ? 'A person' : person(by);
  return `${who} closed it without an outcome. Nobody knows whether the vendor restored anything. Look at the target before you use it.`;
}

function failed(request: RestoreRequest, state: StateOf<'failed'>): string {
  const isOpen = state.reason.code === 'refused-by-vendor' && openAttempts(request).length > 0;
  return [
    failureText(state),
    ...(isOpen ? [whatWasSent(request)] : []),
    quote(plainReason(state.reason)),
    maybeLost(request, state.at),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function cancelled(request: RestoreRequest, state: StateOf<'cancelled'>): string {
  if (state.by === 'vendor') {
    return `The vendor stopped it ${when(state.at)}. ${leftByStop(request.impact)} ${maybeLost(request, state.at)}`.trim();
  }
  const who = state.who === undefined ? 'It was withdrawn' : `${person(state.who)} withdrew it`;
  return request.attempts.length === 0
    ? `${who} ${when(state.at)}, before anything was sent to the vendor.`
    : `${who} ${when(state.at)}. ${whatWasSent(request)}`;
}

/** The same for a notification: one sentence, without what a phone does not show. */
export function statusSentence(request: RequestIn<State['tag']>, now: Date): string {
  const { state, requirement } = request;
  switch (state.tag) {
    case 'pending-approval': {
      const ahead = aheadText(aheadOf(request), (at) => clock(at, now));
      return state.closed === undefined ? `${tally(state.votes, requirement.quorum)}. ${ahead}` : ahead;
    }
    case 'approved':
      return [
        ...(state.hold === undefined ? [] : [`Waiting: ${waitingFor(state.hold)}`]),
        aheadText(aheadOf(request), (at) => clock(at, now)),
      ].join(' ');
    case 'unknown':
      return `${reasonText(state.known)} ${deciders(request)} must decide.`;
    case 'failed':
      return `${failureText(state)} ${reasonText(state.reason)}`;
    case 'denied':
      return `By ${person(state.by)}: ${line(state.reason)}`;
    case 'expired':
      return reasonText(state);
    case 'succeeded':
      return [failedChecks(state.verification), endSentence(state.verification, request.impact)]
        .filter((part) => part !== '')
        .join(' ');
    case 'cancelled':
      return cancelled(request, state);
    case 'submitting':
    case 'restoring':
    case 'verifying':
      return '';
  }
}
