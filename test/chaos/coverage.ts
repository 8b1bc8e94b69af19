import type { RequestEvent } from '#core/events.ts';
import type { Evidence } from './evidence.ts';
import { inPlace } from './generate.ts';
import { historiesOf, submissionsOf } from './histories.ts';
import { nameOf } from './troubles.ts';

/** What one run really did, so that a batch cannot be green because nothing was tried. */
export interface Exercise {
  readonly kinds: readonly KindExercise[];
  /** What else was planned to go wrong, by name, and how often. */
  readonly planned: Counts;
  /** Of that, how often it really did. */
  readonly struck: Counts;
}

interface KindExercise {
  /** `prisma-shop database` */
  readonly kind: string;
  readonly asked: number;
  /** Requests that people know were taken. */
  readonly taken: number;
  /** Requests of which a vendor saw a POST. */
  readonly posted: number;
  /** Of those, the ones that came to an end. */
  readonly ended: number;
  /** What happened to their POSTs on the way. */
  readonly faults: Counts;
}

type Counts = Readonly<Record<string, number>>;

const ends: ReadonlySet<RequestEvent['type']> = new Set([
  'verified',
  'failed',
  'refused',
  'closed',
  'cancelled-at-vendor',
]);

/** The name of what is tried where a loss is over its objective: a write that rests on votes which acknowledge it. */
const acknowledging = 'a loss over its objective';

/** The same, accepted once more by its requester after approvals had begun again. */
const again = 'a loss accepted again';

function acknowledges(event: RequestEvent): boolean {
  return event.type === 'vote-cast' && event.vote.acknowledged !== undefined;
}

/** Counts by the vendors' own logs and by the audit, not by what was planned. */
export function exerciseOf(evidence: Evidence, struck: readonly string[]): Exercise {
  const submissions = submissionsOf(evidence, historiesOf(evidence));
  const { asks } = evidence.story;
  const kinds = [...new Set(asks.map(({ form }) => kindOf(form)))];
  return {
    kinds: kinds.map((kind) => {
      const wanted = asks.filter(({ form }) => kindOf(form) === kind);
      const sent = submissions.filter(
        ({ history }) => history !== undefined && kindOf(history.plan) === kind,
      );
      const requests = new Set(sent.flatMap(({ history }) => (history === undefined ? [] : [history])));
      return {
        kind,
        asked: wanted.length,
        taken: wanted.filter(({ number }) => evidence.told.has(number)).length,
        posted: requests.size,
        ended: [...requests].filter(({ events }) => events.some(({ type }) => ends.has(type))).length,
        faults: counted(sent.flatMap(({ post }) => post.fault ?? [])),
      };
    }),
    planned: counted([
      ...evidence.story.mishaps.flatMap(({ what }) => nameOf(what) ?? []),
      ...asks
        .filter(({ form }) => evidence.story.objective === 'acknowledge' && inPlace.includes(kindOf(form)))
        .map(() => acknowledging),
      ...asks.filter(({ acts }) => acts.some(({ type }) => type === 'acknowledge')).map(() => again),
    ]),
    struck: counted([
      ...struck,
      ...submissions
        .filter(({ history }) => history?.events.some(acknowledges) === true)
        .map(() => acknowledging),
      ...submissions
        .filter(({ history }) => history?.events.some(({ type }) => type === 'acknowledged') === true)
        .map(() => again),
    ]),
  };
}

/** All runs of a batch together. */
export function together(exercises: readonly Exercise[]): Exercise {
  const all = exercises.flatMap(({ kinds }) => kinds);
  const names = [...new Set(all.map(({ kind }) => kind))].toSorted();
  return {
    kinds: names.map((kind) => {
      const same = all.filter((each) => each.kind === kind);
      const sum = (part: 'asked' | 'taken' | 'posted' | 'ended') =>
        same.reduce((total, each) => total + each[part], 0);
      return {
        kind,
        asked: sum('asked'),
        taken: sum('taken'),
        posted: sum('posted'),
        ended: sum('ended'),
        faults: added(same.map(({ faults }) => faults)),
      };
    }),
    planned: added(exercises.map(({ planned }) => planned)),
    struck: added(exercises.map(({ struck }) => struck)),
  };
}

/** What is planned so often strikes, or something is wrong with the plan. */
const sureToStrike = 10;

/**
 * A line for each of these kinds that was not asked for, never came to a POST, or from there to an end; and for each
 * fault that was planned again and again and never struck.
 */
export function notExercised(
  { kinds, planned, struck }: Exercise,
  wanted: readonly string[] = kinds.map(({ kind }) => kind),
): readonly string[] {
  return [
    ...wanted.flatMap((kind) => {
      const { asked = 0, posted = 0, ended = 0 } = kinds.find((each) => each.kind === kind) ?? {};
      if (asked === 0) return [`nobody asked for ${kind}`];
      if (posted === 0) return [`${kind} was asked ${asked} times, and its vendor never saw a POST`];
      return ended === 0 ? [`${kind} was sent ${posted} times, and none came to an end`] : [];
    }),
    ...Object.entries(planned).flatMap(([name, times]) =>
      times >= sureToStrike && struck[name] === undefined
        ? [`${name} was planned ${times} times, and never struck`]
        : [],
    ),
  ];
}

export function exerciseInWords({ kinds, planned, struck }: Exercise): readonly string[] {
  const faults = Object.entries(planned).map(([name, times]) => `${name} ×${struck[name] ?? 0} of ${times}`);
  return [
    ...kinds.map(
      ({ kind, asked, taken, posted, ended, faults: onTheWay }) =>
        `${kind}: ${asked} asked, ${taken} taken, ${posted} sent, ${ended} ended; faults: ${inWords(onTheWay)}`,
    ),
    `really struck: ${faults.length === 0 ? 'nothing' : faults.join('; ')}`,
  ];
}

function kindOf({ connection, kind }: { readonly connection: string; readonly kind: string }): string {
  return `${connection} ${kind}`;
}

function counted(names: readonly string[]): Counts {
  return added(names.map((name) => ({ [name]: 1 })));
}

function added(all: readonly Counts[]): Counts {
  const sums = new Map<string, number>();
  for (const [name, count] of all.flatMap((each) => Object.entries(each))) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function inWords(counts: Counts): string {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ×${count}`);
  return parts.length === 0 ? 'none' : parts.join('; ');
}
