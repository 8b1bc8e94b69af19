import type { RequestEvent } from '#core/events.ts';
import type { Evidence } from './evidence.ts';
import { historiesOf, submissionsOf } from './histories.ts';

/** What one run really did, so that a batch cannot be green because nothing was tried. */
export interface Exercise {
  readonly kinds: readonly KindExercise[];
  /** What else went wrong, by name, as often as it did. */
  readonly troubles: Counts;
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

/** Counts by the vendors' own logs and by the audit, not by what was planned. */
export function exerciseOf(evidence: Evidence, troubles: readonly string[]): Exercise {
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
    troubles: counted(troubles),
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
    troubles: added(exercises.map(({ troubles }) => troubles)),
  };
}

/** A line for each kind that stories asked for and that never came to a POST, or from there to an end. */
export function notExercised({ kinds }: Exercise): readonly string[] {
  return kinds.flatMap(({ kind, asked, posted, ended }) => {
    if (posted === 0) return [`${kind} was asked ${asked} times, and its vendor never saw a POST`];
    return ended === 0 ? [`${kind} was sent ${posted} times, and none came to an end`] : [];
  });
}

export function exerciseInWords({ kinds, troubles }: Exercise): readonly string[] {
  return [
    ...kinds.map(
      ({ kind, asked, taken, posted, ended, faults }) =>
        `${kind}: ${asked} asked, ${taken} taken, ${posted} sent, ${ended} ended; faults: ${inWords(faults)}`,
    ),
    `elsewhere: ${inWords(troubles)}`,
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
