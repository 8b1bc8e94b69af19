import { hash } from 'node:crypto';
import { reviewDue } from './break-glass.ts';
import { type Closed, sameClosed } from './freeze.ts';
import { after, earliest } from './instant.ts';
import type { Look } from './look.ts';
import { nudgesOf } from './nudges.ts';
import { type RequestIn, type RestoreRequest, type State } from './restore-request.ts';
import type { Thread } from './thread.ts';

/** Every interval of the work on a request, milliseconds; all from the configuration. */
export interface Timing {
  /** How long a write may leave the process after its intent is saved. @default 10_000 */
  readonly postWithinMs: number;
  /** Between two looks at a request that cannot start yet. @default 15_000 */
  readonly holdMs: number;
  /** Between two reads of one find. @default 5_000 */
  readonly findEveryMs: number;
  /** How many reads must show nothing before "nothing" is believed. @default 3 */
  readonly findReads: number;
  /** How long after `postBy` a find may begin; absent: as the kind of restore says. */
  readonly settleMs?: number;
  /** The first look at a running restore comes after this. @default 5_000 */
  readonly lookFirstMs: number;
  /** No two looks are further apart than this. @default 60_000 */
  readonly lookMaxMs: number;
  /** Transient failures of looks are announced after this. @default 300_000 */
  readonly troubleAfterMs: number;
  /** The card of a running restore first shows progress after this; later ones are further apart. @default 60_000 */
  readonly progressAfterMs: number;
  /** A restore without progress for this long is announced, then again at growing intervals. @default 1_800_000 */
  readonly stallAfterMs: number;
}

type DutyNow =
  | 'expire'
  | 'end-for-freeze'
  | 'close-approvals'
  | 'open-approvals'
  | 'remind'
  | 'escalate'
  | 'dispatch'
  | 'find'
  | 'look'
  | 'verify'
  | 'forget-secrets'
  | 'remind-review';

/** The one thing that is to be done with a request now. */
export type Duty =
  | { readonly type: DutyNow }
  | { readonly type: 'wait'; readonly until: Date }
  | { readonly type: 'nothing' };

/** What freezes do to a request that waits, as the configuration is now. */
export interface Freezing {
  /** When one ends it; absent: none will. */
  readonly endsAt?: Date | undefined;
  /** One that holds it now; absent: none does. */
  readonly closed?: Closed | undefined;
  /** When the next one begins that holds it; absent: none will. */
  readonly closesAt?: Date | undefined;
}

/** A freeze may be changed or removed in the configuration while a request waits for its end. */
const freezeCheckMs = 5 * 60_000;

/** Identifies the state that a look belongs to. */
export function stateKey(state: State): string {
  return state.tag === 'submitting' ? `submitting-${state.attempt}` : state.tag;
}

/** The look, where it is one at the present state. */
export function currentLook(request: RestoreRequest, look: Look | undefined): Look | undefined {
  return look?.of === stateKey(request.state) ? look : undefined;
}

/**
 * What is to be done now; `settleMs` is the kind's, unless the configuration has its own. `freezing`: absent where
 * nobody asked the configuration; then no freeze is seen to begin or to end.
 */
export function dutyOf(
  request: RestoreRequest,
  look: Look | undefined,
  settleMs: number,
  now: Date,
  freezing?: Freezing,
): Duty {
  const { secrets } = request;
  const forgetAt = secrets?.forgottenAt === undefined ? secrets?.until : undefined;
  const reviewAt = reviewDue(request);
  // Neither does I/O at a vendor, so nothing else waits for them.
  if (forgetAt !== undefined && now >= forgetAt) return { type: 'forget-secrets' };
  if (reviewAt !== undefined && now >= reviewAt) return { type: 'remind-review' };
  const duty = unlessEnded(
    request,
    freezing?.endsAt,
    now,
    dutyOfState(request, look, settleMs, now, freezing),
  );
  if (duty.type !== 'wait' && duty.type !== 'nothing') return duty;
  const until = earliest(duty.type === 'wait' ? duty.until : undefined, forgetAt, reviewAt);
  return until === undefined ? duty : { type: 'wait', until };
}

/** A freeze with `pending: end` ends a waiting request, whatever else is due. */
function unlessEnded({ state }: RestoreRequest, endsAt: Date | undefined, now: Date, duty: Duty): Duty {
  const waits = state.tag === 'pending-approval' || state.tag === 'approved';
  if (!waits || endsAt === undefined || duty.type === 'expire') return duty;
  if (now >= endsAt) return { type: 'end-for-freeze' };
  return duty.type === 'wait' ? { type: 'wait', until: earliest(duty.until, endsAt) ?? endsAt } : duty;
}

