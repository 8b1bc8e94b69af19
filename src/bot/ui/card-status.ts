import { openAttempts } from '#core/attempts.ts';
import { currentLook } from '#core/duty.ts';
import { runsSince, tookMs } from '#core/history.ts';
import type { Look } from '#core/look.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { RestoreKind } from '#core/provider.ts';
import { type RequestIn, type RestoreRequest, type State, type StateOf } from '#core/restore-request.ts';
import { canBeTakenOver } from '#core/take-over.ts';
import { goodEndOf } from '#core/verification.ts';
import type { Reason } from '#core/why.ts';
import { stoppedBy, whatWasSent } from './attempts.ts';
import { clock, duration, timeOfDay, when } from './date.ts';
import { endSentence, failedChecks, failedLines, otherLines } from './ends.ts';
import { line, name, quote } from './escape.ts';
import { etaLine } from './estimate.ts';
import { failureSentence, leftByStop, maybeLost, whatToTry } from './left-behind.ts';
import { aheadOf, aheadText, tally } from './next-step.ts';
import { metLine } from './objectives.ts';
import { deciders, person } from './people.ts';
import { consoleOf, vendorFirst, vendorOf } from './vendor.ts';
import { plainReason, reasonText } from './why.ts';

/** A shorter time without progress is not mentioned. */
const stillMs = 10 * 60_000;
/** Looks further apart than this are worth explaining. */
const rareMs = 90_000;

