import type { Impact } from './impact.ts';
import type { Resource } from './restore-plan.ts';

/** What rules and freezes are matched against: one restore that somebody asks for. */
export interface Subject {
  readonly connection: string;
  readonly kind: string;
  readonly impact: Impact['type'];
  readonly source: Resource;
  /** What the vendor says of the source in tags or labels; empty where it has none. */
  readonly sourceTags: Readonly<Record<string, string>>;
  readonly target: Resource;
  /** As `sourceTags`, of the target. */
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
  /** Patterns; the source's name or its id fits one of them. */
  readonly sources?: readonly string[];
  /** By name of the source's tag; each value fits its pattern. */
  readonly sourceTags?: Readonly<Record<string, string>>;
  /** Patterns; the target's name or its id fits one of them. */
  readonly targets?: readonly string[];
  /** By name of the tag; each value fits its pattern. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly channels?: readonly string[];
  readonly times?: Calendar;
}

/** The part of a match that a subject does not fit, by its name in the configuration; `undefined`: it fits. */
export function misfit(match: Match, subject: Subject): keyof Match | undefined {
  const { connection, kind, impact, source, sourceTags, target, tags, channel, now } = subject;
  if (!fitsOne(match.connections, connection)) return 'connections';
  if (!fitsOne(match.kinds, kind)) return 'kinds';
  if (match.impacts !== undefined && !match.impacts.includes(impact)) return 'impacts';
  if (!isNamed(match.sources, source)) return 'sources';
  if (!isTagged(match.sourceTags, sourceTags)) return 'sourceTags';
  if (!isNamed(match.targets, target)) return 'targets';
  if (!isTagged(match.tags, tags)) return 'tags';
  if (match.channels !== undefined && !match.channels.includes(channel)) return 'channels';
  if (match.times !== undefined && match.times.covering(now) === undefined) return 'times';
  return undefined;
}

/** The end of a restore that a rule which forbids is about. */
export type End = 'target' | 'source';

/**
 * Which end of a restore a rule that forbids guards; the part that does not fit where it guards neither. What may not
 * be overwritten may not be copied elsewhere either, so `targets` and `tags` look at the source, too, unless the rule
 * says something of sources itself.
 */
export function guarded(
  match: Match,
  subject: Subject,
): { readonly end: End } | { readonly misfit: keyof Match } {
  const part = misfit(match, subject);
  if (part === undefined) return { end: 'target' };
  const saysSources = match.sources !== undefined || match.sourceTags !== undefined;
  if (saysSources || (part !== 'targets' && part !== 'tags')) return { misfit: part };
  const { source, sourceTags } = subject;
  const turned = { ...subject, target: source, tags: sourceTags };
  return misfit(match, turned) === undefined ? { end: 'source' } : { misfit: part };
}

/** Whether a match could fit some restore on this connection. */
export function couldFitConnection(match: Match, connection: string): boolean {
  return fitsOne(match.connections, connection);
}

/** Whether a match could fit some restore of this kind on this connection. */
export function couldFit(match: Match, { connection, kind }: Pick<Subject, 'connection' | 'kind'>): boolean {
  return couldFitConnection(match, connection) && fitsOne(match.kinds, kind);
}

function isNamed(patterns: readonly string[] | undefined, { id, name }: Resource): boolean {
  return fitsOne(patterns, name) || fitsOne(patterns, id);
}

function isTagged(wanted: Match['tags'], tags: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted ?? {}).every(([name, pattern]) =>
    fits(pattern, Object.hasOwn(tags, name) ? tags[name] : undefined),
  );
}

function fitsOne(patterns: readonly string[] | undefined, text: string): boolean {
  return patterns === undefined || patterns.some((pattern) => fits(pattern, text));
}

/**
 * Whether a text is one that a pattern means: `*` is any run of characters, `?` any one; case matters. No regular
 * expression: many `*` would make one take very long over a name that an outsider chose.
 */
export function fits(pattern: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  if (!/[*?]/u.test(pattern)) return pattern === text;
  const [wanted, given] = [Array.from(pattern), Array.from(text)];
  let [at, next] = [0, 0];
  // Where the last `*` was, and how much of the text it takes up so far.
  let star: { readonly after: number; readonly from: number } | undefined;
  while (next < given.length) {
    if (wanted[at] === '*') {
      star = { after: at + 1, from: next };
      at += 1;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[next])) {
      at += 1;
      next += 1;
    } else if (star === undefined) {
      return false;
    } else {
      star = { after: star.after, from: star.from + 1 };
      at = star.after;
      next = star.from;
    }
  }
  return wanted.slice(at).every((each) => each === '*');
}
