import { missingVotes, type People } from '#core/approval.ts';
import { openAttempts } from '#core/attempts.ts';
import type { Closed } from '#core/freeze.ts';
import { decidersOf, type RestoreRequest, type StateOf } from '#core/restore-request.ts';
import { clock, duration, whenMinute } from './date.ts';
import { bold } from './escape.ts';
import { mentionThose, listed, person, plannersOf } from './people.ts';

/*
 * What comes next, and when: every sentence about when approvals open, when something starts and when it expires is
 * made here, for the review, the card, the approval form, the thread and a notification.
 */

/** What comes next for a request, or for what somebody is about to ask. */
export type Ahead =
  /** Nobody can approve it yet. `expiresAt`: where the end is not known and the window runs all the same. */
  | {
      readonly type: 'closed';
      readonly closed: Closed;
      readonly quorum: number;
      readonly windowMs: number;
      readonly expiresAt?: Date;
    }
  /** Not asked yet: `who` has the whole window; empty: the rule names nobody but the requester. */
  | { readonly type: 'window'; readonly who: string; readonly windowMs: number }
  | { readonly type: 'start-at-once' }
  /** `isOpen`: an earlier attempt may have been carried out. */
  | { readonly type: 'votes'; readonly who: string; readonly expiresAt: Date; readonly isOpen: boolean }
  | { readonly type: 'starting'; readonly expiresAt: Date }
  | { readonly type: 'held'; readonly expiresAt: Date };

/** What comes next for a request that waits; `undefined`: it waits for no person and no start. */
export function aheadOf(request: RestoreRequest): Ahead | undefined {
  const { state, requirement } = request;
  const { quorum, windowMs } = requirement;
  if (state.tag === 'approved') {
    return { type: state.hold === undefined ? 'starting' : 'held', expiresAt: state.dispatchBy };
  }
  if (state.tag !== 'pending-approval') return undefined;
  const { closed, expiresAt } = state;
  return closed === undefined
    ? { type: 'votes', who: stillToApprove(request), expiresAt, isOpen: openAttempts(request).length > 0 }
    : { type: 'closed', closed, quorum, windowMs, expiresAt };
}

/** The same in sentences, mrkdwn. `at` shows an instant. */
export function aheadText(ahead: Ahead | undefined, at: (instant: Date) => string = whenMinute): string {
  switch (ahead?.type) {
    case undefined:
      return '';
    case 'closed':
      return closedText(ahead, at);
    case 'window':
      if (ahead.who === '') return '*Nobody can approve this:* the rule names nobody but you.';
      return `*${ahead.who} must approve this* within ${duration(ahead.windowMs)}. Then it starts automatically.`;
    case 'start-at-once':
      return '*It needs no approval* and starts at once.';
    case 'votes':
      return `${ahead.who} must approve by ${at(ahead.expiresAt)}, or it ${ahead.isOpen ? 'is not sent again. Nobody knows what became of the earlier attempt.' : 'expires.'}`;
    case 'starting':
      return `It starts now. If it cannot start by ${at(ahead.expiresAt)}, it expires.`;
    case 'held':
      return `Starts automatically when this is fixed. Expires ${at(ahead.expiresAt)}.`;
  }
}

function closedText(
  { closed, quorum, windowMs, expiresAt }: Extract<Ahead, { type: 'closed' }>,
  at: (instant: Date) => string,
): string {
  const { opensAt } = closed;
  const notYet = quorum === 0 ? 'so it does not start yet' : 'so nobody can approve this yet';
  const why = `${freezeText(closed)}, ${notYet}.`;
  if (opensAt === undefined) {
    const then = quorum === 0 ? 'It starts automatically when that ends' : 'Approvals open when that ends';
    const end = expiresAt === undefined ? `${duration(windowMs)} after it was asked` : `at ${at(expiresAt)}`;
    return `${why} Nobody knows when that ends. ${then}. If it does not end in time, the request expires ${end}.`;
  }
  const opens = `${at(opensAt)} (${clock(opensAt, new Date(0))})`;
  return quorum === 0
    ? `${why} *It starts automatically at ${opens}*, after a new check. Withdraw it if it is no longer wanted.`
    : `${why} *Approvals open at ${opens}.* Then the target is checked again, the approvers are notified, and they have ${duration(windowMs)}.`;
}

/** Which freeze keeps restores from starting, the beginning of a sentence. */
export function freezeText({ freeze, effect }: Pick<Closed, 'freeze' | 'effect'>): string {
  return effect === 'deny'
    ? `The freeze ${bold(freeze)} is in force`
    : `Restores start only in the times of ${bold(freeze)}`;
}

/** `1 of 2 approved: @Ben` */
export function tally(votes: StateOf<'approved'>['votes'], quorum: number): string {
  const by = votes.length === 0 ? '' : `: ${listed(votes.map((vote) => person(vote.by)))}`;
  return `${votes.length} of ${quorum} approved${by}`;
}

/** `One more person of @dba, at least 1 of @security,`: who can still make the quorum; those who voted are not notified. */
export function stillToApprove(request: RestoreRequest): string {
  const { state, requirement } = request;
  const voted = 'votes' in state ? state.votes : [];
  const missing = missingVotes(requirement, voted);
  const more = voted.length === 0 ? '' : ' more';
  // Those who have agreed may all be of the wrong group: then there is one more to come all the same.
  const count = Math.max(missing.more, ...missing.from.map((one) => one.count));
  const people = count === 1 ? `One${more} person` : `${count}${more} people`;
  const call = (those: People) =>
    mentionThose(those, request, ...voted.map(({ by }) => by), ...plannersOf(request));
  const among = missing.from.map(
    (one) => `at least ${one.count}${more} of ${call({ users: [], groups: [one.group] })}`,
  );
  const which = among.length === 0 ? '' : `, ${listed(among)},`;
  return `${people} of ${call(decidersOf(request))}${which}`;
}
