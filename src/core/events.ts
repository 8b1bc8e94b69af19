import { z } from 'zod';
import { People, Requirement, Vote } from './approval.ts';
import { found, words } from './asked.ts';
import { Finding } from './finding.ts';
import { Difference, Fingerprint } from './fingerprint.ts';
import { Closed } from './freeze.ts';
import { Instant } from './instant.ts';
import { Acknowledged } from './objectives.ts';
import { Baseline } from './provider.ts';
import { FailureReason, Known } from './restore-request.ts';
import { Posted } from './thread.ts';
import { RecordedVerification } from './verification.ts';
import { reasonShape } from './why.ts';

/** Common to all: when, by whose command, and who (a Slack user id; absent: restorebot itself). */
const base = { at: Instant, commandId: z.string().min(1), by: z.string().optional() };

function event<const Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.object({ type: z.literal(type), ...base, ...shape });
}

/** What makes one plan out of nothing or out of another. */
const planned = {
  /** The plan's stored bytes. */
  planJson: z.string(),
  ...found,
  requirement: Requirement,
};

/** Why restorebot itself stops a running restore. */
const FreezeStop = z.object({ freeze: z.string(), text: z.string() });

/**
 * What happened to a request, in order; never changed, never removed. `card`: where the card was then; absent: nobody
 * knew, or an older version wrote it.
 */
export const RequestEvent = z.discriminatedUnion('type', [
  event('asked', {
    requestId: z.string(),
    channel: z.string(),
    ...words,
    ...planned,
    /** What the requester ticked, where it is over its objective. */
    acknowledged: Acknowledged.optional(),
  }),
  event('vote-cast', { vote: Vote, card: Posted.optional() }),
  event('vote-withdrawn', { expiresAt: Instant }),
  /** The requester accepted what it may cost since the vote began again. */
  event('acknowledged', { acknowledged: Acknowledged }),
  /** Those who must act were notified again, for the n-th time. */
  event('reminded', { count: z.int() }),
  /** These may agree as well from now on. */
  event('escalated', { to: People }),
  /** One person used break-glass; the approval follows in the same save. */
  event('glass-broken', { reason: z.string(), agreement: z.string(), card: Posted.optional() }),
  event('replanned', { ...planned, expiresAt: Instant }),
  /** The quorum is complete, or the rule needs nobody, or break-glass was used. */
  /** `on`: what it rests on; absent: an older version wrote it. `by` is the person who gave the last vote. */
  event('approved', { dispatchBy: Instant, on: z.enum(['votes', 'broken-glass', 'rule']).optional() }),
  event('votes-voided', {
    ...reasonShape,
    differences: z.array(Difference),
    fingerprint: Fingerprint,
    requirement: Requirement,
    expiresAt: Instant,
  }),
  /** A freeze that holds is in force: votes do not count, and approvals open when it is over, where that is known. */
  event('approvals-closed', { ...Closed.shape, expiresAt: Instant }),
  /** No freeze is in force any more; what was checked again is what people vote on. */
  event('approvals-opened', { expiresAt: Instant, findings: z.array(Finding), fingerprint: Fingerprint }),
  event('denied', { reason: z.string() }),
  event('cancelled', {}),
  event('expired', reasonShape),
  event('held', { ...reasonShape, until: Instant.optional() }),
  event('dispatched', { attempt: z.int(), token: z.string(), baseline: Baseline, postBy: Instant }),
  /** The write may have reached the vendor and its answer did not reach us. */
  event('answer-lost', reasonShape),
  /** Back to `approved`. Without `proof`: the vendor's list shows nothing of the attempt. */
  event('not-accepted', { ...reasonShape, proof: z.enum(['refused', 'not-sent']).optional() }),
  event('refused', { reason: FailureReason }),
  event('submitted', { operationId: z.string(), found: z.boolean() }),
  event('became-unknown', { known: Known }),
  event('trouble-began', { ...reasonShape, cause: z.string().optional() }),
  event('trouble-ended', {}),
  /** Since then the vendor has shown no progress; `times`: how often that was announced. */
  event('stalled', { since: Instant, times: z.int().positive() }),
  event('moving-again', {}),
  /** `freeze`: not a person but a freeze of the configuration. `reason`: of the person who is not the requester. */
  event('cancel-asked', { freeze: FreezeStop.optional(), reason: z.string().optional() }),
  event('cancelled-at-vendor', {}),
  event('failed', { reason: FailureReason }),
  event('restored', { finishedAt: Instant }),
  event('verified', RecordedVerification.shape),
  event('adopted', { operationId: z.string() }),
  event('asked-again', { expiresAt: Instant, fingerprint: Fingerprint }),
  /** By a person, in their words; or by restorebot, with `why`. */
  event('closed', reasonShape),
  /** The vendor returned something once; its sealed text is kept next to the record until then. */
  event('secret-received', { labels: z.array(z.string()), until: Instant }),
  /** The requester was given it; saved before it leaves for the screen. */
  event('secret-revealed', {}),
  /** It reached the screen for the first time, and can be shown again until then. */
  event('secret-shown', { until: Instant }),
  event('secret-forgotten', {}),
  /** A second person looked at break-glass afterwards. */
  event('glass-reviewed', { note: z.string() }),
  event('review-reminded', {}),
]);
export type RequestEvent = Readonly<z.output<typeof RequestEvent>>;

/** Events that any state takes, the ended ones too, and that change none. */
const annotations: ReadonlySet<RequestEvent['type']> = new Set([
  'secret-received',
  'secret-revealed',
  'secret-shown',
  'secret-forgotten',
  'glass-reviewed',
  'review-reminded',
]);

export function isAnnotation({ type }: RequestEvent): boolean {
  return annotations.has(type);
}

export type EventOf<Type extends RequestEvent['type']> = Extract<RequestEvent, { type: Type }>;
