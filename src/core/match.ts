import type { Impact } from './impact.ts';
import type { Resource } from './restore-plan.ts';

/** What rules and freezes are matched against: one restore that somebody asks for. */
export interface Subject {
  readonly connection: string;
  readonly kind: string;
  readonly impact: Impact['type'];
  readonly target: Resource;
  /** What the vendor says of the target in tags or labels; empty where it has none. */
  readonly tags: Readonly<Record<string, string>>;
  /** Slack channel id of the card. */
  readonly channel: string;
  /** When it is matched: rules may hold at certain times. */
  readonly now: Date;
}

/** A stretch of time; `until` is no longer in it. */
export interface Stretch {
  readonly from: Date;
  readonly until: Date;
}

/** Stretches that may recur, in some time zone; made by the configuration. Pure: the same instant, the same answer. */
export interface Calendar {
  /** As the configuration writes it, for a person: `Fri 18:00 for 62h, Europe/Berlin`. */
  readonly text: string;
  /** The stretch that covers an instant, to its latest end where several do. */
  covering(instant: Date): Stretch | undefined;
  /** When the next one begins; absent: never again. */
  nextAfter(instant: Date): Date | undefined;
}

/** What must all be true of a subject; each absent part is true of everything. Patterns may hold `*` and `?`. */
export interface Match {
  readonly connections?: readonly string[];
  readonly kinds?: readonly string[];
  readonly impacts?: readonly Impact['type'][];
  /** Patterns; the target's name or its id fits one of them. */
  readonly targets?: readonly string[];
  /** By name of the tag; each value fits its pattern. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly channels?: readonly string[];
  readonly times?: Calendar;
}

/** The part of a match that a subject does not fit, by its name in the configuration; `undefined`: it fits. */
export function misfit(match: Match, subject: Subject): keyof Match | undefined {
  const { connection, kind, impact, target, tags, channel, now } = subject;
  if (!fitsOne(match.connections, connection)) return 'connections';
  if (!fitsOne(match.kinds, kind)) return 'kinds';
  if (match.impacts !== undefined && !match.impacts.includes(impact)) return 'impacts';
  if (!fitsOne(match.targets, target.name) && !fitsOne(match.targets, target.id)) return 'targets';
  const wanted = Object.entries(match.tags ?? {});
  if (!wanted.every(([name, pattern]) => fits(pattern, Object.hasOwn(tags, name) ? tags[name] : undefined))) {
    return 'tags';
  }
  if (match.channels !== undefined && !match.channels.includes(channel)) return 'channels';
  if (match.times !== undefined && match.times.covering(now) === undefined) return 'times';
  return undefined;
}

/** Whether a match could fit some restore on this connection. */
export function couldFitConnection(match: Match, connection: string): boolean {
  return fitsOne(match.connections, connection);
}

/** Whether a match could fit some restore of this kind on this connection. */
export function couldFit(match: Match, { connection, kind }: Pick<Subject, 'connection' | 'kind'>): boolean {
  return couldFitConnection(match, connection) && fitsOne(match.kinds, kind);
}

function fitsOne(patterns: readonly string[] | undefined, text: string): boolean {
  return patterns === undefined || patterns.some((pattern) => fits(pattern, text));
}

/** Whether a text is one that a pattern means: `*` is any run of characters, `?` any one; case matters. */
export function fits(pattern: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  const source = pattern
    .replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'su').test(text);
}
