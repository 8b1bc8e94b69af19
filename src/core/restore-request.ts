/*
 * Words. One word for one thing, here, in the documents and in Slack (docs/glossary.md says more of each).
 *
 * provider       plug-in for one vendor's API            connection  one named credential at a provider
 * restore kind   what a provider can do                  source, target  where data comes from, where it goes
 * backup         a copy of data                          restore point   a backup, or a point in time
 * restore plan   exactly what will be sent               plan digest     SHA-256 over the plan's stored bytes
 * fingerprint    what target and backup were like        agreement       digest and fingerprint: what a vote names
 * impact         what the plan does to the target        data-loss window  from the restore point to now
 * restore request  a plan, its approvals, its state      requester, approver  who asks, who agrees
 * quorum         how many approvers are needed           preflight       checks that change nothing
 * operation      what runs at the vendor                 job             a BullMQ job: a wake-up, never the truth
 * attempt        one try to submit                       witness         the thread's line about an attempt
 */
import { z } from 'zod';
import { type People, Requirement, Vote, agreementOf, together } from './approval.ts';
import { found, words } from './asked.ts';
import { Closed } from './freeze.ts';
import { Instant } from './instant.ts';
import { KeptSecrets } from './kept-secrets.ts';
import { Acknowledged } from './objectives.ts';
import { Baseline } from './provider.ts';
import { type PinnedPlan, readPlan } from './restore-plan.ts';
import type { Surplus } from './unknown-fields.ts';
import { RecordedVerification } from './verification.ts';
import { reasonShape } from './why.ts';

const votes = z.array(Vote);

/** Why we do not know whether the vendor has our restore, and what we do know. */
export const Known = z.object({
  because: z.enum([
    'found-before-submitting',
    'answer-lost',
    'several-match',
    'undecidable',
    'operation-gone',
    'set-back',
    'taken-over',
  ]),
  /** For a person who must decide: what happened and what the vendor shows. */
  ...reasonShape,
  /** Operations at the vendor that may be ours. */
  candidates: z.array(z.string()),
  /** Whose word, or which time, would have ended it, had no attempt been open; absent: none. */
  stopped: z
    .object({
      how: z.enum(['denied', 'cancelled', 'expired']),
      by: z.string().optional(),
      /** As a person typed it, or why its time was over. */
      reason: z.string().optional(),
      why: reasonShape.why,
    })
    .optional(),
});
export type Known = Readonly<z.output<typeof Known>>;

export const FailureReason = z.object({
  code: z.enum(['refused-by-vendor', 'failed-at-vendor', 'outcome-unknown']),
  /** Without `why`: what the person said who closed it, or what an older version wrote. */
  ...reasonShape,
  /** What it leaves at the vendor and the next step, in the provider's sentences; older records lack it. */
  leftBehind: z.string().optional(),
});
export type FailureReason = Readonly<z.output<typeof FailureReason>>;

/** Why restorebot cannot see the restore at the moment; about the restore itself that says nothing. */
const Trouble = z.object({ ...reasonShape, since: Instant, cause: z.string().optional() });
export type Trouble = Readonly<z.output<typeof Trouble>>;

const running = { votes, operationId: z.string(), submittedAt: Instant };

/** Every state with exactly the fields that exist in it. */
export const State = z.discriminatedUnion('tag', [
  z.object({
    tag: z.literal('pending-approval'),
    votes,
    expiresAt: Instant,
    /** Nobody can approve yet, because a freeze is in force; absent: approvals are open. */
    closed: Closed.optional(),
    /** How often those who must act have been notified again. */
    reminders: z.int().default(0),
  }),
  z.object({
    tag: z.literal('approved'),
    votes,
    dispatchBy: Instant,
    /** Why it has not started yet, since when, and until when where that is known. */
    hold: z.object({ ...reasonShape, since: Instant, until: Instant.optional() }).optional(),
  }),
  z.object({
    tag: z.literal('submitting'),
    votes,
    /** Kept for the way back to `approved`. */
    dispatchBy: Instant,
    attempt: z.int(),
    /** Names the process that may post; anybody may find. */
    token: z.string(),
    baseline: Baseline,
    /** The last instant at which the write may leave that process. */
    postBy: Instant,
    answer: z.enum(['awaited', 'lost']),
    trouble: Trouble.optional(),
  }),
  z.object({
    tag: z.literal('restoring'),
    ...running,
    cancelAskedAt: Instant.optional(),
    /** Absent: a freeze did, or an older version wrote it. */
    cancelAskedBy: z.string().optional(),
    trouble: Trouble.optional(),
    /** Since when the vendor has shown no progress, once that was told, and how often it was. */
    stalled: z.object({ since: Instant, times: z.int().positive() }).optional(),
  }),
  z.object({ tag: z.literal('verifying'), ...running, finishedAt: Instant }),
  z.object({ tag: z.literal('unknown'), votes, known: Known }),
  z.object({
    tag: z.literal('succeeded'),
    ...running,
    finishedAt: Instant,
    at: Instant,
    verification: RecordedVerification,
  }),
  z.object({
    tag: z.literal('failed'),
    votes,
    reason: FailureReason,
    operationId: z.string().optional(),
    /** Who closed it without an outcome; absent: nobody did, or an older version wrote it. */
    by: z.string().optional(),
    at: Instant,
  }),
  z.object({ tag: z.literal('denied'), by: z.string(), reason: z.string(), at: Instant }),
  z.object({
    tag: z.literal('cancelled'),
    by: z.enum(['person', 'vendor']),
    who: z.string().optional(),
    at: Instant,
  }),
  z.object({ tag: z.literal('expired'), ...reasonShape, at: Instant }),
]);
export type State = Readonly<z.output<typeof State>>;
export type StateTag = State['tag'];
export type StateOf<Tag extends StateTag> = Extract<State, { tag: Tag }>;