/** What has happened and who must act, mrkdwn: the part of the card that changes with the state. */
export function statusLines(stored: StoredRequest, now: Date, kind?: RestoreKind): string {
  const { request } = stored;
  const { state } = request;
  switch (state.tag) {
    case 'pending-approval':
      return pending(request, state);
    case 'approved':
      return approved(stored, state);
    case 'submitting':
      return submitting(request, state, kind);
    case 'restoring':
      return restoring(stored, state, now, kind);
    case 'verifying':
      return `${vendorFirst(kind)} finished ${when(state.finishedAt)}. restorebot is checking the target now.`;
    case 'unknown':
      return unknown(request, state, kind);
    case 'succeeded':
      return succeeded(request, state);
    case 'failed':
      return failed(request, state, kind);
    case 'denied':
      return `${person(state.by)} denied it ${when(state.at)}:\n${quote(state.reason)}${request.attempts.length === 0 ? '' : `\n${whatWasSent(request, kind)}`}`;
    case 'cancelled':
      return cancelled(request, state, kind);
    case 'expired':
      return `${reasonText(state, kind)} ${whatWasSent(request, kind)}`;
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
  return quorum === 0 ? 'The rule requires no approval.' : `*${tally(votes, quorum)}.*`;
}

function submitting(
  request: RestoreRequest,
  state: StateOf<'submitting'>,
  kind: RestoreKind | undefined,
): string {
  const attempt = `Attempt ${state.attempt}:`;
  const sent =
    state.answer === 'awaited'
      ? [`${attempt} sending it to ${vendorOf(kind)}. It can no longer be withdrawn.`]
      : [
          `${attempt} no answer from ${vendorOf(kind)}. The restore may have started.`,
          'restorebot is looking for it there, and does not send it again until that is clear.',
        ];
  return [...sent, ...troubleLines(request, state)].join('\n');
}

function restoring(
  stored: StoredRequest,
  state: StateOf<'restoring'>,
  now: Date,
  kind: RestoreKind | undefined,
): string {
  const look = currentLook(stored.request, stored.look);
  const since = runsSince(stored.request, state);
  const eta = etaLine(stored.request);
  const share = look?.fraction === undefined ? '' : `${bar(look.fraction)} *${percent(look.fraction)}* · `;
  const detail =
    look === undefined || look.detail === '' ? `Accepted by ${vendorOf(kind)}.` : line(look.detail);
  return [
    `${share}${detail}`,
    `Running since ${when(since)}.${look === undefined ? '' : ` ${looked(look, since)}`}`,
    ...(eta === '' ? [] : [eta]),
    ...(look?.stillSince === undefined || isShort(now.getTime() - look.stillSince.getTime(), state)
      ? []
      : [stillLine(look.stillSince)]),
    ...troubleLines(stored.request, state),
    ...stopLines(state, kind),
  ].join('\n');
}

/** Who asked the vendor to stop it. */
function stopLines(state: StateOf<'restoring'>, kind: RestoreKind | undefined): readonly string[] {
  const { cancelAskedAt, cancelAskedBy } = state;
  if (cancelAskedAt === undefined) return [];
  const who = cancelAskedBy === undefined ? 'A freeze' : person(cancelAskedBy);
  return [`${who} asked ${vendorOf(kind)} to stop it ${when(cancelAskedAt)}. It may still finish.`];
}

function stillLine(since: Date): string {
  return `:hourglass: *No progress since ${timeOfDay(since)}.*`;
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
          `If this does not get better, ${deciders(request)} can use *Take it over* and decide what happens next.`,
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

function unknown(request: RestoreRequest, state: StateOf<'unknown'>, kind: RestoreKind | undefined): string {
  const { candidates } = state.known;
  const shown = candidates.slice(0, 10).map((id) => `• ${name(id)}`);
  const left = candidates.length - shown.length;
  return [
    `*${deciders(request)} must decide:* check the target in ${consoleOf(kind)}, then use a button below. Until then nobody else can restore it.`,
    ...stoppedBy(state.known),
    `*What is known:* ${reasonText(state.known, kind)}${shown.length === 0 && state.known.because !== 'undecidable' ? ` No matching restore was found at ${vendorOf(kind)}.` : ''}`,
    ...(shown.length === 0 ? [] : [`*Possible matches at ${vendorOf(kind)}:*`, ...shown]),
    ...(left > 0 ? [`• and ${left} more`] : []),
  ].join('\n');
}

function succeeded(request: RestoreRequest, state: StateOf<'succeeded'>): string {
  const { verification } = state;
  const ran = tookMs({ submittedAt: runsSince(request, state), restoredAt: state.finishedAt });
  const took = ran === undefined ? 'finished' : `took ${duration(ran)}, until`;
  const vendor = line(verification.vendor ?? 'The vendor');
  return [
    endSentence(verification, request.impact),
    failedLines(verification),
    `${readyAfter(request, state)} ${vendor} ${took} ${when(state.finishedAt)}.`,
    metLine(request, state),
    otherLines(verification),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** `Restored 5 min after it was asked, verified after 6 min.` */
export function readyAfter({ impact, askedAt }: RestoreRequest, state: StateOf<'succeeded'>): string {
  const made = impact.type === 'download' ? 'Ready' : 'Restored';
  const sinceAsked = (at: Date) => duration(at.getTime() - askedAt.getTime());
  const isVerified = goodEndOf(state.verification, impact).type === 'verified';
  const verified = isVerified ? `, verified after ${sinceAsked(state.at)}` : '';
  return `${made} ${sinceAsked(state.finishedAt)} after it was asked${verified}.`;
}

/** That it failed, and what is known of the target. */
export function failureText({ reason, by }: StateOf<'failed'>, kind: RestoreKind | undefined): string {
  if (reason.code !== 'outcome-unknown') return failureSentence(reason, kind);
  const who = by === undefined ? 'A person' : person(by);
  return `${who} closed it without an outcome. Nobody knows whether ${vendorOf(kind)} restored anything. Check the target before you use it.`;
}

function failed(request: RestoreRequest, state: StateOf<'failed'>, kind: RestoreKind | undefined): string {
  const isOpen = state.reason.code === 'refused-by-vendor' && openAttempts(request).length > 0;
  return [
    failureText(state, kind),
    ...(isOpen ? [whatWasSent(request, kind)] : []),
    quote(plainReason(state.reason, kind)),
    maybeLost(request, state.at, kind),
    whatToTry(state.reason, kind),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function cancelled(
  request: RestoreRequest,
  state: StateOf<'cancelled'>,
  kind: RestoreKind | undefined,
): string {
  if (state.by === 'vendor') {
    return `${vendorFirst(kind)} stopped it ${when(state.at)}. ${leftByStop(request.impact, kind)} ${maybeLost(request, state.at, kind)}`.trim();
  }
  const who = state.who === undefined ? 'It was withdrawn' : `${person(state.who)} withdrew it`;
  return request.attempts.length === 0
    ? `${who} ${when(state.at)}, before anything was sent to ${vendorOf(kind)}.`
    : `${who} ${when(state.at)}. ${whatWasSent(request, kind)}`;
}

/** The same for a notification: one sentence, without what a phone does not show. */
export function statusSentence(request: RequestIn<State['tag']>, now: Date, kind?: RestoreKind): string {
  const { state, requirement } = request;
  switch (state.tag) {
    case 'pending-approval': {
      const ahead = aheadText(aheadOf(request), (at) => clock(at, now));
      return state.closed === undefined ? `${tally(state.votes, requirement.quorum)}. ${ahead}` : ahead;
    }
    case 'approved':
      return [
        approvedBy(requirement.quorum, state, request.glass).replaceAll('*', ''),
        ...(state.hold === undefined ? [] : [`Waiting: ${waitingFor(state.hold)}`]),
        aheadText(aheadOf(request), (at) => clock(at, now)),
      ].join(' ');
    case 'unknown':
      return `${reasonText(state.known, kind)} ${deciders(request)} must decide.`;
    case 'failed':
      return `${failureText(state, kind)} ${reasonText(state.reason, kind)}`;
    case 'denied':
      return `By ${person(state.by)}: ${line(state.reason)}`;
    case 'expired':
      return reasonText(state, kind);
    case 'succeeded':
      return [failedChecks(state.verification), endSentence(state.verification, request.impact)]
        .filter((part) => part !== '')
        .join(' ');
    case 'cancelled':
      return cancelled(request, state, kind);
    case 'submitting':
      return troubleLines(request, state).join(' ');
    case 'restoring':
      return [
        ...(state.stalled === undefined ? [] : [stillLine(state.stalled.since)]),
        ...troubleLines(request, state),
        ...stopLines(state, kind),
      ].join(' ');
    case 'verifying':
      return '';
  }
}
