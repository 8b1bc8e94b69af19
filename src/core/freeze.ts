import { z } from 'zod';
import { earliest, Instant } from './instant.ts';
import { type Calendar, type Match, misfit, type Subject } from './match.ts';

/** A time in which restores do not start (`deny`), or the only time in which they do (`allow`). */
export interface Freeze {
  readonly name: string;
  readonly effect: 'deny' | 'allow';
  /** Which restores it is about. */
  readonly match: Match;
  readonly times: Calendar;
  /** Requests that wait: kept, with approvals closed until it is over, or ended. */
  readonly pending: 'hold' | 'end';
  /** Restores that run: left alone, or stopped where the vendor can. */
  readonly running: 'continue' | 'stop';
  /** Whether break-glass goes through it. */
  readonly breakGlass: 'passes' | 'holds';
}

/** A freeze that is in force, and until when; absent: nobody knows. */
export interface Frozen {
  readonly freeze: Freeze;
  readonly until: Date | undefined;
}

/**
 * Every freeze that keeps a restore from starting at the subject's instant; those that end requests go before those
 * that hold them, then those that last longer before those that are over sooner.
 */
export function inForce(freezes: readonly Freeze[], subject: Subject): readonly Frozen[] {
  const about = aboutIt(freezes, subject);
  const denials = about.flatMap((freeze): readonly Frozen[] => {
    const stretch = freeze.effect === 'deny' ? freeze.times.covering(subject.now) : undefined;
    return stretch === undefined ? [] : [{ freeze, until: stretch.until }];
  });
  const allowances = about.filter(({ effect }) => effect === 'allow');
  return [...denials, ...outsideOf(allowances, subject.now)].toSorted((a, b) => severity(b) - severity(a));
}

/**
 * Approvals are closed: a freeze that holds is in force. `opensAt`: when no freeze is in force any more, adjacent and
 * overlapping ones joined; absent: nobody knows.
 */
export const Closed = z.object({
  freeze: z.string(),
  effect: z.enum(['deny', 'allow']),
  opensAt: Instant.optional(),
});
export type Closed = Readonly<z.output<typeof Closed>>;

export function sameClosed(a: Closed | undefined, b: Closed | undefined): boolean {
  return (
    a?.freeze === b?.freeze && a?.effect === b?.effect && a?.opensAt?.getTime() === b?.opensAt?.getTime()
  );
}

/** A longer chain of joined freezes counts as a freeze without a known end. */
const longestChain = 500;

/** Why nobody can approve at the subject's instant, and from when on they can; `undefined`: they can. */
export function closedBy(freezes: readonly Freeze[], subject: Subject, glass = false): Closed | undefined {
  const told = frozenBy(freezes, subject, glass);
  if (told === undefined) return undefined;
  const closed = { freeze: told.freeze.name, effect: told.freeze.effect };
  let { now } = subject;
  for (let link = 0; link < longestChain; link += 1) {
    const holding = inForce(freezes, { ...subject, now }).filter((frozen) => holds(frozen.freeze, glass));
    if (holding.length === 0) return { ...closed, opensAt: now };
    const ends = holding.map(({ until }) => until?.getTime() ?? Number.POSITIVE_INFINITY);
    const end = Math.max(...ends);
    if (!Number.isFinite(end) || end <= now.getTime()) return closed;
    now = new Date(end);
  }
  return closed;
}

/** When a freeze that holds what waits begins next; absent: none will. */
export function closesNext(freezes: readonly Freeze[], subject: Subject): Date | undefined {
  return earliest(
    ...aboutIt(freezes, subject)
      .filter(({ pending }) => pending === 'hold')
      .map((freeze) => beginsNext(freeze, subject.now)),
  );
}

/** The freeze to name, of those in force. `glass`: one person starts it alone, which some freezes allow. */
export function frozenBy(freezes: readonly Freeze[], subject: Subject, glass = false): Frozen | undefined {
  return inForce(freezes, subject).find((frozen) => holds(frozen.freeze, glass));
}

/** When a freeze ends a request that waits: now, or as soon as one may begin; absent: none will. */
export function endsWaiting(freezes: readonly Freeze[], subject: Subject, glass = false): Date | undefined {
  if (frozenBy(freezes, subject, glass)?.freeze.pending === 'end') return subject.now;
  const { now } = subject;
  const begins = aboutIt(freezes, subject)
    .filter((freeze) => freeze.pending === 'end' && holds(freeze, glass))
    .map((freeze) => beginsNext(freeze, now));
  return earliest(...begins);
}

function beginsNext({ effect, times }: Freeze, now: Date): Date | undefined {
  return effect === 'deny' ? times.nextAfter(now) : times.covering(now)?.until;
}

/** Whether a freeze holds a request; `glass`: one that a person starts alone. */
export function holds(freeze: Freeze, glass: boolean): boolean {
  return !glass || freeze.breakGlass === 'holds';
}

function aboutIt(freezes: readonly Freeze[], subject: Subject): readonly Freeze[] {
  return freezes.filter(({ match }) => misfit(match, subject) === undefined);
}

function severity({ freeze, until }: Frozen): number {
  return (freeze.pending === 'end' ? Number.MAX_SAFE_INTEGER / 2 : 0) + (until?.getTime() ?? 0);
}

/** Outside every time in which restores may start: all of those freezes, until the first one opens. */
function outsideOf(allowances: readonly Freeze[], now: Date): readonly Frozen[] {
  if (allowances.some(({ times }) => times.covering(now) !== undefined)) return [];
  const until = earliest(...allowances.map(({ times }) => times.nextAfter(now)));
  return allowances.map((freeze) => ({ freeze, until }));
}
