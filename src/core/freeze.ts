import { type Calendar, type Match, misfit, type Subject } from './match.ts';

/** A time in which restores do not start (`deny`), or the only time in which they do (`allow`). */
export interface Freeze {
  readonly name: string;
  readonly effect: 'deny' | 'allow';
  /** Which restores it is about. */
  readonly match: Match;
  readonly times: Calendar;
  /** Requests that wait for approval or for their start: kept until their own deadlines, or ended. */
  readonly pending: 'hold' | 'end';
  /** Restores that run: left alone, or stopped where the vendor can. */
  readonly running: 'continue' | 'stop';
  /** Whether a broken glass goes through it. */
  readonly breakGlass: 'passes' | 'holds';
}

/** A freeze that is in force, and until when; absent: nobody knows. */
export interface Frozen {
  readonly freeze: Freeze;
  readonly until: Date | undefined;
}

/**
 * The freeze that keeps a restore from starting at the subject's instant; one that ends requests goes before one
 * that holds them, one that lasts longer before one that is over sooner.
 */
export function frozenBy(freezes: readonly Freeze[], subject: Subject): Frozen | undefined {
  const about = freezes.filter(({ match }) => misfit(match, subject) === undefined);
  const denials = about.flatMap((freeze): readonly Frozen[] => {
    const stretch = freeze.effect === 'deny' ? freeze.times.covering(subject.now) : undefined;
    return stretch === undefined ? [] : [{ freeze, until: stretch.until }];
  });
  const [longest] = denials.toSorted((a, b) => severity(b) - severity(a));
  return (
    longest ??
    outsideOf(
      about.filter(({ effect }) => effect === 'allow'),
      subject.now,
    )
  );
}

function severity({ freeze, until }: Frozen): number {
  return (freeze.pending === 'end' ? Number.MAX_SAFE_INTEGER / 2 : 0) + (until?.getTime() ?? 0);
}

/** Where there are times in which restores may start, and this is none of them. */
function outsideOf(allowances: readonly Freeze[], now: Date): Frozen | undefined {
  if (allowances.some(({ times }) => times.covering(now) !== undefined)) return undefined;
  const [soonest] = allowances
    .map((freeze): Frozen => ({ freeze, until: freeze.times.nextAfter(now) }))
    .toSorted((a, b) => (a.until?.getTime() ?? Infinity) - (b.until?.getTime() ?? Infinity));
  return soonest;
}