function dutyOfPending(request: RequestIn<'pending-approval'>, now: Date, freezing?: Freezing): Duty {
  const { expiresAt, closed } = request.state;
  const { remindAt, escalateAt } = nudgesOf(request);
  if (now >= expiresAt) return { type: 'expire' };
  if (freezing !== undefined && !sameClosed(closed, freezing.closed)) {
    return { type: freezing.closed === undefined ? 'open-approvals' : 'close-approvals' };
  }
  if (closed !== undefined) {
    const until = after(now, freezeCheckMs);
    return { type: 'wait', until: earliest(expiresAt, closed.opensAt, until) ?? until };
  }
  if (escalateAt !== undefined && now >= escalateAt) return { type: 'escalate' };
  if (remindAt !== undefined && now >= remindAt) return { type: 'remind' };
  return { type: 'wait', until: earliest(expiresAt, remindAt, escalateAt, freezing?.closesAt) ?? expiresAt };
}

function dutyOfState(
  request: RestoreRequest,
  look: Look | undefined,
  settleMs: number,
  now: Date,
  freezing?: Freezing,
): Duty {
  const { state } = request;
  const next = currentLook(request, look)?.next;
  switch (state.tag) {
    case 'pending-approval':
      return dutyOfPending({ ...request, state }, now, freezing);
    case 'approved':
      if (now >= state.dispatchBy) return { type: 'expire' };
      return next !== undefined && now < next
        ? { type: 'wait', until: earliest(next, state.dispatchBy) ?? next }
        : { type: 'dispatch' };
    case 'submitting':
      return dueFrom(next ?? after(state.postBy, settleMs), now, 'find');
    case 'restoring': {
      // The look asks the vendor to stop, too: a person who asks for that does not wait for the next regular look.
      const { cancelAskedAt } = state;
      const isAsked = cancelAskedAt !== undefined && look !== undefined && look.at < cancelAskedAt;
      return dueFrom(isAsked ? undefined : next, now, 'look');
    }
    case 'verifying':
      return dueFrom(next, now, 'verify');
    case 'unknown':
    case 'succeeded':
    case 'failed':
    case 'denied':
    case 'cancelled':
    case 'expired':
      return { type: 'nothing' };
  }
}

function dueFrom(next: Date | undefined, now: Date, type: 'find' | 'look' | 'verify'): Duty {
  return next !== undefined && now < next ? { type: 'wait', until: next } : { type };
}

/**
 * When something is owed next: work, or telling what has not been told. For an ended request that is until its final
 * message is posted and its secrets are deleted.
 */
export function dueAt(
  request: RestoreRequest,
  look: Look | undefined,
  thread: Thread,
  settleMs: number,
  now: Date,
  freezing?: Freezing,
): Date | undefined {
  if (thread.shown < request.version) return now;
  const duty = dutyOf(request, look, settleMs, now, freezing);
  if (duty.type === 'nothing') return undefined;
  return duty.type === 'wait' ? duty.until : now;
}

/**
 * How long until the next look at a running restore: quick at first, then up to the ceiling. Less by up to a twentieth,
 * which differs for each request and look: restores that began together, or that a restart woke together, drift apart.
 */
export function lookDelayMs(requestId: string, count: number, timing: Timing): number {
  const longestMs = Math.min(timing.lookMaxMs, timing.lookFirstMs * 1.3 ** Math.max(0, count - 1));
  return Math.round(longestMs * (1 - partOf(`${requestId} ${count}`) / 20));
}

/** From 0 to 1, always the same for one text. */
function partOf(text: string): number {
  return Number.parseInt(hash('sha256', text).slice(0, 8), 16) / 2 ** 32;
}

/**
 * How far apart the looks of many restores on one connection are, ms: together they take a little less than half of
 * what the vendor allows it, so that asking, approving and submitting find room, and what is late catches up.
 */
export function lookGapMs(ratePerSecond: number): number {
  return 2_200 / ratePerSecond;
}

/** When the card of a running restore shows progress, in steps of `progressAfterMs`; then so often as the last two differ. */
const progressSteps = [1, 10, 30, 60] as const;

/**
 * Whether the card of a running restore should be edited only for its progress: a minute after the submission, after 10,
 * and every 30. What the card says is instants, which stay true in between. `shownAt`: when the look was that it shows.
 */
export function isProgressDue(
  { state }: RestoreRequest,
  look: Look,
  shownAt: Date | undefined,
  progressAfterMs: number,
): boolean {
  if (state.tag !== 'restoring' || look.of !== stateKey(state)) return false;
  const since = state.submittedAt.getTime();
  const stepOf = (at: Date) => progressStep((at.getTime() - since) / progressAfterMs);
  return stepOf(look.at) > (shownAt === undefined ? 0 : stepOf(shownAt));
}

/** How many edits may show progress, of all cards together: half of what Slack takes, which is 50 a minute. */
export const progressEdits = { ratePerSecond: 0.3, burst: 5 } as const;

/** How many steps are over. */
function progressStep(passed: number): number {
  const [last, before] = [progressSteps.at(-1) ?? 0, progressSteps.at(-2) ?? 0];
  const more = Math.max(0, Math.floor((passed - last) / (last - before)));
  return progressSteps.filter((step) => step <= passed).length + more;
}

/** States that are usually over within seconds, and in which nobody has to act. */
export function isPassing({ state }: RestoreRequest): boolean {
  // Not `submitting`: what the card says of a submission is compared with a record that was set back (decision 27).
  return state.tag === 'verifying' || (state.tag === 'approved' && state.hold === undefined);
}
