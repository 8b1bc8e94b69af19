import { z } from 'zod';
import { Instant } from '../instant.ts';
import { RecoveryEntry } from './recovery-entry.ts';

/** Common to all: when, and which key made the mac. */
const base = { at: Instant, key: z.string() };

/** Common to entries outside any chain. The id makes a copied entry detectable. */
const single = { ...base, id: z.string() };

/** Which plan, over what, under which rule, and as which operation at the vendor, once there is one. */
export const About = z.object({
  /** SHA-256 over the plan's stored bytes, hex. */
  plan: z.string(),
  target: z.string(),
  rule: z.string(),
  operation: z.string().optional(),
});
export type About = Readonly<z.output<typeof About>>;

/**
 * What the audit keeps. A transition carries the event as it was saved, whatever its type: an entry stays readable
 * when event types are added or removed.
 */
export const AuditEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('transition'),
    ...base,
    requestId: z.string(),
    /** The request's version after it; the first is 1. */
    version: z.int().min(1),
    /** The mac of this request's entry before it; empty at the first. */
    prev: z.string(),
    /** What the request is about after it; absent where an older version wrote it. */
    about: About.optional(),
    event: z.looseObject({ type: z.string(), by: z.string().optional() }),
  }),
  z.object({
    kind: z.literal('refusal'),
    ...single,
    /** A Slack user id. */
    by: z.string(),
    /** What was tried. */
    command: z.string(),
    /** A refusal's code, and what it says more exactly: `not-entitled`, `guest`. */
    code: z.string(),
    because: z.string().optional(),
    requestId: z.string().optional(),
    /** The workspace, where it is not ours. */
    team: z.string().optional(),
    /** 1: it happened. More: so many repeats of an earlier one, since then. */
    count: z.int().min(1),
    since: Instant.optional(),
  }),
  z.object({
    kind: z.literal('configuration'),
    ...single,
    digest: z.string(),
    /** Which top-level parts differ from the configuration before. */
    changed: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('export'),
    ...single,
    by: z.string(),
    format: z.enum(['jsonl', 'csv']),
    /** The numbers of the first and the last entry. */
    from: z.int(),
    to: z.int(),
    /** `began`: somebody reads. `finished`: everything was written out; `sha256` is that of what was. */
    phase: z.enum(['began', 'finished']),
    sha256: z.string().optional(),
    /** Everything up to this number was exported in full. Only exported entries may be removed. */
    through: z.int().optional(),
  }),
  z.object({
    kind: z.literal('system'),
    ...single,
    /** Something that restorebot itself did (`rotated`, `epoch-began`), or that concerns every request (`paused`). */
    what: z.string().regex(/^[a-z][a-z-]*$/),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    /** Which request it is about; absent: none. */
    requestId: z.string().optional(),
    /** With `what: recovery`. An older version reads the entry without it. */
    recovery: RecoveryEntry.optional(),
  }),
]);
export type AuditEntry = Readonly<z.output<typeof AuditEntry>>;
export type AuditEntryOf<Kind extends AuditEntry['kind']> = Extract<AuditEntry, { kind: Kind }>;

type Unsigned<Entry> = Entry extends AuditEntry ? Omit<Entry, 'at' | 'key' | 'id'> : never;
/** What can be appended alone: everything but transitions, which are written with what they report. */
export type Happening = Unsigned<Exclude<AuditEntry, { kind: 'transition' }>>;
export type RefusalNote = Omit<Extract<Happening, { kind: 'refusal' }>, 'kind' | 'count' | 'since'>;

/**
 * One person and one reason: what is counted and not written again. About different requests they are different
 * reasons, but who tries ids that nobody gave them tries one thing.
 */
export function refusalName({ by, command, code, because, requestId, team }: RefusalNote): string {
  const about = code === 'no-such-request' ? '' : requestId;
  return JSON.stringify([by, command, code, because ?? '', about ?? '', team ?? '']);
}

/** What an export ends with, so that a truncated file is noticed. */
export const Trailer = z.object({
  /** The numbers of the first and last entry; 0 where there is none. */
  first: z.int().min(0),
  last: z.int().min(0),
  entries: z.int().min(0),
  /** The mac of the last seal; empty where there is none. */
  seal: z.string(),
  /** SHA-256 over all lines before, each with a line feed; hex. */
  lines: z.string(),
  /** The span of time that was asked for; absent: from the oldest on, to the newest. */
  from: Instant.optional(),
  to: Instant.optional(),
  at: Instant,
  key: z.string(),
});
export type Trailer = Readonly<z.output<typeof Trailer>>;

/** What a sealer says about a stretch of entries; `prev` chains the seals. */
export const Seal = z.object({
  /** The numbers of the first and last entry under it. */
  from: z.int().min(1),
  to: z.int().min(1),
  at: Instant,
  key: z.string(),
  /** The mac of the seal before it; empty at the first. */
  prev: z.string(),
  /** SHA-256 over the lines of the entries, each with a line feed; hex. */
  lines: z.string(),
});
export type Seal = Readonly<z.output<typeof Seal>>;