/** The names of all states, in the order of the union. */
export const stateTags: readonly StateTag[] = State.options.map(({ shape }) => shape.tag.value);

/** One try to submit; kept for the life of the request, whatever became of it. */
export const Attempt = z.object({
  number: z.int(),
  token: z.string(),
  at: Instant,
  /**
   * `refused`: the vendor says that it did not do it. `not-sent`: nothing left the process. `accepted`: its operation
   * is recorded. Absent: it may be at the vendor, or an older restorebot wrote it.
   */
  proof: z.enum(['refused', 'not-sent', 'accepted']).optional(),
});
export type Attempt = Readonly<z.output<typeof Attempt>>;

const Plan = z.codec(
  z.string(),
  z.custom<PinnedPlan>((value) => typeof value === 'object'),
  { decode: readPlan, encode: (pinned) => pinned.json },
);

/** That one person started a restore alone. */
const BrokenGlass = z.object({
  by: z.string(),
  at: Instant,
  reason: z.string(),
  /** What exactly they started. */
  agreement: z.string(),
  /** Whether it still stands for an approval: voided approvals void it too, and it must be broken again. */
  holds: z.boolean(),
  /** When reviewers were last reminded. */
  remindedAt: Instant.optional(),
  review: z.object({ by: z.string(), at: Instant, note: z.string() }).optional(),
});

/** What a person asks for, and all that has become of it. The fold of its events. */
export const RestoreRequest = z.object({
  /**
   * Of this record's shape; a reader of a lower one refuses it. A field that an older restorebot may leave unread does
   * not raise it; a field that it must respect, such as a new demand, does.
   */
  schema: z.union([z.literal(1), z.literal(2)]),
  id: z.string().min(1),
  /** How many events it is the fold of. */
  version: z.int().positive(),
  askedAt: Instant,
  /** Slack user id. */
  requester: z.string().min(1),
  /** Slack channel id: where the card and its thread are. */
  channel: z.string().min(1),
  ...words,
  plan: Plan,
  /** Who chose another plan than the requester's, the newer backup; their yes does not count. Absent: nobody did. */
  plannedBy: z.string().optional(),
  ...found,
  requirement: Requirement,
  /** What the requester ticked, where it is over its objective; absent: nothing had to be. */
  acknowledged: Acknowledged.optional(),
  attempts: z.array(Attempt),
  /** Operations that people saw before they chose to submit again; absent: none. */
  setAside: z.array(z.string()).optional(),
  /** When others were notified as well, who may agree since then; absent: never. */
  escalatedAt: Instant.optional(),
  /** Absent: nobody used break-glass. */
  glass: BrokenGlass.optional(),
  /** What the vendor returned once, by name only; absent: nothing ever came. */
  secrets: KeptSecrets.optional(),
  state: State,
});
export type RestoreRequest = Readonly<z.output<typeof RestoreRequest>> & {
  /** What a newer restorebot wrote and this one does not know; written back with it. */
  readonly surplus?: Surplus;
};

/** The newest schema that this version reads. */
export const newestSchema = 2;

/** 2: it has objectives, whose acknowledgements an older version would not ask for. */
export function schemaOf({ objectives = [] }: Pick<Requirement, 'objectives'>): RestoreRequest['schema'] {
  return objectives.length === 0 ? 1 : 2;
}

/** A request known to be in one state. */
export type RequestIn<Tag extends StateTag> = RestoreRequest & { readonly state: StateOf<Tag> };

const ends: readonly string[] = ['succeeded', 'failed', 'denied', 'cancelled', 'expired'];

/** Nothing more happens to an ended request. */
export function hasEnded(state: { readonly tag: string }): boolean {
  return ends.includes(state.tag);
}

/** The names of those in which something may still happen to a request. */
export const openTags = stateTags.filter((tag) => !hasEnded({ tag }));

/** The person whose word ended it, where one did. */
export function endedBy(state: State): { readonly by?: string } {
  if (state.tag === 'denied') return { by: state.by };
  if (state.tag === 'failed' && state.by !== undefined) return { by: state.by };
  return state.tag === 'cancelled' && state.who !== undefined ? { by: state.who } : {};
}

/** Whether a request in this state keeps others away from its target. */
export function holdsLocks(state: State): boolean {
  return !hasEnded(state) && state.tag !== 'pending-approval';
}

/** Whether a request is in this state; then the compiler knows its fields. */
export function isIn<Tag extends StateTag>(request: RestoreRequest, tag: Tag): request is RequestIn<Tag> {
  return request.state.tag === tag;
}

/** Who may decide about a request now: the rule's approvers, and those to whom it was escalated. */
export function decidersOf({
  requirement,
  escalatedAt,
}: Pick<RestoreRequest, 'requirement' | 'escalatedAt'>): People {
  const { approvers, escalation } = requirement;
  return escalatedAt === undefined || escalation === undefined
    ? approvers
    : together(approvers, escalation.to);
}

/** A request is never changed in place, and a card asks for this once for each button and each person. */
const agreements = new WeakMap<object, string>();

/** What a vote on this request must name. */
export function currentAgreement(request: Pick<RestoreRequest, 'plan' | 'fingerprint'>): string {
  const known = agreements.get(request) ?? agreementOf(request.plan.digest, request.fingerprint);
  agreements.set(request, known);
  return known;
}
